import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openArchive, readRecordedInput } from '../../../../tools/archives/recorded-input.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { wholeSeries } from './whole-series.ts';

const statistics = [0, 1].map((minute) => ({
  timestamp: { date: '2023-11-14', time: `22:1${minute}:00`, utc: 1, interval: 60 },
  'cpu-load': [
    { cpu: 'all', idle: 90 + minute },
    { cpu: '0', idle: 80 },
  ],
  memory: { memused: 2_017_012 + minute, 'memused-percent': 8.17 },
  network: { 'net-dev': [{ iface: 'eth0', rxkB: 1.43 }] },
}));
const lines = `# hostname;interval;timestamp;kbmemfree;kbmemused
vm;60;2023-11-14 22:10:00 UTC;10;20
vm;-1;2023-11-14 22:10:30 UTC;LINUX-RESTART	(2 CPU)
vm;60;2023-11-14 22:11:00 UTC;11;21
# hostname;interval;timestamp;IFACE;rxkB/s
vm;60;2023-11-14 22:10:00 UTC;lo;1.43
vm;60;2023-11-14 22:10:00 UTC;eth0;0.5
vm;60;1700000000;eth0;0.6
`;

function namesIn(file: string): readonly string[] {
  const opened = openArchive(file);
  assert.ok('series' in opened);
  return opened.series.map(({ name }) => name);
}

describe('the output of sadf', function () {
  const folder = scratchFolder();

  function written(text: string): string {
    const file = join(folder(), 'sar');
    writeFileSync(file, text);
    return file;
  }

  it('as JSON has a series for each figure', function () {
    const file = written(JSON.stringify({ sysstat: { hosts: [{ nodename: 'vm', statistics }] } }));
    assert.deepEqual(namesIn(file), [
      'cpu-load[all].idle',
      'cpu-load[0].idle',
      'memory.memused',
      'memory.memused-percent',
      'network.net-dev[eth0].rxkB',
    ]);
    assert.deepEqual(readRecordedInput(file, { ...wholeSeries, select: 'memory.memused' }).samples, [
      { time: 1_699_999_800, value: 2_017_012 },
      { time: 1_699_999_860, value: 2_017_013 },
    ]);
  });

  it('as JSON of several hosts names the host', function () {
    const hosts = ['a', 'b'].map((nodename) => ({ nodename, statistics }));
    assert.equal(namesIn(written(JSON.stringify({ sysstat: { hosts } })))[0], 'a:cpu-load[all].idle');
  });

  it('as lines of fields has a series for each column and what it is about', function () {
    const file = written(lines);
    assert.deepEqual(namesIn(file), ['kbmemfree', 'kbmemused', 'IFACE[lo].rxkB/s', 'IFACE[eth0].rxkB/s']);
    assert.deepEqual(readRecordedInput(file, { ...wholeSeries, select: 'kbmemused' }).samples, [
      { time: 1_699_999_800, value: 20 },
      { time: 1_699_999_860, value: 21 },
    ]);
    assert.equal(readRecordedInput(file, { ...wholeSeries, select: 'eth0' }).samples[1]!.time, 1_700_000_000);
  });

  it('as lines of fields may have a field for each CPU below one name', function () {
    const file = written(`# hostname;interval;timestamp;INTR;CPU*
vm;60;2023-11-14 22:10:00 UTC;sum;5.00
vm;60;2023-11-14 22:11:00 UTC;sum;5.00;3.00;2.00
`);
    assert.deepEqual(namesIn(file), [
      'INTR[sum].CPU*',
      'INTR[sum].CPU*[1]',
      'INTR[sum].CPU*[2]',
      'INTR[sum].CPU*[3]',
    ]);
    assert.deepEqual(readRecordedInput(file, { ...wholeSeries, select: 'CPU*[3]' }).samples, [
      { time: 1_699_999_860, value: 2 },
    ]);
  });

  it('that cannot be used is refused in one line', function () {
    for (const [text, message] of [
      ['{"sysstat": {"hosts": [', /: is no whole output of sadf -j: .*; fetch it again$/],
      ['{"sysstat": {"hosts": []}}', /: has no statistics; sysstat has written none at that time$/],
      [
        `${lines}vm;60;2023-11-14 22:12:00 UTC;lo`,
        /:9: expected 5 fields with a time, as sadf -d prints them; remove the line$/,
      ],
      ['# hostname;interval;timestamp;kbmemfree\n', /: has no statistics below its first line$/],
      [
        'Linux 6.1.0 (vm) \t2023-11-14 \t_x86_64_\t(2 CPU)\n\n22:10:00 kbmemfree\n',
        /: is a table of sar for people, whose lines have no date; give the file of sysstat, or what "sadf -j FILE -- -A" prints/,
      ],
    ] as const) {
      assert.throws(() => openArchive(written(text)), { name: 'OutsideError', message });
    }
  });
});
