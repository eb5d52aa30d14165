import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';

const folders = ['conf/systemd', 'conf/fleet'];
const units = folders.flatMap((folder) =>
  readdirSync(join(packageRoot, folder))
    .filter((name) => /\.(service|socket)$/.test(name))
    .map((name) => join(packageRoot, folder, name)),
);

describe('the units of systemd', function () {
  let folder: string;

  before(function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-units-'));
    for (const unit of units) {
      // The program need not be installed.
      const text = readFileSync(unit, 'utf8').replace('ExecStart=dma ', 'ExecStart=/bin/true ');
      writeFileSync(join(folder, basename(unit)), text);
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  const verify = (names: readonly string[]): { status: number | null; said: string } => {
    const paths = names.map((name) => join(folder, name.replace('@.', '@3.')));
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', ...paths], {
      encoding: 'utf8',
      env: { ...process.env, SYSTEMD_LOG_LEVEL: 'warning' },
    });
    return { status, said: stdout + stderr };
  };

  it('are understood by systemd, without a warning', function () {
    const names = units.map((unit) => basename(unit));
    assert.ok(names.includes('dma-predict@.service') && names.length >= 7, names.join(' '));
    assert.deepEqual(verify(names), { status: 0, said: '' });
  });

  it('are told where they are not', function () {
    const text = readFileSync(join(folder, 'dma-predict@.service'), 'utf8');
    writeFileSync(join(folder, 'wrong@.service'), text.replace('ProtectHome=yes', 'ProtectHoem=yes'));
    assert.match(verify(['wrong@.service']).said, /Unknown key .*ProtectHoem/);
  });
});
