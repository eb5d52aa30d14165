import assert from 'node:assert/strict';
import { inBatches } from '../../../../plugins/process/batches.ts';

describe('work in batches', () => {
  it('gives the results in order, and has a bounded number under way', async () => {
    let [underWay, most] = [0, 0];
    const results = await inBatches(
      Array.from({ length: 1000 }, (_, i) => i),
      async (i) => {
        most = Math.max(most, ++underWay);
        await Promise.resolve();
        underWay--;
        return 2 * i;
      },
    );
    assert.deepEqual(results.slice(-2), [1996, 1998]);
    assert.ok(most > 1 && most <= 256, `${most} at once`);
  });

  it('works on all items, and rejects with the first error', async () => {
    let done = 0;
    const work = async (i: number): Promise<void> => {
      if (i === 3 || i === 700) throw new Error(`item ${i}`);
      done++;
    };
    const items = Array.from({ length: 1000 }, (_, i) => i);
    await assert.rejects(inBatches(items, work), { message: 'item 3' });
    assert.equal(done, 998);
  });
});
