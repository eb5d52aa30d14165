import assert from 'node:assert/strict';
import { askingAhead, batchesOf, inBatches } from '../../../../plugins/process/batches.ts';

async function loseSecond(item: number): Promise<number> {
  if (item === 2) throw new Error('lost');
  return item;
}

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

describe('batches', () => {
  it('are of 256 items, and the last one of the rest', () => {
    const sizes = [...batchesOf(Array(600).keys())].map((batch) => batch.length);
    assert.deepEqual(sizes, [256, 256, 88]);
    assert.deepEqual([...batchesOf([])], []);
  });
});

describe('asking ahead', () => {
  it('asks for the next one before the present one is given, and for no more', async () => {
    const told: string[] = [];
    const ask = async (item: string): Promise<string> => {
      told.push(`asked ${item}`);
      return item.toUpperCase();
    };
    for await (const [item, answer] of askingAhead(['a', 'b', 'c'], ask)) told.push(`${item} is ${answer}`);
    assert.deepEqual(told, ['asked a', 'asked b', 'a is A', 'asked c', 'b is B', 'c is C']);
  });

  it('rejects at the item whose answer is missing', async () => {
    const given: number[] = [];
    await assert.rejects(
      async () => {
        for await (const [item] of askingAhead([1, 2, 3], loseSecond)) given.push(item);
      },
      { message: 'lost' },
    );
    assert.deepEqual(given, [1]);
  });

  it('leaves no rejection behind when nobody goes on', async () => {
    for await (const [item] of askingAhead([1, 2], loseSecond)) if (item === 1) break;
    // An unhandled rejection ends the test program.
    await new Promise((resolve) => setImmediate(resolve));
  });
});
