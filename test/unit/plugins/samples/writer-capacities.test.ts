import assert from 'node:assert/strict';
import type { WriterTime } from '../../../../plugins/samples/capacity-around.ts';
import {
  capacitiesOf,
  roomOf,
  type WriterCapacities,
} from '../../../../plugins/samples/writer-capacities.ts';
import type { Writers } from '../../../../plugins/samples/writer.ts';

/** Writers at these seconds of each of some rounds, in turns. */
function inTurns(
  seconds: readonly number[],
  evidence: Writers['evidence'],
  { interval = 1, rounds = 8 } = {},
): { shown: { time: number; value: number }[]; writers: Writers } {
  const shown = Array.from({ length: rounds }, (_, round) =>
    seconds.map((second) => ({ time: round * interval + second, value: second })),
  ).flat();
  const places = (writer: number): number[] =>
    Array.from({ length: rounds }, (_, round) => round * seconds.length + writer);
  const writers = seconds.map((second, writer) => ({
    newest: (rounds - 1) * interval + second,
    intervalSeconds: interval,
    places: places(writer),
  }));
  return { shown, writers: { writers, apartBy: 'time', evidence } };
}

/** Two writers, half an interval apart, with these capacities at each of their times. */
async function found(
  capacityAt: (writer: number, round: number) => number | undefined,
  evidence: Writers['evidence'],
  interval = 1,
): Promise<WriterCapacities | undefined> {
  const { shown, writers } = inTurns([0, interval / 2], evidence, { interval });
  return capacitiesOf(shown, writers, ({ time }) => {
    const half = Math.round((2 * time) / interval);
    return Promise.resolve(capacityAt(half % 2, half >> 1));
  });
}

const levels =
  (...capacities: readonly (number | undefined)[]) =>
  (writer: number): number | undefined =>
    capacities[writer];

const moving = (distance: number) => (writer: number, round: number) => 100 + writer * distance + 2 * round;

const oneMoves = (writer: number, round: number): number => (writer === 0 ? 100 : 108 + 2 * round);

const oneLess = (writer: number, round: number): number | undefined =>
  writer === 1 && round === 5 ? undefined : 100 + 100 * writer;

describe('the capacities of several writers', () => {
  it('are the newest ones of writers that are certain, except the one of which parts may be missing', async () => {
    const asked: WriterTime[] = [];
    const { shown, writers } = inTurns([0, 0.3], 'times');
    const capacities = await capacitiesOf(shown, writers, (at) => {
      asked.push(at);
      return Promise.resolve(10 * at.time);
    });
    assert.deepEqual(capacities, { capacities: [60, 63], certainty: 'sure' });
    assert.deepEqual(
      asked.map(({ time }) => time),
      [6, 6.3],
    );
    for (const { roomSeconds } of asked) assert.ok(Math.abs(roomSeconds - 0.3) < 1e-9, `${roomSeconds}`);
  });

  it('are undefined where they are not known', async () => {
    assert.deepEqual(await found(levels(undefined, 7), 'times'), {
      capacities: [undefined, 7],
      certainty: 'sure',
    });
    assert.deepEqual(
      (await found((writer, round) => (round === 6 ? undefined : 5 + writer), 'levels'))?.capacities,
      [5, 6],
    );
  });

  it('that differ by more than a twentieth show two machines', async () => {
    assert.deepEqual(await found(levels(100, 200), undefined), { capacities: [100, 200], certainty: 'sure' });
    assert.deepEqual(await found(levels(200, 100), 'levels'), { capacities: [200, 100], certainty: 'sure' });
    assert.equal((await found(levels(94, 100), undefined))?.certainty, 'sure');
    assert.equal(await found(levels(95, 100), undefined), undefined);
    assert.equal(await found(levels(96, 100), undefined), undefined);
    assert.equal(await found(levels(100, 100), undefined), undefined);
  });

  it('that move show two machines when they differ by four times as much', async () => {
    // Of three rounds: a movement of 4.
    assert.equal(await found(moving(20), undefined), undefined);
    assert.equal((await found(moving(21), undefined))?.certainty, 'sure');
    assert.equal(await found(oneMoves, undefined), undefined);
  });

  it('show nothing where three of each are not known', async () => {
    assert.equal(await found(oneLess, undefined), undefined);
    assert.equal((await found(oneLess, 'levels'))?.certainty, 'likely');
  });

  it('are likely those of two, where a single source of the levels would have an unusual interval', async () => {
    const same = levels(100, 100);
    assert.equal((await found(same, 'levels', 1))?.certainty, 'likely');
    assert.equal((await found(same, 'levels', 10))?.certainty, 'likely');
    assert.equal((await found(same, 'levels', 10.19))?.certainty, 'likely');
    assert.equal((await found(same, 'levels', 9.81))?.certainty, 'likely');
    assert.equal((await found(same, 'levels', 10.21))?.certainty, 'possible');
    assert.equal((await found(same, 'levels', 1.1))?.certainty, 'possible');
    assert.equal((await found(same, 'levels', 2))?.certainty, 'possible');
    assert.equal((await found(same, 'levels', 20))?.certainty, 'possible');
    const { shown, writers } = inTurns([0, 0.5], 'levels');
    const [first, second] = writers.writers;
    const uneven = { ...writers, writers: [first!, { ...second!, intervalSeconds: 2 }] };
    assert.equal((await capacitiesOf(shown, uneven, () => Promise.resolve(100)))?.certainty, 'possible');
  });

  it('show machines among three when one of them differs', async () => {
    const { shown, writers } = inTurns([0, 0.25, 0.5], undefined);
    const of = (capacities: readonly number[]): Promise<WriterCapacities | undefined> =>
      capacitiesOf(shown, writers, ({ time }) => Promise.resolve(capacities[(4 * time) % 4]!));
    assert.equal((await of([100, 100, 200]))?.certainty, 'sure');
    assert.equal((await of([200, 100, 100]))?.certainty, 'sure');
    assert.equal(await of([100, 100, 100]), undefined);
    assert.equal(await of([98, 100, 102]), undefined);
  });
});

describe('the room of a writer', () => {
  it('is the least time between one of its samples and one of another, on both sides', () => {
    const before = inTurns([0, 0.3], 'times');
    assert.equal(roomOf(before.shown, before.writers, 0).toFixed(3), '0.300');
    assert.equal(roomOf(before.shown, before.writers, 1).toFixed(3), '0.300');
    const after = inTurns([0, 0.9], 'times');
    assert.equal(roomOf(after.shown, after.writers, 0).toFixed(3), '0.100');
    assert.equal(roomOf(after.shown, after.writers, 1).toFixed(3), '0.100');
  });

  it('is its interval where no other sample is nearer', () => {
    const shown = [0, 1, 2].map((time) => ({ time, value: 0 }));
    const all = { writers: [{ newest: 2, intervalSeconds: 1, places: [0, 1, 2] }] };
    assert.equal(roomOf(shown, { ...all, apartBy: 'time', evidence: undefined }, 0), 1);
  });
});
