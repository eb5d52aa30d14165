import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The releases of Debian that we support, by the name of their suite. */
export const debianReleases = { 'Debian 12': 'bookworm', 'Debian 13': 'trixie' } as const;

/**
 * Makes the smallest Debian that boots.
 *
 * @param packages of it, beside those
 */
export function debootstrap(suite: string, folder: string, packages: readonly string[] = []): void {
  const args = [
    '--variant=minbase',
    `--include=${['systemd-sysv', 'dbus', 'procps', ...packages].join(',')}`,
    suite,
    folder,
    'http://deb.debian.org/debian',
  ];
  execFileSync('mmdebstrap', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  // As Debian's installer does.
  writeFileSync(join(folder, 'etc/hostname'), `${suite}\n`);
  writeFileSync(join(folder, 'etc/hosts'), `127.0.0.1 localhost\n127.0.1.1 ${suite}.example.org ${suite}\n`);
}
