import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { describeError } from '../../notifiers/error-text.ts';
import type { Disk } from '../../plugins/files/disk.ts';
import { nodeDisk } from '../../plugins/files/node-disk.ts';
import { hasRoom } from '../../plugins/spool/reserve.ts';
import { findExecUser, obstacleOf } from '../collectd-conf/user-access.ts';
import type { Finding } from './finding.ts';

/** The folders that `dma deliver` creates in the spool at its start. */
const folders = ['tmp', 'new', 'queue', 'failed', 'retry'];

const fullDisk =
  'its disk is full: alerts come through while what dma deliver has set aside for them lasts; make room on it';

/**
 * Checks that the spool and the folders in it can be written to, and that its disk has room.
 *
 * @param users that collectd starts dma as, such as `user` or `user:group`; without one, we are meant
 * @param access passed in because tests may run as root
 * @param disk passed in because tests have none that is full
 */
export function checkSpool(
  directory: string,
  users: readonly string[] = [],
  access: typeof accessSync = accessSync,
  disk: Pick<Disk, 'space'> = nodeDisk,
): Finding {
  const subject = `spool ${directory}`;
  const known = users.flatMap((name) => findExecUser(name) ?? []);
  const check = (path: string): void => {
    if (!statSync(path).isDirectory()) throw new Error(`${path} is not a folder`);
    if (known.length === 0) access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    for (const user of known) {
      const obstacle = obstacleOf(user, path, ['read', 'write', 'execute']);
      if (obstacle !== undefined)
        throw new Error(`${user.name} ${obstacle}: chown -R ${user.name} ${directory}`);
    }
  };
  try {
    check(directory);
    for (const name of folders) {
      const folder = join(directory, name);
      if (statSync(folder, { throwIfNoEntry: false })) check(folder);
    }
    if (!hasRoom(disk.space(directory))) return { subject, ok: false, text: fullDisk };
    const by = known.length > 0 ? ` by ${known.map(({ name }) => name).join(' and ')}` : '';
    return { subject, ok: true, text: `can be written${by}` };
  } catch (error) {
    return { subject, ok: false, text: `${describeError(error)}; ${cureOf(error, directory, users)}` };
  }
}

function cureOf(error: unknown, directory: string, [user = 'USER']: readonly string[]): string {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
    ? `make it: install -d -o ${user} -m 750 ${directory}, with the user that dma runs as`
    : 'it has to belong to the user that dma runs as';
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
