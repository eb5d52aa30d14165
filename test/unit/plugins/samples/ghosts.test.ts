import assert from 'node:assert/strict';
import { Ghosts } from '../../../../plugins/samples/ghosts.ts';
import type { Entries } from '../../../../plugins/samples/sample-reader.ts';

/** The entries of these seconds that a clock that was set back to 100 has left, in two pages. */
async function left(...seconds: readonly number[]): Promise<Ghosts> {
  async function* range(_: string, from: number, to: number): AsyncGenerator<Entries, void, undefined> {
    const later = seconds.filter((time) => time >= from && time <= to).map((time) => ({ time, values: [1] }));
    yield { entries: later.slice(0, 2), malformed: [] };
    yield { entries: later.slice(2), malformed: [] };
  }
  return (await Ghosts.readEach({ range }, ['web1/memory/memory-used'], 100))[0]!;
}

async function* ofThree(): AsyncGenerator<Entries, void, undefined> {
  yield { entries: [101, 102, 103].map((time) => ({ time, values: [1] })), malformed: [] };
}

describe('entries that a clock left behind when it was set back', () => {
  it('are known by their times', async () => {
    const ghosts = await left(99, 101, 102, 103.5);
    assert.deepEqual(
      [99, 101, 102, 103, 103.5, 104].map((time) => ghosts.has(time)),
      [false, true, true, false, true, false],
    );
  });

  it('are not those that have come since', async () => {
    const [ghosts] = await Ghosts.readEach(
      { range: ofThree },
      ['web1/memory/memory-used'],
      100,
      new Set([103]),
    );
    assert.deepEqual([ghosts!.has(102), ghosts!.has(103), ghosts!.arePast(102.5)], [true, false, true]);
  });

  it('are past when there is an entry newer than all of them', async () => {
    const ghosts = await left(99, 101, 102, 103.5);
    assert.deepEqual(
      [ghosts.arePast(103), ghosts.arePast(103.5), ghosts.arePast(103.6)],
      [false, false, true],
    );
    const nobody = await left(99);
    assert.deepEqual([nobody.arePast(100), nobody.arePast(100.1)], [false, true]);
  });
});
