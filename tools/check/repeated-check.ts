import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { check, type Checked, type CheckOptions, type CheckTests } from './check.ts';
import type { Finding } from './finding.ts';

/** Seconds between two checks. */
const pauseSeconds = 2;

export interface RepeatedCheckParts {
  /** Seconds after which no further check begins (default: there is one check). */
  readonly maxSeconds: number | undefined;
  /** Is told the subjects of which something is missing or waited for. */
  readonly onWaiting: (subjects: readonly string[]) => void;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
  readonly pause: (seconds: number) => Promise<void>;
  /** Checks once (default: the real one); replaced in tests. */
  readonly checkOnce?: (tests: CheckTests) => Promise<Checked>;
}

const noTests: CheckTests = { chainSeconds: undefined, isToReceivers: false };

/**
 * Checks again and again until all is well, or the time is over. Tests are sent once, with the last check.
 *
 * @returns the last state
 * @throws ConfigError
 */
export async function checkRepeatedly(
  options: CheckOptions,
  tests: CheckTests,
  parts: RepeatedCheckParts,
  secrets: KnownSecrets,
): Promise<Checked> {
  const { maxSeconds, monotonic, pause, onWaiting } = parts;
  const { checkOnce = (sent: CheckTests) => check(options, sent, secrets) } = parts;
  if (maxSeconds === undefined) return checkOnce(tests);
  const end = monotonic() + maxSeconds;
  let checked = await checkOnce(noTests);
  while (unwell(checked.findings).length > 0 && monotonic() + pauseSeconds <= end) {
    onWaiting(unwell(checked.findings));
    await pause(pauseSeconds);
    checked = await checkOnce(noTests);
  }
  return tests.chainSeconds === undefined && !tests.isToReceivers ? checked : checkOnce(tests);
}

function unwell(findings: readonly Finding[]): readonly string[] {
  return findings.filter(({ ok, kind }) => !ok || kind === 'wait').map(({ subject }) => subject);
}
