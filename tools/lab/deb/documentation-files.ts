import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packageRoot } from '../../package-root.ts';
import { manuals } from '../manual/manuals.ts';
import { debianChangelog } from './control.ts';
import type { DebianVersion } from './debian-version.ts';
import type { PackageTree } from './package-tree.ts';
import { programFolder } from './program-files.ts';
import { publishedFiles } from './published-files.ts';

const folder = 'usr/share/doc/collectd-dma';

/** Lays documentation, manual pages and completions. */
export async function layDocumentation(tree: PackageTree, origin: DebianVersion): Promise<void> {
  for (const path of publishedFiles()) {
    if (path.endsWith('.md') || path.startsWith('docs/'))
      tree.copy(join(packageRoot, path), `${folder}/${path}`);
  }
  // Links of the documentation lead to conf/, and `dma --help` names docs/.
  tree.link(`${folder}/conf`, `/${programFolder}/conf`.replace('/usr/', '../../../'));
  tree.link(`${programFolder}/docs`, `/${folder}/docs`.replace('/usr/', '../../'));
  const own = join(import.meta.dirname, 'files');
  tree.copy(join(own, 'copyright'), `${folder}/copyright`);
  tree.copy(join(own, 'README.Debian'), `${folder}/README.Debian`);
  tree.copy(join(own, 'lintian-overrides'), 'usr/share/lintian/overrides/collectd-dma');
  tree.write(`${folder}/changelog.gz`, zipped(debianChangelog(origin)));
  const date = new Date(origin.time * 1000).toISOString().slice(0, 10);
  for (const [name, page] of await manuals({ date, version: origin.version }))
    tree.write(`usr/share/man/man${name.at(-1)}/${name}.gz`, zipped(page));
  tree.write('usr/share/bash-completion/completions/dma', completion('bash'));
  tree.write('usr/share/zsh/vendor-completions/_dma', completion('zsh'));
}

function completion(shell: string): string {
  return execFileSync(process.execPath, [join(packageRoot, 'dist/tools/dma.js'), 'completion'], {
    env: { ...process.env, SHELL: `/bin/${shell}` },
    encoding: 'utf8',
  });
}

/** Without a time in the file, so that the same sources make the same package. */
function zipped(text: string): Buffer {
  return gzipSync(text, { level: 9 });
}
