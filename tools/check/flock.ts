import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './finding.ts';

/**
 * Whether there is the program that keeps two `dma deliver` apart.
 *
 * @param path folders to look in, as in PATH
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
