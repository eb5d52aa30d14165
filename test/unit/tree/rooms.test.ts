import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../tools/package-root.ts';
import { projectFiles, readProjectFile } from '../../support/project-files.ts';

const maxLines = 220;

interface Override {
  readonly files: readonly string[];
  readonly rules: Readonly<Record<string, unknown>>;
}

/** The rule of the linter about the imports of a room. */
function ruleOf(room: string): unknown {
  const { overrides } = JSON.parse(readProjectFile('.oxlintrc.json')) as { overrides: Override[] };
  const own = overrides.filter(({ files }) => files.includes(`plugins/${room}/**`));
  assert.equal(own.length, 1, room);
  return own[0]!.rules['no-restricted-imports'];
}

describe('the rooms of plugins/', function () {
  const rooms = readdirSync(join(packageRoot, 'plugins'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

  it('have each its own allow-list of imports in the linter', function () {
    for (const room of rooms) assert.match(JSON.stringify(ruleOf(room)), /"\.\.\/\*\/\*"/, room);
  });

  it('are each described in plugins/README.md, with the rooms that the linter lets them import', function () {
    const rows = [...readProjectFile('plugins/README.md').matchAll(/^\| `([a-z-]+)` \| .* \|(.*)\|$/gm)];
    const described = new Map(rows.map(([, room, imports]) => [room!, imports!.trim()]));
    assert.deepEqual([...described.keys()].toSorted(), rooms.toSorted());
    for (const room of rooms) {
      const rules = JSON.stringify(ruleOf(room));
      const allowed = [...rules.matchAll(/"!\.\.\/([a-z-]+)\/\*"/g)].map(([, name]) => name!);
      assert.deepEqual(described.get(room)!.split(', ').filter(Boolean).toSorted(), allowed.toSorted(), room);
    }
  });
});

describe('the source files', function () {
  it(`have at most ${maxLines} lines`, function () {
    const long = ['plugins', 'notifiers', 'analysis', 'tools']
      .flatMap((folder) => projectFiles(['.ts', '.js', '.mjs', '.css'], folder))
      .map((path) => ({ path, lines: readProjectFile(path).trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > maxLines);
    assert.deepEqual(long, []);
  });
});

describe('the imports', function () {
  it('of Node.js and of packages come before those of the project', function () {
    const disordered = projectFiles(['.ts']).filter((path) => {
      const imports = [...readProjectFile(path).matchAll(/^import [^;]*?from '([^']+)';$/gm)];
      const kinds = imports.map(([, from]) => (from!.startsWith('.') ? 'own' : 'other'));
      return kinds.includes('own') && kinds.lastIndexOf('other') > kinds.indexOf('own');
    });
    assert.deepEqual(disordered, []);
  });
});

describe('the tree', function () {
  it('has nothing in it that a program has left behind', function () {
    const left = projectFiles(['.log', '.pid', '.rdb', '.sock']).filter((path) => !path.startsWith('.'));
    assert.deepEqual(left, []);
  });
});
