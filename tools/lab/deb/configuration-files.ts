import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package-root.ts';
import type { PackageTree } from './package-tree.ts';
import { programFolder } from './program-files.ts';

const units = 'usr/lib/systemd/system';

/** Lays configuration, units, user and folders where Debian has them. */
export function layConfiguration(tree: PackageTree): void {
  tree.writeConffile(
    'etc/collectd/collectd.conf.d/dma.conf',
    replacedBy(conf('collectd.conf.d/dma.conf'), services),
  );
  tree.writeConffile('etc/collectd-dma/dma.yaml', replacedBy(conf('dma.yaml'), shippedFiles));
  tree.writeConffile('etc/logrotate.d/collectd-dma', conf('logrotate.d/collectd-dma'));
  tree.writeConffile(
    'etc/default/collectd-dma',
    readFileSync(join(import.meta.dirname, 'files/default'), 'utf8'),
  );
  for (const name of ['dma-predict', 'dma-predict@', 'dma-deliver', 'dma-relay', 'dma-dashboard'])
    tree.write(`${units}/${name}.service`, replacedBy(conf(`systemd/${name}.service`), ourService));
  tree.write(`${units}/dma-relay.socket`, conf('systemd/dma-relay.socket'));
  tree.write(`${units}/collectd.service.d/50-dma.conf`, conf('systemd/collectd.service.d/50-dma.conf'));
  tree.write('usr/lib/sysusers.d/collectd-dma.conf', conf('sysusers.d/collectd-dma.conf'));
  tree.write('usr/lib/tmpfiles.d/collectd-dma.conf', conf('tmpfiles.d/collectd-dma.conf'));
}

type Replacements = readonly (readonly [search: RegExp, replacement: string])[];

/** The programs are services: collectd must not start them as well. */
const services: Replacements = [
  [/^ {2}Exec "collectd-dma" "dma" "predict"$/m, '  # Exec "collectd-dma" "/usr/bin/dma" "predict"'],
  [/^ {2}Exec "collectd-dma" "dma" "deliver"$/m, '  # Exec "collectd-dma" "/usr/bin/dma" "deliver"'],
  [
    /^ {2}NotificationExec "collectd-dma" "dma-enqueue"$/m,
    '  NotificationExec "collectd-dma" "/usr/bin/dma-enqueue"',
  ],
];

/** Files that are no configuration stay with the program. */
const shippedFiles: Replacements = [
  [/\$schema=\.\/dma\.schema\.json/, `$schema=/${programFolder}/conf/dma.schema.json`],
  [/\/etc\/collectd-dma\/svm-memory\.json/g, `/${programFolder}/conf/svm-memory.json`],
];

const ourService: Replacements = [[/^ExecStart=dma /m, `ExecStart=/${programFolder}/run-service `]];

function conf(path: string): string {
  return readFileSync(join(packageRoot, 'conf', path), 'utf8');
}

/** @throws when a file no longer has what has to be replaced */
function replacedBy(text: string, replacements: Replacements): string {
  return replacements.reduce((before, [search, replacement]) => {
    const after = before.replace(search, replacement);
    if (after === before) throw new Error(`a file of conf/ no longer has ${search}`);
    return after;
  }, text);
}
