import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecordedInput } from '../../../../tools/archives/recorded-input.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { wholeSeries } from './whole-series.ts';

const answerOf = (result: readonly unknown[], resultType = 'matrix'): object => ({
  status: 'success',
  data: { resultType, result },
});
const web1 = {
  metric: { __name__: 'node_load1', job: 'node', instance: 'web1' },
  values: [
    [1700000000, '0.5'],
    [1700000015.5, '1e3'],
    [1700000030, 'NaN'],
    [1700000045, '+Inf'],
  ],
};
const web2 = { metric: { instance: 'web2' }, values: [[1700000000, '2']] };

describe('an answer of Prometheus', function () {
  const folder = scratchFolder();

  function written(answer: object | string): string {
    const file = join(folder(), 'range.json');
    writeFileSync(file, typeof answer === 'string' ? answer : JSON.stringify(answer));
    return file;
  }

  it('is read without what is no number', function () {
    const { samples, remarks } = readRecordedInput(written(answerOf([web1])), wholeSeries);
    assert.deepEqual(samples, [
      { time: 1700000000, value: 0.5 },
      { time: 1700000015.5, value: 1000 },
    ]);
    assert.match(remarks[0]!, /2 of 4 samples are left out: 2 without a number/);
    const file = written(answerOf([web1]));
    assert.throws(() => readRecordedInput(file, { ...wholeSeries, stepSeconds: 60 }), {
      message: `${file}: has one resolution, and --step asks for every 60 s`,
    });
  });

  it('of several series is read by a part of the labels', function () {
    const file = written(answerOf([web1, web2]));
    assert.throws(() => readRecordedInput(file, wholeSeries), {
      message: `${file}: holds 2 series; choose one by --select: node_load1{instance="web1",job="node"}, {instance="web2"}`,
    });
    assert.equal(readRecordedInput(file, { ...wholeSeries, select: 'web2' }).samples.length, 1);
    assert.throws(() => readRecordedInput(file, { ...wholeSeries, select: 'web' }), {
      message: /--select "web" is a part of 2 names in it; there is: node_load1/,
    });
    assert.throws(() => readRecordedInput(file, { ...wholeSeries, select: 'db' }), {
      message: /--select "db" is no part of a name in it; there is: node_load1/,
    });
  });

  it('that is another one is refused in one line', function () {
    for (const [answer, message] of [
      [
        { status: 'error', errorType: 'bad_data', error: 'exceeded maximum resolution of 11,000 points' },
        /: Prometheus refused the query: bad_data: exceeded maximum resolution of 11,000 points$/,
      ],
      [
        answerOf([{ metric: {}, value: [1, '1'] }], 'vector'),
        /: is a vector of one moment; ask \/api\/v1\/query_range/,
      ],
      [answerOf([]), /: Prometheus has nothing for this query and range; look at its labels and times$/],
      [{ status: 'success', data: 5 }, /: is no answer of Prometheus to query_range: /],
      [
        JSON.stringify(answerOf([web1])).slice(0, 100),
        /: is no whole answer of Prometheus to query_range: .*; fetch it again$/,
      ],
    ] as const) {
      assert.throws(() => readRecordedInput(written(answer), wholeSeries), { name: 'OutsideError', message });
    }
  });
});
