import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package-root.ts';
import { inTemporaryFolder } from '../../process/temporary-folder.ts';
import { controlFile } from './control.ts';
import { debianVersion } from './debian-version.ts';
import { PackageTree } from './package-tree.ts';
import { layConfiguration } from './configuration-files.ts';
import { layDocumentation } from './documentation-files.ts';
import { layProgram } from './program-files.ts';

export interface PackageOptions {
  /** The folder for the package; it has to exist. */
  readonly out: string;
  /** A package of npm with `bin/node` and its LICENSE. */
  readonly nodeFolder: string;
  /** True for a package that is built in seconds, and larger. */
  readonly fast: boolean;
  /** Undefined for the one of package.json and its commit. */
  readonly version: string | undefined;
}

/**
 * Builds the Debian package from dist/, conf/ and the production modules, for this machine's architecture.
 *
 * @returns its path
 */
export async function buildDebianPackage(options: PackageOptions): Promise<string> {
  const { version: released } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  const found = debianVersion(packageRoot, released, Math.floor(Date.now() / 1000));
  const origin = { ...found, version: options.version ?? found.version };
  const architecture = execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim();
  return inTemporaryFolder('dma-deb-', async (folder) => {
    const tree = new PackageTree(join(folder.path, 'root'));
    layProgram(tree, options.nodeFolder);
    layConfiguration(tree);
    await layDocumentation(tree, origin);
    const control = tree.path('DEBIAN');
    mkdirSync(control);
    const scripts = join(import.meta.dirname, 'maintainer');
    cpSync(scripts, control, { recursive: true });
    writeFileSync(
      join(control, 'conffiles'),
      tree
        .conffiles()
        .map((path) => `/${path}\n`)
        .join(''),
    );
    writeFileSync(join(control, 'md5sums'), tree.checksums());
    writeFileSync(join(control, 'control'), controlFile(origin, architecture, tree.kibibytes()));
    const path = join(options.out, `collectd-dma_${origin.version}_${architecture}.deb`);
    execFileSync(
      'dpkg-deb',
      ['--root-owner-group', ...(options.fast ? ['-Zgzip', '-z1'] : ['-Zxz']), '--build', tree.root, path],
      {
        env: { ...process.env, SOURCE_DATE_EPOCH: String(origin.time) },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    return path;
  });
}
