import assert from 'node:assert/strict';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';
import { ArrivalGaps } from '../../../../plugins/samples/arrival-gaps.ts';

/** A sample with the second at which it arrives; both count from the start of the program. */
interface Arrival {
  readonly at: number;
  readonly time: number;
}

/** Seconds from `from` to before `to`, one every `step` of them. */
function every(step: number, from: number, to: number): Arrival[] {
  const count = Math.max(0, Math.ceil((to - from) / step));
  return Array.from({ length: count }, (_, i) => ({ at: from + i * step, time: from + i * step }));
}

/** The samples wait for each other, and arrive together at seconds that `nextGap` sets. */
function inBursts(samples: readonly Arrival[], nextGap: () => number): Arrival[] {
  let burst = (samples[0]?.at ?? 0) + nextGap();
  return samples.map(({ at, time }) => {
    while (burst < at) burst += nextGap();
    return { at: burst, time };
  });
}

/** Samples at random: gaps of an exponential distribution. */
function atRandom(mean: number, to: number, seed: number): Arrival[] {
  const random = seededRandom(seed);
  const arrivals: Arrival[] = [];
  for (let at = 0; at < to; at -= mean * Math.log(1 - random())) arrivals.push({ at, time: at });
  return arrivals;
}

/** Without what would arrive between these seconds. */
function without(arrivals: readonly Arrival[], from: number, to: number): Arrival[] {
  return arrivals.filter(({ at }) => at < from || at >= to);
}

/** A predicted series: rounds of a second, and the limits of `TargetSeries` for a horizon of a minute. */
function alarms(arrivals: readonly Arrival[], end: number): { from: number; to: number | undefined }[] {
  const waiting = arrivals.toSorted((a, b) => a.at - b.at);
  const gaps = new ArrivalGaps(0);
  for (const { time } of waiting.filter(({ at }) => at < 0)) gaps.stamp(time);
  let next = waiting.findIndex(({ at }) => at >= 0);
  if (next < 0) next = waiting.length;
  const told: { from: number; to: number | undefined }[] = [];
  for (let now = 1; now <= end; now++) {
    let count = 0;
    for (; next < waiting.length && waiting[next]!.at <= now; next++, count++)
      gaps.stamp(waiting[next]!.time);
    if (count > 0) gaps.arrive(now, 1);
    else gaps.look(now);
    const isOverdue = gaps.isOverdue(now, 1, 5, 20);
    const last = told.at(-1);
    if (isOverdue && (!last || last.to !== undefined)) told.push({ from: now, to: undefined });
    if (!isOverdue && last && last.to === undefined) last.to = now;
  }
  return told;
}

const random = seededRandom(1);
const uneven = (): number => 1 + 6 * random();

/** Patterns of arrival, and how many silences of an hour and a half may be taken for the end. */
const patterns: Record<string, { arrivals: Arrival[]; wrong: number }> = {
  'every second': { arrivals: every(1, 0, 5400), wrong: 0 },
  'ten times a second': { arrivals: every(0.1, 0, 5400), wrong: 0 },
  'every 10 s': { arrivals: every(10, 0, 5400), wrong: 0 },
  'every minute': { arrivals: every(60, 0, 5400), wrong: 0 },
  'every five minutes': { arrivals: every(300, -3000, 5400), wrong: 0 },
  'every second, then every 10 s': { arrivals: [...every(1, 0, 600), ...every(10, 600, 5400)], wrong: 1 },
  'every second, then every minute': { arrivals: [...every(1, 0, 600), ...every(60, 660, 5400)], wrong: 1 },
  'every second, then every five minutes': {
    arrivals: [...every(1, 0, 600), ...every(300, 900, 5400)],
    wrong: 1,
  },
  'every 10 s, then every minute': { arrivals: [...every(10, 0, 600), ...every(60, 660, 5400)], wrong: 1 },
  'every minute, then every second': { arrivals: [...every(60, 0, 600), ...every(1, 600, 5400)], wrong: 0 },
  'slower at the start of the program': {
    arrivals: [...every(1, -600, 0), ...every(10, 10, 5400)],
    wrong: 0,
  },
  'slower shortly before the start of the program': {
    arrivals: [...every(10, -600, -50), ...every(60, -5, 5400)],
    wrong: 0,
  },
  'much slower at the start of the program': {
    arrivals: [...every(10, -600, 0), ...every(60, 60, 5400)],
    wrong: 1,
  },
  'every second, in bursts of seven': { arrivals: inBursts(every(1, -7, 5400), () => 7), wrong: 0 },
  'every second, in bursts of one to seven': { arrivals: inBursts(every(1, -7, 5400), uneven), wrong: 0 },
  'every second, in bursts that begin an hour after the start': {
    arrivals: [...every(1, 0, 3600), ...inBursts(every(1, 3600, 5400), () => 7)],
    wrong: 1,
  },
  'every 10 s, in bursts of seven': { arrivals: inBursts(every(10, -70, 5400), () => 70), wrong: 0 },
  'every 10 s, in bursts of thirty': { arrivals: inBursts(every(10, -300, 5400), () => 300), wrong: 1 },
  'at random, every 2 s': { arrivals: atRandom(2, 5400, 2), wrong: 1 },
  'at random, every 10 s': { arrivals: atRandom(10, 5400, 3), wrong: 1 },
  'at random, every minute': { arrivals: atRandom(60, 5400, 4), wrong: 1 },
  'every second, and 20 s without': { arrivals: without(every(1, 0, 5400), 600, 620), wrong: 1 },
  'every second, and 20 s without, again and again': {
    arrivals: every(1, 0, 5400).filter(({ at }) => at < 500 || at % 500 >= 20),
    wrong: 1,
  },
  'every second, and half an hour without': { arrivals: without(every(1, 0, 5400), 600, 2400), wrong: 1 },
};

