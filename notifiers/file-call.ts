import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A call that takes longer than any disk. */
const defaultMaxSeconds = 10;

/** A file system, such as NFS without its server, that does not answer. */
export class HangingFile extends Error {
  readonly code = 'ETIMEDOUT';
}

/** The call that is under way in each folder. */
const underWay = new Map<string, Promise<unknown>>();

/** True while a call is under way; it cannot be cancelled, and `process.exit` would wait for it. */
export function isFileCallUnderWay(): boolean {
  return underWay.size > 0;
}

/**
 * Makes a call on a file of the configuration. Rejects as the call, or with `HangingFile`.
 *
 * A call holds one of the four threads of Node.js' pool, for ever where the file system hangs. So at most one call is
 * under way in a folder: the next one waits for it, within the same time limit, instead of taking a thread more.
 *
 * @param maxSeconds the limit for waiting and the call together (default 10)
 */
export async function callFile<Result>(
  path: string,
  call: () => Promise<Result>,
  maxSeconds: number = defaultMaxSeconds,
): Promise<Result> {
  const folder = dirname(path);
  const settled = new AbortController();
  const tooLate = sleep(maxSeconds * 1000, undefined, { signal: settled.signal }).then(() => {
    throw new HangingFile(`its file system has not answered for ${maxSeconds} s`);
  });
  tooLate.catch(() => undefined);
  try {
    for (let before = underWay.get(folder); before; before = underWay.get(folder))
      await Promise.race([before, tooLate]);
    const called = call();
    underWay.set(
      folder,
      called.catch(() => undefined).finally(() => underWay.delete(folder)),
    );
    return await Promise.race([called, tooLate]);
  } finally {
    settled.abort();
  }
}
