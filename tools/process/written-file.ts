import { randomUUID } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { writingAtomically, writtenPath } from '../../plugins/files/atomic-file.ts';
import { OutsideError } from './command-error.ts';
import { deferringSignals } from './ending-signals.ts';
import { refuseRiskOfRoot } from './root-refusal.ts';
import { describeError } from '../../notifiers/error-text.ts';

/**
 * Checks that a file can be written, before an hour is spent on its content.
 *
 * @param option for messages, such as `--out`
 * @throws OutsideError
 */
export function checkWritable(file: string, option: string): void {
  refuseRiskOfRoot(file, option);
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

/** The same for parts that have to be waited for. @returns rejects with OutsideError, and as `parts` does */
export async function writeStreamed(
  file: string,
  option: string,
  parts: AsyncIterable<string>,
): Promise<void> {
  await deferringSignals(async (hasCome) => {
    const path = writtenPath(file);
    const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}`);
    const orUnwritable = async <Result>(work: Promise<Result>): Promise<Result> =>
      work.catch((error: unknown) => {
        throw unwritable(file, option, error);
      });
    try {
      const handle = await orUnwritable(open(temporary, 'wx'));
      try {
        for await (const part of parts) {
          if (hasCome()) return;
          await orUnwritable(handle.appendFile(part));
        }
        await orUnwritable(handle.sync());
      } finally {
        await handle.close();
      }
      await orUnwritable(rename(temporary, path));
    } finally {
      await rm(temporary, { force: true });
    }
  });
}

function unwritable(file: string, option: string, error: unknown): OutsideError {
  return new OutsideError(`${option}: ${file} cannot be written: ${describeError(error)}`, {
    cause: error,
  });
}
