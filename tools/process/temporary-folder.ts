import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endingSignals } from './ending-signals.ts';

/** A program or a connection that was started for a time. */
export interface Started {
  /** Ends it; it may have ended already. */
  end(): void | Promise<void>;
}

/** A folder in the temporary directory, and what was started in it. */
export interface TemporaryFolder {
  readonly path: string;
  /** Ends it before the folder is removed, and before all that was started earlier. */
  started<One extends Started>(one: One): One;
}

/**
 * Acts in a folder of its own in the temporary directory. Afterwards what was started in it is ended and the folder is
 * removed, also where SIGINT, SIGTERM or SIGHUP ends the process meanwhile; a second signal ends the process at once.
 *
 * @param prefix of the folder's name
 */
export async function inTemporaryFolder<Result>(
  prefix: string,
  act: (folder: TemporaryFolder) => Promise<Result>,
): Promise<Result> {
  const path = mkdtempSync(join(tmpdir(), prefix));
  const all: Started[] = [];
  let isEndedBySignal = false;
  const endAll = async (): Promise<void> => {
    for (let one = all.pop(); one; one = all.pop()) await one.end();
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  };
  let cleaning: Promise<void> | undefined;
  // A signal that comes meanwhile waits for the same end.
  const clean = (): Promise<void> => (cleaning ??= endAll());
  const endBySignal = (signal: NodeJS.Signals): void => {
    isEndedBySignal = true;
    stopListening();
    void clean().finally(() => process.kill(process.pid, signal));
  };
  const stopListening = (): void => {
    for (const signal of endingSignals) process.off(signal, endBySignal);
  };
  for (const signal of endingSignals) process.on(signal, endBySignal);
  try {
    return await act({
      path,
      started(one) {
        all.push(one);
        return one;
      },
    });
  } finally {
    // What fails because its programs have ended is nobody's concern: the signal ends the process.
    if (isEndedBySignal) await new Promise(() => undefined);
    await clean().finally(stopListening);
  }
}
