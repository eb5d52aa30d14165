import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';

/** A user of this machine. */
export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gids: readonly number[];
}

/** The rights on a file that a user needs. */
export type Right = 'read' | 'write' | 'execute';

const bits: Readonly<Record<Right, number>> = {
  read: constants.R_OK,
  write: constants.W_OK,
  execute: constants.X_OK,
};

/**
 * Finds a user by name: in /etc/passwd and /etc/group, else by `id`, which asks directories such as LDAP.
 *
 * @param etc where these files are (default: /etc)
 * @returns undefined when there is no such user
 */
export function findUser(name: string, etc = '/etc'): User | undefined {
  const fields = linesOf(`${etc}/passwd`).find(([user]) => user === name);
  if (!fields) return findElsewhere(name);
  const groups = linesOf(`${etc}/group`).filter(([, , , members = '']) => members.split(',').includes(name));
  return { name, uid: Number(fields[2]), gids: [fields[3], ...groups.map(([, , gid]) => gid)].map(Number) };
}

/**
 * Finds the user that the exec plugin starts a program as. It gives the program the user's own group and the one behind
 * the colon, and none of the others that /etc/group has for the user.
 *
 * @param text `user` or `user:group`
 * @param etc where /etc/passwd and /etc/group are (default: /etc)
 * @returns undefined when there is no such user
 */
export function findExecUser(text: string, etc = '/etc'): User | undefined {
  const [name, group] = text.split(':', 2);
  const user = findUser(name!, etc);
  if (!user) return undefined;
  const gid = group === undefined ? undefined : findGroup(group, etc);
  return { ...user, gids: [user.gids[0]!, ...(gid === undefined ? [] : [gid])] };
}

function findGroup(group: string, etc: string): number | undefined {
  if (/^\d+$/.test(group)) return Number(group);
  const gid = linesOf(`${etc}/group`).find(([name]) => name === group)?.[2];
  return gid === undefined ? undefined : Number(gid);
}

/** The name of a group of /etc/group, else its number. @param etc where it is (default: /etc) */
export function groupName(gid: number, etc = '/etc'): string {
  return linesOf(`${etc}/group`).find(([, , number]) => number === String(gid))?.[0] ?? String(gid);
}

function linesOf(file: string): readonly (readonly string[])[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
  } catch {
    return [];
  }
}

function findElsewhere(name: string): User | undefined {
  const id = (option: string): string =>
    execFileSync('id', [option, name], {
      encoding: 'utf8',
      timeout: 2000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  // A name that looks like an option is no user's.
  if (name.startsWith('-')) return undefined;
  try {
    return { name, uid: Number(id('-u')), gids: id('-G').trim().split(' ').map(Number) };
  } catch {
    return undefined;
  }
}

/**
 * Finds what keeps a user from a file or folder: the first folder on the way that may not be searched, or the file
 * itself. The kernel decides for our own user; for another one, the owner and the mode do.
 *
 * @returns undefined when nothing does; the rest of a sentence about the user, such as `may not search /root`
 */
export function obstacleOf({ uid, gids }: User, path: string, rights: readonly Right[]): string | undefined {
  const isOurs = uid === process.geteuid?.();
  const may = (file: string, wanted: readonly Right[]): boolean => {
    if (isOurs) return isAccessible(file, wanted);
    const status = statSync(file);
    return wanted.every((right) => isAllowed(status, bits[right], uid, gids));
  };
  try {
    for (const folder of foldersOf(realpathSync(path)))
      if (!may(folder, ['execute'])) return `may not search ${folder}`;
    return may(path, rights) ? undefined : `may not ${rights.join(' and ')} ${path}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return `does not find ${path}`;
    return code === 'EACCES' ? undefined : `cannot use ${path} (${code})`;
  }
}

function isAccessible(file: string, rights: readonly Right[]): boolean {
  try {
    accessSync(
      file,
      rights.reduce((mode, right) => mode | bits[right], 0),
    );
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return false;
    throw error;
  }
}

function isAllowed(status: Stats, bit: number, uid: number, gids: readonly number[]): boolean {
  if (uid === 0) return bit !== constants.X_OK || status.isDirectory() || (status.mode & 0o111) !== 0;
  if (status.uid === uid) return (status.mode & (bit << 6)) !== 0;
  if (gids.includes(status.gid)) return (status.mode & (bit << 3)) !== 0;
  return (status.mode & bit) !== 0;
}

/** The folders above a file, the outermost first. */
function foldersOf(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === path ? [] : [...foldersOf(folder), folder];
}

/** Finds a program as `execvp` does; undefined when it is not there. @param path folders, as in PATH */
export function findProgram(program: string, path: string): string | undefined {
  if (program.includes('/')) return isFile(program) ? program : undefined;
  return path
    .split(':')
    .map((folder) => join(folder === '' ? '.' : folder, program))
    .find(isFile);
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (error) {
    // It may be there: the user's rights tell.
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}
