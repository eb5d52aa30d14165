import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seriesOfDump } from '../../../../tools/archives/rrd-dump.ts';
import { openArchive, readRecordedInput } from '../../../../tools/archives/recorded-input.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { wholeSeries } from './whole-series.ts';

interface Archive {
  readonly cf: string;
  readonly primaries: number;
  /** A row of values for each data source. */
  readonly rows: readonly (readonly string[])[];
}

function rraOf({ cf, primaries, rows }: Archive): string {
  return `	<rra>
		<cf>${cf}</cf>
		<pdp_per_row>${primaries}</pdp_per_row> <!-- ${10 * primaries} seconds -->
		<params>
		<xff>5.0000000000e-01</xff>
		</params>
		<cdp_prep>
			<ds>
			<primary_value>1.0000000000e+03</primary_value>
			<value>NaN</value>
			</ds>
		</cdp_prep>
		<database>
${rows.map((row) => `			<!-- 2023-11-14 22:14:10 UTC / 1700000050 --> <row>${row.map((value) => `<v>${value}</v>`).join('')}</row>`).join('\n')}
		</database>
	</rra>`;
}

function sourceOf(name: string): string {
  return `	<ds>
		<name> ${name} </name>
		<type> GAUGE </type>
		<minimal_heartbeat>20</minimal_heartbeat>
		<min>0.0000000000e+00</min>
		<max>NaN</max>
		<!-- PDP Status -->
		<last_ds>1000</last_ds>
		<value>0.0000000000e+00</value>
		<unknown_sec> 0 </unknown_sec>
	</ds>`;
}

/** As rrdtool 1.7 prints it, its last update at 1700000100 and its step 10 s. */
function dumpOf(archives: readonly Archive[], sources = ['used']): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE rrd SYSTEM "https://oss.oetiker.ch/rrdtool/rrdtool.dtd">
<!-- Round Robin Database Dump -->
<rrd>
	<version>0003</version>
	<step>10</step> <!-- Seconds -->
	<lastupdate>1700000107</lastupdate> <!-- 2023-11-14 22:15:07 UTC -->
${sources.map(sourceOf).join('\n')}
${archives.map(rraOf).join('\n')}
</rrd>
`;
}

const fine: Archive = { cf: 'AVERAGE', primaries: 1, rows: [['NaN'], ['8.0e+02'], ['9.0e+02'], ['1.0e+03']] };
const coarse = (cf: string, rows: readonly string[]): Archive => ({
  cf,
  primaries: 3,
  rows: rows.map((row) => [row]),
});

describe('a dump of an RRD file', function () {
  const folder = scratchFolder();

  it('is read by the finest archive first, and by a coarser one before it', function () {
    const dump = dumpOf([fine, coarse('MAX', ['NaN', '4.0e+02', '5.0e+02', '1.0e+03'])]);
    const { values, remarks } = seriesOfDump(dump, 'a.xml')[0]!.read('max');
    assert.deepEqual(Array.from(values), [
      { time: 1700000040, value: 400 },
      { time: 1700000070, value: 500 },
      { time: 1700000080, value: 800 },
      { time: 1700000090, value: 900 },
      { time: 1700000100, value: 1000 },
    ]);
    assert.deepEqual(remarks, [
      'max every 10 s from 2023-11-14 22:14:40 UTC on, before that every 30 s from 2023-11-14 22:14:00 UTC on; --step takes one of them',
    ]);
  });

  it('is read by the consolidation that is asked for, or else by the average', function () {
    const dump = dumpOf([
      coarse('AVERAGE', ['1', '2']),
      coarse('MAX', ['3', '4']),
      coarse('HWPREDICT', ['9']),
    ]);
    const valuesBy = (asked: 'average' | 'max' | 'min'): number[] =>
      Array.from(seriesOfDump(dump, 'a.xml')[0]!.read(asked).values, ({ value }) => value);
    assert.deepEqual(valuesBy('average'), [1, 2]);
    assert.deepEqual(valuesBy('max'), [3, 4]);
    assert.deepEqual(valuesBy('min'), [1, 2]);
    assert.match(
      seriesOfDump(dump, 'a.xml')[0]!.read('min').remarks[0]!,
      /^has no min, so average every 30 s/,
    );
  });

  it('is read in one resolution alone where that is asked for', function () {
    const file = join(folder(), 'used.xml');
    writeFileSync(file, dumpOf([fine, coarse('MAX', ['NaN', '4.0e+02', '5.0e+02', '1.0e+03'])]));
    const { samples, remarks } = readRecordedInput(file, { ...wholeSeries, stepSeconds: 30 });
    assert.deepEqual(
      samples.map(({ value }) => value),
      [400, 500, 1000],
    );
    assert.deepEqual(remarks, [`${file}: max every 30 s from 2023-11-14 22:14:00 UTC on`]);
    assert.throws(() => readRecordedInput(file, { ...wholeSeries, stepSeconds: 60 }), {
      name: 'OutsideError',
      message: `${file}: has values every 10 s, 30 s, and --step asks for every 60 s`,
    });
  });

  it('of several data sources is read by the one that is named', function () {
    const file = join(folder(), 'if_octets.xml');
    writeFileSync(
      file,
      dumpOf(
        [
          {
            cf: 'AVERAGE',
            primaries: 1,
            rows: [
              ['1', '2'],
              ['3', 'NaN'],
              ['5', '6'],
            ],
          },
        ],
        ['rx', 'tx'],
      ),
    );
    assert.throws(() => readRecordedInput(file, wholeSeries), {
      name: 'OutsideError',
      message: `${file}: holds 2 series; choose one by --select: rx, tx`,
    });
    const { name, samples, remarks } = readRecordedInput(file, { ...wholeSeries, select: 'tx' });
    assert.equal(name, `${file}: tx`);
    assert.deepEqual(samples, [
      { time: 1700000080, value: 2 },
      { time: 1700000100, value: 6 },
    ]);
    assert.match(
      remarks[1]!,
      /1 of 3 samples is left out: 1 without a number \(the first: 2023-11-14 22:14:50 UTC\)/,
    );
  });

  it('that is cut off or damaged is refused in one line', function () {
    const whole = dumpOf([fine]);
    for (const [text, message] of [
      [whole.slice(0, -20), 'a.xml: ends in the middle, without </rrd>; dump the RRD file again'],
      [
        whole.replace('<step>10<', '<step>ten<'),
        'a.xml: expected a number in <step>, as rrdtool dump prints it',
      ],
      [dumpOf([]), 'a.xml: has no data source with an archive of AVERAGE, MIN, MAX or LAST'],
      [whole.replace('8.0e+02', 'eight'), 'a.xml: row 2 of the archive of 10 s has no number; dump it again'],
      [
        `${'<!-- <row>'.repeat(1e5)}--></rrd>`,
        'a.xml: expected a number in <step>, as rrdtool dump prints it',
      ],
    ] as const) {
      assert.throws(() => seriesOfDump(text, 'a.xml')[0]!.read('max'), { name: 'OutsideError', message });
    }
  });

  it('is recognised by its content, and a file that is only named so is not', function () {
    const [dump, named] = [join(folder(), 'a.txt'), join(folder(), 'b.rrd')];
    writeFileSync(dump, dumpOf([fine]));
    const opened = openArchive(dump);
    assert.equal('series' in opened && opened.kind, 'dump of an RRD file');
    writeFileSync(named, '\n\n');
    assert.throws(() => openArchive(named), {
      message: `${named}: does not begin as a .rrd file does; copy it again as a binary file, and whole`,
    });
  });
});
