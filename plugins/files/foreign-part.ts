import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';

/** Symlinks on the way to a path, as many as Linux follows. */
const maxLinks = 40;
/** Everybody may write, and nobody is kept from renaming the files of others. */
const openMode = 0o002;
const stickyMode = 0o1000;

/** A folder or symlink on the way to a path that somebody else than root may change. */
export interface ForeignPart {
  readonly path: string;
  /** Its owner and group; the owner is root (0) where everybody may write. */
  readonly uid: number;
  readonly gid: number;
}

/**
 * Finds the first folder or symlink on the way to a path that somebody else than root may change: that user could
 * replace what follows by a symlink, also between a check and a call, and so lead root to any file. A last part that is
 * a file does not count, and parts that are missing do not.
 *
 * @throws Error of the file system, such as EACCES; ELOOP
 */
export function foreignPart(path: string): ForeignPart | undefined {
  const parts = partsOf(resolve(path));
  let [at, links] = ['/', 0];
  for (let name = parts.shift(); name !== undefined; name = parts.shift()) {
    const here = join(at, name);
    const status = lstatSync(here, { throwIfNoEntry: false });
    if (!status) return undefined;
    const { uid, gid, mode } = status;
    const isLink = status.isSymbolicLink();
    if (!isLink && !status.isDirectory()) return undefined;
    const isOpen = !isLink && (mode & openMode) !== 0 && (mode & stickyMode) === 0;
    if (uid !== 0 || isOpen) return { path: here, uid, gid };
    if (isLink) {
      links += 1;
      if (links > maxLinks)
        throw Object.assign(new Error(`ELOOP: too many links, ${path}`), { code: 'ELOOP' });
      parts.unshift(...partsOf(resolve(dirname(here), readlinkSync(here))));
      at = '/';
    } else at = here;
  }
  return undefined;
}

/**
 * Tells why root should not write to a path, in one line with the cure; undefined when nobody else could lead root
 * elsewhere, and for other users.
 *
 * @param user the user's number (default: of this process, unless it is the root of a user namespace)
 */
export function riskOfRoot(path: string, user = ownUser()): string | undefined {
  if (user !== 0) return undefined;
  const part = foreignPart(path);
  if (!part) return undefined;
  const subject = part.path === resolve(path) ? path : `${path}: ${part.path}`;
  if (part.uid === 0) return `${subject} can be written by everybody; root does not write there (chmod o-w)`;
  const name = nameOf(part.uid);
  const [shown, given] = name === undefined ? [`user ${part.uid}`, `'#${part.uid}'`] : [name, name];
  return `${subject} belongs to ${shown}, who could lead root to any file; run it as that user: sudo -u ${given} dma ... (in a unit of systemd: User=${name ?? part.uid})`;
}

/** The root of a user namespace has the power of an ordinary user only, and sees real root as a stranger. */
function ownUser(): number | undefined {
  const user = process.getuid?.();
  return user === 0 && !isInitialNamespace() ? undefined : user;
}

function isInitialNamespace(): boolean {
  try {
    return /^\s*0\s+0\s/.test(readFileSync('/proc/self/uid_map', 'utf8'));
  } catch {
    return true;
  }
}

function nameOf(uid: number): string | undefined {
  try {
    const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
    return lines.find((line) => line.split(':')[2] === String(uid))?.split(':')[0];
  } catch {
    return undefined;
  }
}

/** @param path an absolute one */
function partsOf(path: string): string[] {
  return path.split(sep).slice(1);
}
