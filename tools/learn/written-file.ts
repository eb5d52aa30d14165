import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { writingAtomically, writtenPath } from '../../plugins/files/atomic-file.ts';
import { OutsideError } from '../process/command-error.ts';
import { deferringSignals } from './deferred-signals.ts';

/**
 * That a file can be written where it is to be: known before an hour is spent on what goes into it.
 *
 * @param option for messages, such as `--out`
 * @throws OutsideError
 */
export function checkWritable(file: string, option: string): void {
  let folder: string;
  try {
    folder = dirname(writtenPath(file));
  } catch (error) {
    throw unwritable(file, option, error);
  }
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new OutsideError(
      `${option}: ${file} cannot be written: ${folder} is no folder that we may write to`,
      { cause: error },
    );
  }
}

/**
 * Writes a file that is there as a whole or not at all, even when a signal ends the process meanwhile.
 *
 * @param option for messages
 * @returns rejects with OutsideError
 */
export async function writeWhole(file: string, option: string, parts: Iterable<string>): Promise<void> {
  await deferringSignals(async (hasCome) => {
    try {
      for (const _ of writingAtomically(file, parts)) {
        await turn();
        if (hasCome()) return;
      }
    } catch (error) {
      throw unwritable(file, option, error);
    }
  });
}

function unwritable(file: string, option: string, error: unknown): OutsideError {
  return new OutsideError(`${option}: ${file} cannot be written: ${(error as Error).message}`, {
    cause: error,
  });
}
