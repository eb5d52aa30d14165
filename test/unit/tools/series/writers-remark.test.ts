import assert from 'node:assert/strict';
import { describeWriters } from '../../../../tools/series/writers-remark.ts';

function series(phase: number, value: number) {
  return Array.from({ length: 200 }, (_, second) => ({ time: second + phase, value: value + second / 100 }));
}

describe('the remark on the writers of a recorded series', () => {
  it('names a series that several collectd have written', () => {
    const samples = [...series(0, 5), ...series(0.3, 9)].toSorted((a, b) => a.time - b.time);
    assert.deepEqual(describeWriters({ name: 'm', samples }), [
      'm: 2 collectd seem to have written it, in turns; a replay takes them for one series, and dma predict does not',
    ]);
  });

  it('is absent for one', () => {
    assert.deepEqual(describeWriters({ name: 'm', samples: series(0, 5) }), []);
    assert.deepEqual(describeWriters({ name: 'm', samples: [] }), []);
  });
});
