import { randomUUID } from 'node:crypto';
import { accessSync, closeSync, constants, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { OutsideError } from '../outside-error.ts';

/**
 * That a file can be written where it is to be: known before an hour is spent on what goes into it.
 *
 * @param option for messages, such as `--out`
 * @throws OutsideError
 */
export function checkWritable(file: string, option: string): void {
  const folder = dirname(file);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new OutsideError(
      `${option}: ${file} cannot be written: ${folder} is no folder that we may write to`,
      { cause: error },
    );
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new OutsideError(`${option}: ${file} cannot be written: it is a folder; name a file`);
}

/**
 * Writes a file that is there as a whole or not at all.
 *
 * @param option for messages
 * @throws OutsideError
 */
export function writeWhole(file: string, option: string, parts: Iterable<string>): void {
  const temporary = join(dirname(file), `.${basename(file).slice(0, 100)}.${randomUUID()}`);
  try {
    try {
      const descriptor = openSync(temporary, 'wx');
      try {
        for (const part of parts) writeSync(descriptor, part);
      } finally {
        closeSync(descriptor);
      }
      renameSync(temporary, file);
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch (error) {
    throw new OutsideError(`${option}: ${file} cannot be written: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
