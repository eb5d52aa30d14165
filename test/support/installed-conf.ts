import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';

/** The command of docs/install.md that copies the files for plugins that are not configured yet. */
function copyCommand(): string {
  return /^ +(for plugin in .*)$/m.exec(readFileSync(join(packageRoot, 'docs/install.md'), 'utf8'))![1]!;
}

/**
 * Runs the command in a copy of /etc/collectd, beside dma.conf.
 *
 * @param own the operator's files, by their paths in /etc/collectd
 * @returns the names of the files in collectd.conf.d that are shipped
 */
export function copiedFiles(own: Readonly<Record<string, string>>): string[] {
  const etc = mkdtempSync(join(tmpdir(), 'dma-etc-'));
  try {
    const folder = join(etc, 'collectd.conf.d');
    mkdirSync(folder);
    for (const [path, text] of Object.entries(own)) writeFileSync(join(etc, path), text);
    const shipped = join(packageRoot, 'conf/collectd.conf.d');
    cpSync(join(shipped, 'dma.conf'), join(folder, 'dma.conf'));
    const command = copyCommand().replaceAll('/etc/collectd', etc).replaceAll('sudo ', '');
    execFileSync('sh', ['-c', command], { cwd: packageRoot, stdio: ['ignore', 'ignore', 'inherit'] });
    const names = new Set(readdirSync(shipped));
    return readdirSync(folder)
      .filter((name) => names.has(name))
      .toSorted();
  } finally {
    rmSync(etc, { recursive: true });
  }
}
