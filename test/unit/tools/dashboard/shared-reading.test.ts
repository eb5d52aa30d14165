import assert from 'node:assert/strict';
import { SharedReading } from '../../../../tools/dashboard/shared-reading.ts';

describe('a shared reading', function () {
  let now = 0;
  let reads = 0;
  let seconds = 0;
  const reading = () =>
    new SharedReading(
      async (key) => {
        reads++;
        now += seconds;
        if (key === 'wrong') throw new Error('of the test');
        return `${key}${reads}`;
      },
      2,
      3,
      () => now,
    );

  beforeEach(function () {
    [now, reads, seconds] = [0, 0, 0];
  });

  it('is one for all who ask at the same time, and until it is old', async function () {
    const shared = reading();
    assert.deepEqual(await Promise.all([shared.of('a'), shared.of('a'), shared.of('b')]), ['a1', 'a1', 'b2']);
    now += 1.9;
    assert.equal(await shared.of('a'), 'a1');
    now += 0.2;
    assert.equal(await shared.of('a'), 'a3');
  });

  it('is kept for a few times the time that it took', async function () {
    const shared = reading();
    seconds = 5;
    await shared.of('a');
    seconds = 0;
    now += 14.9;
    assert.equal(await shared.of('a'), 'a1');
    now += 0.2;
    assert.equal(await shared.of('a'), 'a2');
  });

  it('is made anew after one that failed, and when it is forgotten', async function () {
    const shared = reading();
    await assert.rejects(shared.of('wrong'));
    await assert.rejects(shared.of('wrong'));
    assert.equal(reads, 2);
    await shared.of('a');
    shared.forget();
    assert.equal(await shared.of('a'), 'a4');
  });

  it('keeps a bounded number', async function () {
    const shared = reading();
    for (let key = 0; key < 1000; key++) await shared.of(String(key));
    reads = 0;
    for (let key = 999; key >= 0; key--) await shared.of(String(key));
    assert.equal(reads, 800);
  });
});