/** The same patterns, and after how many seconds at most the end is told. */
const maxEndSeconds: Record<string, number> = {
  'every second': 4,
  'ten times a second': 5,
  'every 10 s': 31,
  'every minute': 181,
  'every five minutes': 901,
  'every second, then every 10 s': 31,
  'every second, then every minute': 181,
  'every minute, then every second': 4,
  'every second, in bursts of seven': 22,
  'every 10 s, in bursts of seven': 211,
  'every second, and 20 s without': 31,
  'every second, and half an hour without': 91,
  'much slower at the start of the program': 181,
};

describe('the gaps between arrivals', () => {
  for (const [pattern, { arrivals, wrong }] of Object.entries(patterns))
    it(`of samples that come ${pattern} are mistaken ${wrong === 0 ? 'never' : 'at most once'}`, () => {
      const told = alarms(arrivals, 5400);
      assert.ok(told.length <= wrong, JSON.stringify(told));
    });

  for (const [pattern, seconds] of Object.entries(maxEndSeconds))
    it(`of samples that came ${pattern} end within ${seconds} s`, () => {
      const { arrivals } = patterns[pattern]!;
      const end = Math.max(...arrivals.map(({ at }) => at));
      const { from, to } = alarms(arrivals, Math.ceil(end + 4000)).at(-1)!;
      assert.equal(to, undefined);
      assert.ok(from - end <= seconds, `${from - end}`);
    });

  it('are not known at the start, when a sender may fill its packets first: the end is told after 20 s', () => {
    for (const [interval, seconds] of [
      [1, 21],
      [10, 81],
      [60, 181],
    ] as const) {
      const [first] = alarms(every(interval, -3600, 0), 1000);
      assert.equal(first!.from, seconds, `every ${interval} s`);
    }
  });

  it('are not those between our own looks: a program that was stopped has seen no silence', () => {
    const gaps = new ArrivalGaps(0);
    for (let now = 1; now <= 60; now++) {
      gaps.stamp(now);
      gaps.arrive(now, 1);
    }
    gaps.arrive(960, 1);
    assert.equal(gaps.overdueSeconds(961, 1, 5), 3);
  });

  it('are not usual after the first of them: a stray sample after 40 s is late by the times of its stamps', () => {
    const gaps = new ArrivalGaps(0);
    gaps.stamp(1000);
    gaps.arrive(0, 1);
    for (let now = 1; now < 40; now++) gaps.look(now);
    gaps.skipTo(1100);
    gaps.arrive(40, 1);
    for (let now = 41; now <= 65; now++) gaps.look(now);
    assert.equal(gaps.isLate(65, 1, 5, 5), true);
    assert.equal(gaps.isOverdue(65, 1, 5, 20), false, 'nobody is told before it may be a burst');
  });

  it('are forgotten after an hour', () => {
    const arrivals = [...every(1, 0, 600), ...every(1, 640, 4300)];
    assert.equal(alarms(arrivals, 4400).at(-1)!.from, 4303);
    assert.equal(alarms(arrivals.slice(0, -200), 4400).at(-1)!.from, 4161);
  });
});
