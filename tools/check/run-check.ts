import { setTimeout as sleep } from 'node:timers/promises';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { monotonicSeconds } from '../../plugins/process/clock.ts';
import { ConfigError } from '../../plugins/process/config-error.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';
import type { Checked, CheckOptions } from './check.ts';
import { formatFindings } from './findings-text.ts';
import { nagiosResult, nagiosUnknown } from './nagios.ts';
import { checkRepeatedly } from './repeated-check.ts';

/** The values of `--test` and `--wait` without a number. */
const [testSeconds, waitSeconds] = [10, 60];
/** An hour. */
const maxSeconds = 3600;

export interface RunCheckOptions extends CheckOptions {
  /** The values of the options, as given: empty for the option alone, undefined without it. */
  readonly test: string | undefined;
  readonly wait: string | undefined;
  readonly testNotifiers: boolean;
  readonly form: 'text' | 'json' | 'nagios';
}

/** The streams of a process. */
export type CheckStreams = Pick<NodeJS.Process, 'stdout' | 'stderr'>;

/**
 * Checks, prints, and returns the exit code.
 *
 * @throws UsageError or ConfigError, except as a plugin
 */
export async function runCheck(
  options: RunCheckOptions,
  streams: CheckStreams,
  secrets: KnownSecrets,
): Promise<number> {
  const { stdout } = streams;
  if (options.form !== 'nagios') {
    const { findings } = await checkedAsAsked(options, streams, secrets);
    const columns = stdout.isTTY ? stdout.columns : undefined;
    stdout.write(
      options.form === 'json' ? `${JSON.stringify(findings)}\n` : formatFindings(findings, columns),
    );
    return findings.some(({ ok }) => !ok) ? 1 : 0;
  }
  const { text, exitCode } = await checkedAsAsked(options, streams, secrets).then(nagiosResult, unknown);
  stdout.write(text);
  return exitCode;
}

/** An error that people are told of in one line; a bug crashes as always. */
function unknown(error: unknown): ReturnType<typeof nagiosUnknown> {
  if (error instanceof UsageError || error instanceof ConfigError || error instanceof OutsideError)
    return nagiosUnknown(error.message);
  throw error;
}

async function checkedAsAsked(
  { test, wait, testNotifiers, ...options }: RunCheckOptions,
  { stderr }: CheckStreams,
  secrets: KnownSecrets,
): Promise<Checked> {
  const tests = {
    chainSeconds: secondsOf('--test', test, testSeconds),
    isToReceivers: testNotifiers,
  };
  let told = '';
  const parts = {
    maxSeconds: secondsOf('--wait', wait, waitSeconds),
    monotonic: monotonicSeconds,
    pause: (seconds: number) => sleep(1000 * seconds),
    onWaiting: (subjects: readonly string[]) => {
      const line = `dma: waiting for ${subjects.join(', ')}\n`;
      if (stderr.isTTY && line !== told) stderr.write((told = line));
    },
  };
  return checkRepeatedly(options, tests, parts, secrets);
}

/** Undefined without the option. @throws UsageError */
function secondsOf(option: string, text: string | undefined, usual: number): number | undefined {
  if (text === undefined || text === '') return text === undefined ? undefined : usual;
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (seconds > 0 && seconds <= maxSeconds) return seconds;
  throw new UsageError(
    `${option}: expected seconds, above 0 and up to ${maxSeconds}, not ${JSON.stringify(text)}`,
  );
}
