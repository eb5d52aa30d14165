import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openArchive, readRecordedInput } from '../../../../tools/archives/recorded-input.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { wholeSeries } from './whole-series.ts';

describe("a folder of collectd's csv plugin", function () {
  const folder = scratchFolder();

  function write(name: string, text: string): void {
    const path = join(folder(), name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  beforeEach(function () {
    write(
      'web1/memory/memory-used-2023-11-15',
      'epoch,value\n1700006400.002,300.000000\n1700006410.001,nan\n',
    );
    write(
      'web1/memory/memory-used-2023-11-14',
      'epoch,value\n1700000000.001,100.000000\n1700000010.001,200.000000\n',
    );
    write(
      'web1/interface-eth0/if_octets-2023-11-14',
      'epoch,rx,tx\n1700000000.0,1000,7\n1700000010.0,1500,8\n1700000020.0,20,9\n1700000030.0,30,10\n',
    );
  });

  it('holds a series for each data source, and joins the files of its days', function () {
    const opened = openArchive(folder());
    assert.ok('series' in opened);
    assert.deepEqual(
      opened.series.map(({ name, about }) => `${name} ${about}`),
      [
        'web1/interface-eth0/if_octets:rx 1 day',
        'web1/interface-eth0/if_octets:tx 1 day',
        'web1/memory/memory-used 2 days',
      ],
    );
    const { samples, remarks } = readRecordedInput(folder(), { ...wholeSeries, select: 'memory-used' });
    assert.deepEqual(samples, [
      { time: 1700000000.001, value: 100 },
      { time: 1700000010.001, value: 200 },
      { time: 1700006400.002, value: 300 },
    ]);
    assert.match(remarks[0]!, /1 without a number/);
  });

  it('of a host or a plugin is read as well, and names its series from there on', function () {
    for (const [below, name] of [
      ['web1', 'memory/memory-used'],
      ['web1/memory', 'memory-used'],
    ] as const) {
      const opened = openArchive(join(folder(), below));
      assert.ok('series' in opened);
      assert.equal(opened.series.at(-1)!.name, name);
    }
  });

  it('gives the rate of a counter, with a gap where it was set back', function () {
    const { samples, remarks } = readRecordedInput(folder(), { ...wholeSeries, select: ':rx' });
    assert.deepEqual(samples, [
      { time: 1700000010, value: 50 },
      { time: 1700000030, value: 1 },
    ]);
    assert.match(remarks[0]!, /: a counter, taken as its rate a second$/);
  });

  it('leaves out a line that was cut off', function () {
    write('web1/memory/memory-used-2023-11-16', 'epoch,value\n1700092800.002,400.000000\n17000');
    const { samples } = readRecordedInput(folder(), { ...wholeSeries, select: 'memory-used' });
    assert.equal(samples.at(-1)!.value, 400);
  });
});
