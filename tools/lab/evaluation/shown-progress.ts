import { ProgressBar } from '../../report/progress-bar.ts';

/** Does work that says how far it is, with a bar on stderr meanwhile. */
export function showProgress<Result>(
  label: string,
  work: (onProgress: (share: number) => void) => Result,
): Result {
  const bar = new ProgressBar(process.stderr, label, () => performance.now() / 1000);
  try {
    return work((share) => bar.update(share));
  } finally {
    bar.end();
  }
}
