import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';
import { relativeLinks } from '../support/markdown.ts';

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

function dependencies(): string[] {
  const text = readFileSync(join(packageRoot, 'package.json'), 'utf8');
  return Object.keys((JSON.parse(text) as { dependencies: Record<string, string> }).dependencies);
}

describe('the package', function () {
  let folder: string;
  let packed: Packed;
  let installed: string;

  before(function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-package-'));
    // Without the build that prepack would start: other tests are using dist/.
    const text = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: packageRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    [packed] = JSON.parse(text) as [Packed];
    const modules = join(folder, 'node_modules');
    mkdirSync(modules);
    execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', modules]);
    installed = join(modules, 'collectd-dma');
    execFileSync('mv', [join(modules, 'package'), installed]);
    for (const name of dependencies()) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(packageRoot, 'node_modules', name), join(modules, name));
    }
  });

  after(function () {
    rmSync(folder, { recursive: true });
  });

  it('holds no source map, nothing of the workshop, no test and no source', function () {
    for (const { path } of packed.files) {
      assert.doesNotMatch(path, /\.map$|(^|\/)lab\/|^test\/|(?<!\.d)\.ts$/);
    }
  });

  it('holds at most 1200 files', function () {
    assert.ok(packed.files.length <= 1200, `${packed.files.length} files`);
  });

  it('holds what the programs read from it', function () {
    const paths = new Set(packed.files.map(({ path }) => path));
    for (const path of [
      'dist/build.json',
      'conf/dma.yaml',
      'conf/collectd.conf.d/dma.conf',
      'conf/collectd.conf.d/dma-df.conf',
      'conf/collectd.conf.d/dma-memory.conf',
      'conf/collectd.conf.d/dma-unixsock.conf',
      'plugins/dma-enqueue',
      'docs/README.md',
      'tools/report/report-page.css',
      'tools/report/plot-labels.js',
      'tools/report/report-plot.js',
      'tools/dashboard/pages/dashboard.css',
      'tools/dashboard/pages/dashboard-data.css',
      'tools/dashboard/pages/dashboard.js',
      'tools/dashboard/pages/series-plot.js',
      'tools/dashboard/pages/icon.svg',
    ]) {
      assert.ok(paths.has(path), path);
    }
  });

  it('holds every page and picture that its documentation links to', function () {
    const paths = new Set(packed.files.map(({ path }) => path));
    const folders = new Set([...paths].flatMap((path) => [dirname(path), dirname(dirname(path))]));
    const missing: string[] = [];
    for (const page of [...paths].filter((path) => /^(docs\/.*|[^/]*)\.md$/.test(path))) {
      for (const link of relativeLinks(readFileSync(join(installed, page), 'utf8'))) {
        const target = normalize(join(dirname(page), link.split('#')[0]!)).replace(/\/$/, '');
        if (!link.startsWith('#') && !paths.has(target) && !folders.has(target))
          missing.push(`${page}: ${link}`);
      }
    }
    assert.deepEqual(missing, []);
  });

  it('compiles and runs the example of docs/reference/library.md in a strict consumer', function () {
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    const page = readFileSync(join(packageRoot, 'docs/reference/library.md'), 'utf8');
    const [, example] = /```ts\n(.*?)```/s.exec(page)!;
    writeFileSync(
      join(folder, 'consumer.ts'),
      `${example}\ndeclare const console: { log(text: string): void };\n`,
    );
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          module: 'nodenext',
          target: 'es2023',
          lib: ['es2023'],
          types: [],
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          skipLibCheck: false,
        },
        files: ['consumer.ts'],
      }),
    );
    const compiler = join(packageRoot, 'node_modules/typescript/bin/tsc');
    const compiled = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
    assert.equal(compiled.status, 0, compiled.stdout);
    const said = execFileSync(process.execPath, [join(folder, 'consumer.js')], { encoding: 'utf8' });
    assert.ok(page.includes(`\n\`\`\`\n${said}\`\`\`\n`), said);
  });

  it('has one door: nothing else can be imported', function () {
    const script = "import 'collectd-dma/analysis/window'";
    const args = ['--input-type=module', '--eval', script];
    const { stderr, status } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    assert.notEqual(status, 0);
    assert.match(stderr, /ERR_PACKAGE_PATH_NOT_EXPORTED/);
  });

  it('says its version and commit, and names its documentation where it is installed', function () {
    const dma = join(installed, 'dist/tools/dma.js');
    const said = (option: string): string =>
      execFileSync(process.execPath, [dma, option], { encoding: 'utf8', cwd: folder });
    assert.match(
      said('--version'),
      /^\d+\.\d+\.\d+ \((commit [0-9a-f]{12} of \d{4}-\d\d-\d\d|built without git)/,
    );
    const [, index] = /Documentation:\s+(\S+)/.exec(said('--help')) ?? [];
    assert.equal(index, join(installed, 'docs/README.md'));
    assert.ok(existsSync(join(installed, 'docs/README.md')));
  });
});
