import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openArchive, readRecordedInput } from '../../../../tools/archives/recorded-input.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { whisperOf, type Archive } from './whisper-bytes.ts';
import { wholeSeries } from './whole-series.ts';

const start = 1_700_000_040;
/** Its oldest point is of an earlier turn of the ring. */
const fine: Archive = {
  step: 10,
  points: [[start + 80, 8], undefined, [start - 400, 99], [start + 60, 6], [start + 70, 7]],
};
const coarse: Archive = {
  step: 30,
  points: [
    [start, 1],
    [start + 30, 4],
    [start + 60, 6],
  ],
};

describe('a Whisper file', function () {
  const folder = scratchFolder();

  function written(bytes: Buffer): string {
    const file = join(folder(), 'used.wsp');
    writeFileSync(file, bytes);
    return file;
  }

  it('is read by the finest archive first, without points of an earlier turn of the ring', function () {
    const file = written(whisperOf(4, [fine, coarse]));
    const { samples, remarks } = readRecordedInput(file, wholeSeries);
    assert.deepEqual(
      samples.map(({ time, value }) => [time - start, value]),
      [
        [0, 1],
        [30, 4],
        [60, 6],
        [70, 7],
        [80, 8],
      ],
    );
    assert.deepEqual(remarks, [
      `${file}: max every 10 s from 2023-11-14 22:15:00 UTC on, before that every 30 s from 2023-11-14 22:14:00 UTC on; --step takes one of them`,
    ]);
  });

  it('is read in one resolution alone where that is asked for', function () {
    const file = written(whisperOf(4, [fine, coarse]));
    const { samples } = readRecordedInput(file, { ...wholeSeries, stepSeconds: 30 });
    assert.deepEqual(
      samples.map(({ value }) => value),
      [1, 4, 6],
    );
  });

  it('that keeps another consolidation than the one asked for says so', function () {
    const { remarks } = readRecordedInput(written(whisperOf(1, [fine, coarse])), wholeSeries);
    assert.match(remarks[0]!, /: the file keeps average, not max; every 10 s/);
  });

  it('of sums is read by its finest archive alone', function () {
    const { samples, remarks } = readRecordedInput(written(whisperOf(2, [fine, coarse])), wholeSeries);
    assert.deepEqual(
      samples.map(({ value }) => value),
      [6, 7, 8],
    );
    assert.match(remarks[1]!, /: coarser archives of sums are left out$/);
  });

  it('that is cut off, empty or no such file is refused in one line', function () {
    const whole = whisperOf(1, [fine, coarse]);
    const cut = written(whole.subarray(0, -24));
    assert.throws(() => openArchive(cut), {
      name: 'OutsideError',
      message: `${cut}: ends 24 bytes too early for its header; copy the file again`,
    });
    const short = written(whole.subarray(0, 20));
    assert.throws(() => openArchive(short), { message: /does not begin as a \.wsp file does/ });
    const empty = written(whisperOf(1, [{ step: 10, points: [undefined, undefined] }]));
    assert.throws(() => readRecordedInput(empty, wholeSeries), {
      message: `${empty}: has no number at any time`,
    });
  });

  it('is read within the range that is asked for', function () {
    const file = written(whisperOf(4, [fine, coarse]));
    const from = start + 65;
    const within = readRecordedInput(file, { ...wholeSeries, from, to: start + 75 });
    assert.deepEqual(within.samples, [{ time: start + 70, value: 7 }]);
    assert.throws(() => readRecordedInput(file, { ...wholeSeries, from: start + 100 }), {
      message: `${file}: has no sample in that range; it has 2023-11-14 22:14:00 UTC to 2023-11-14 22:15:20 UTC`,
    });
    const warm = readRecordedInput(file, { ...wholeSeries, from, warmUpSeconds: 10 });
    assert.equal(warm.samples[0]!.time, start + 60);
    assert.throws(() => readRecordedInput(file, { ...wholeSeries, from: start + 85, warmUpSeconds: 60 }), {
      message: /has no sample in that range/,
    });
  });
});
