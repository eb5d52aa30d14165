import { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { createLogger, TransitionLog } from '../../plugins/process/logger.ts';

/** A log of transitions that remembers what it said. */
export interface RecordedLog {
  readonly log: TransitionLog;
  /** Lines since the last call, without the program's name. */
  readonly said: () => string[];
}

/** @param now epoch seconds */
export function recordedLog(now: () => number = () => 0): RecordedLog {
  const lines: string[] = [];
  const logger = createLogger(
    'test',
    (line) => lines.push(line.trimEnd().replace('test: ', '')),
    new KnownSecrets(),
  );
  return { log: new TransitionLog(logger, now), said: () => lines.splice(0) };
}
