import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './finding.ts';
import { describeError } from '../../notifiers/error-text.ts';

/** The folders that `dma deliver` creates in the spool at its start. */
const folders = ['tmp', 'new', 'queue', 'failed', 'retry'];

/**
 * Checks that we can write to the spool and to the folders in it.
 *
 * @param access passed in because tests may run as root
 */
export function checkSpool(directory: string, access: typeof accessSync = accessSync): Finding {
  const subject = `spool ${directory}`;
  const owner = 'it has to belong to the user that dma runs as';
  try {
    checkFolder(directory, access);
    for (const name of folders) {
      const folder = join(directory, name);
      if (statSync(folder, { throwIfNoEntry: false })) checkFolder(folder, access);
    }
    return { subject, ok: true, text: 'can be written' };
  } catch (error) {
    return { subject, ok: false, text: `${describeError(error)}; ${owner}` };
  }
}

function checkFolder(path: string, access: typeof accessSync): void {
  if (!statSync(path).isDirectory()) throw new Error(`${path} is not a folder`);
  access(path, constants.R_OK | constants.W_OK | constants.X_OK);
}

/**
 * Checks that the program flock exists, which keeps two `dma deliver` from sharing a spool.
 *
 * @param path folders to search, as in PATH
 */
export function checkFlock(path: string | undefined): Finding {
  const subject = 'program flock';
  return (path ?? '').split(':').some((folder) => folder !== '' && isThere(folder))
    ? { subject, ok: true, text: 'is there' }
    : { subject, ok: false, text: 'is not in PATH, and dma deliver needs it (Debian: util-linux)' };
}

function isThere(folder: string): boolean {
  try {
    accessSync(join(folder, 'flock'), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
