import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { PackageRegistry } from '../support/package-registry.ts';
import { copyCheckout } from '../support/copied-checkout.ts';
import { readProjectFile } from '../support/project-files.ts';

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly dev?: boolean }>>;
}

/** The versions in package-lock.json of all modules but those for development alone, by path. */
function lockedVersions(): Record<string, string> {
  const { packages } = JSON.parse(readProjectFile('package-lock.json')) as Lock;
  const kept = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev);
  return Object.fromEntries(kept.map(([path, { version }]) => [path, version]));
}

/** The versions of all modules below a package, by path. */
function installedVersions(top: string): Record<string, string> {
  const found: [string, string][] = [];
  const visit = (folder: string): void => {
    const modules = join(folder, 'node_modules');
    if (!existsSync(modules)) return;
    for (const name of readdirSync(modules).filter((each) => !each.startsWith('.'))) {
      const within = name.startsWith('@') ? readdirSync(join(modules, name)) : [''];
      for (const path of within.map((each) => join(modules, name, each))) {
        const { version } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
          version: string;
        };
        found.push([relative(top, path), version]);
        visit(path);
      }
    }
  };
  visit(top);
  return Object.fromEntries(found);
}

/** The commands of docs/install.md that install the programs from a checkout whose modules are there. */
function installation(): string {
  const [, lines] = /From a checkout .*?\n\n(.*?)\n\n/s.exec(readProjectFile('docs/install.md'))!;
  const [modules, ...rest] = lines!.trim().split(/\n\s*/);
  assert.equal(modules, 'npm ci --ignore-scripts');
  return rest.join(' && ');
}

describe('the packed package', function () {
  let folder: string;
  let checkout: string;

  before(function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-shrinkwrap-'));
    checkout = join(folder, 'checkout');
    copyCheckout(checkout);
    mkdirSync(join(folder, 'bin'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is installed from a checkout, by the commands of docs/install.md, with the very modules of package-lock.json', () => {
    const commands = installation().replaceAll('sudo ', '').replaceAll('/usr/local', folder);
    execFileSync('sh', ['-c', commands], { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'] });
    assert.deepEqual(installedVersions(join(folder, 'lib/collectd-dma')), lockedVersions());
    assert.match(
      execFileSync(join(folder, 'bin/dma'), ['--version'], { encoding: 'utf8' }),
      /^\d+\.\d+\.\d+/,
    );
    assert.match(spawnSync(join(folder, 'bin/dma-enqueue'), [join(folder, 'spool')]).stderr.toString(), /^$/);
  });

  it('leaves no shrinkwrap in the checkout, where npm would take it for the lock', () => {
    assert.ok(!existsSync(join(checkout, 'npm-shrinkwrap.json')));
  });

  it('is installed from a registry with the very modules of package-lock.json', async () => {
    const manifest = JSON.parse(readProjectFile('package.json')) as { name: string; version: string };
    const tarball = readFileSync(join(checkout, `${manifest.name}-${manifest.version}.tgz`));
    const elsewhere = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
    const registry = await PackageRegistry.start(manifest, tarball, elsewhere);
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    try {
      const where = ['--registry', registry.url, '--cache', join(folder, 'cache'), '--prefix', empty];
      await promisify(execFile)(
        'npm',
        ['install', '--ignore-scripts', '--no-audit', ...where, manifest.name],
        { cwd: empty },
      );
    } finally {
      await registry.stop();
    }
    assert.deepEqual(installedVersions(join(empty, 'node_modules', manifest.name)), lockedVersions());
  });
});
