import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRunning, ofConfig } from '../../../../tools/collectd-conf/running-collectd.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('the running programs', () => {
  const scratch = scratchFolder();

  function add(
    pid: number,
    parent: number,
    args: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ) {
    const folder = join(scratch(), String(pid));
    mkdirSync(folder);
    const name = args[0]!.split('/').at(-1)!;
    const stat = [pid, `(${name})`, 'S', parent, ...Array.from({ length: 17 }, () => 0), 90_000].join(' ');
    const files = { stat, cmdline: args.join('\0'), ...more };
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  }

  it('are not those of a container, which has files of its own', () => {
    writeFileSync(join(scratch(), 'uptime'), '1000.00 1.00\n');
    add(10, 1, ['collectd', '-C/container.conf'], { status: 'Uid:\t0\t0\t0\t0\nNSpid:\t10\t7\n' });
    add(20, 1, ['collectd', '-C/ours.conf'], { status: 'Uid:\t0\t0\t0\t0\nNSpid:\t20\n' });
    const { collectds } = findRunning(scratch());
    assert.deepEqual(
      collectds.map(({ confFile }) => confFile),
      ['/ours.conf'],
    );
  });

  it('are found with the collectd that started them, its configuration and its rights', () => {
    writeFileSync(join(scratch(), 'uptime'), '1000.00 1.00\n');
    add(10, 1, ['/usr/sbin/collectd', '-f', '-C', '/x.conf'], {
      status: 'Uid:\t0\t0\t0\t0\nCapEff:\t00000000000000c0\n',
      environ: 'A=1\0PATH=/a:/b\0',
    });
    add(11, 10, ['node', '/usr/bin/dma', 'predict']);
    add(12, 10, ['collectd', '-f', '-C', '/x.conf']);
    add(20, 1, ['collectd', '-C/y.conf'], { status: 'Uid:\t0\t0\t0\t0\nCapEff:\t0000000000000040\n' });
    add(30, 1, ['collectd'], { status: 'Uid:\t7\t8\t0\t0\n' });
    add(40, 1, ['node', 'dma.js', 'deliver'], { environ: 'A=1\0DMA_CONFIG=/x.yaml\0' });
    const { collectds, services } = findRunning(scratch());
    assert.deepEqual(
      collectds.map(({ programs, ...rest }) => ({ ...rest, programs: programs.map(({ args }) => args) })),
      [
        {
          confFile: '/x.conf',
          startedSeconds: 100,
          uid: 0,
          mayChangeUser: true,
          path: '/a:/b',
          programs: [
            ['node', '/usr/bin/dma', 'predict'],
            ['collectd', '-f', '-C', '/x.conf'],
          ],
        },
        {
          confFile: '/y.conf',
          startedSeconds: 100,
          uid: 0,
          mayChangeUser: false,
          path: undefined,
          programs: [],
        },
        {
          confFile: undefined,
          startedSeconds: 100,
          uid: 8,
          mayChangeUser: false,
          path: undefined,
          programs: [],
        },
      ],
    );
    const deliver = { args: ['node', 'dma.js', 'deliver'], config: '/x.yaml', startedSeconds: 100 };
    assert.deepEqual(services.at(-1), deliver);
  });

  it('are found with the dma.yaml that they were given', () => {
    writeFileSync(join(scratch(), 'uptime'), '1000.00 1.00\n');
    add(10, 1, ['dma', 'predict', '--config', '/a.yaml'], { environ: 'DMA_CONFIG=/b.yaml\0' });
    add(11, 1, ['dma', 'predict'], { environ: 'A=1\0' });
    add(12, 1, ['dma', 'predict']);
    const { services } = findRunning(scratch());
    assert.deepEqual(
      services.map(({ config }) => config),
      ['/a.yaml', '', undefined],
    );
    const configs = (file?: string): readonly (string | undefined)[] =>
      ofConfig(findRunning(scratch()), file).services.map(({ config }) => config);
    assert.deepEqual(configs('/x/../a.yaml'), ['/a.yaml', '', undefined]);
    assert.deepEqual(configs('/b.yaml'), ['', undefined], 'that of another one is none of ours');
    assert.deepEqual(configs(), ['', undefined]);
  });

  it('are not known on a system without proc', () => {
    assert.deepEqual(findRunning(join(scratch(), 'none')), { collectds: [], services: [] });
  });
});
