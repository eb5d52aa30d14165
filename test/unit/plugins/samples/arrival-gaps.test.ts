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

function times(count: number, seconds: number): number[] {
  return Array.from({ length: count }, () => seconds);
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

  describe('of arrivals', () => {
    let gaps: ArrivalGaps;
    let now: number;
    beforeEach(() => {
      gaps = new ArrivalGaps(0);
      now = 0;
    });

    /** Samples with these seconds between their stamps. */
    function stamped(...distances: readonly number[]): void {
      let time = 1e9;
      gaps.stamp(time);
      for (const distance of distances) gaps.stamp((time += distance));
    }

    /** Something arrives after each of these silences, which are looked at until their end. */
    function arrived(...silences: readonly number[]): void {
      for (const silence of silences) {
        now += silence;
        gaps.look(now);
        gaps.arrive(now, 1);
      }
    }

    const overdue = (startSeconds = 0): number => gaps.overdueSeconds(now, 1, 5, startSeconds);

    it('count from the time at which the series was found, and a new sample is one that was not there then', () => {
      gaps = new ArrivalGaps(100, 1e9);
      assert.equal(gaps.silentSeconds(130), 30);
      assert.equal(gaps.isHeard, false);
      gaps.stamp(1e9 - 1);
      gaps.stamp(1e9);
      assert.equal(gaps.isHeard, false);
      gaps.stamp(1e9 + 1);
      assert.equal(gaps.isHeard, true);
      const unfound = new ArrivalGaps(100);
      assert.equal(unfound.isHeard, false);
      unfound.stamp(5);
      assert.equal(unfound.isHeard, true);
    });

    it('have the interval and the shortest gap of the stamps, without time that is skipped', () => {
      assert.equal(gaps.intervalSeconds, undefined);
      stamped(10, 10);
      assert.deepEqual([gaps.intervalSeconds, gaps.shortestGap], [10, 0]);
      gaps.skipTo(2e9);
      gaps.stamp(2e9 + 4);
      assert.deepEqual([gaps.intervalSeconds, gaps.shortestGap], [10, 4]);
    });

    it('are usually the interval of the samples', () => {
      assert.equal(gaps.usualSeconds, undefined);
      arrived(2, ...times(8, 2));
      assert.equal(gaps.usualSeconds, undefined);
      stamped(2, 2, 2);
      assert.equal(gaps.usualSeconds, 2);
      arrived(...times(30, 3));
      assert.equal(gaps.usualSeconds, 2, 'they are hardly longer');
    });

    it('are usually those of the bursts in which samples come, as soon as there are four', () => {
      stamped(...times(4, 4));
      arrived(8, 8, 8, 8);
      assert.equal(gaps.usualSeconds, 4, 'the series was found at any time before the first one');
      arrived(8);
      assert.equal(gaps.usualSeconds, 8);
      arrived(...times(32, 4));
      assert.equal(gaps.usualSeconds, 4, 'of more than 32 nothing is known');
    });

    it('are usually not those of which there is one among ten', () => {
      stamped(...times(4, 1));
      arrived(1, ...times(10, 1), 2.5);
      assert.equal(gaps.usualSeconds, 1);
      arrived(2);
      assert.equal(gaps.usualSeconds, 2);
    });

    it('are unknown before the second sample: three intervals of a guess are waited for, or a burst', () => {
      assert.equal(overdue(), 15);
      assert.equal(overdue(20), 80);
      assert.equal(gaps.isOverdue(15, 1, 5), false);
      assert.equal(gaps.isOverdue(15.1, 1, 5), true);
      assert.deepEqual([gaps.isLate(2, 1, 5), gaps.isLate(15, 1, 5)], [false, false]);
      assert.equal(gaps.isLate(15.1, 1, 5), true);
    });

    it('are known after four of them in twenty seconds; until then senders may fill their packets first', () => {
      const start = 100;
      for (const [silences, seconds] of [
        [[5, 5, 5, 5], 15],
        [[5, 5, 5, 4.9], start],
        [[10, 10, 10], start],
        [[1, 1, 1, 1], start],
      ] as const) {
        [gaps, now] = [new ArrivalGaps(0), 0];
        stamped(1, 1, 1);
        // The first one may be late by anything.
        arrived(2, ...silences);
        assert.equal(gaps.overdueSeconds(now, 1, 5, start), seconds, silences.join());
        assert.equal(gaps.isLate(now + seconds, 1, 5, start), false);
        assert.equal(gaps.isLate(now + seconds + 0.1, 1, 5, start), true);
      }
    });

    it('may be as long as the newest of the past, up to a minute or ten intervals', () => {
      for (const [distances, seconds] of [
        [[1, 1, 30], 45],
        [[1, 1, 100], 60],
        [[20, 20, 20, 200], 200],
        [[30, 1, 1, 1, 1], 3],
      ] as const) {
        [gaps, now] = [new ArrivalGaps(0), 0];
        stamped(...distances);
        assert.equal(overdue(), seconds, distances.join());
      }
    });

    it('are late by an interval that three gaps show, and not by one of two samples', () => {
      stamped(100);
      assert.deepEqual([gaps.isLate(16, 1, 5), gaps.isOverdue(16, 1, 5)], [true, false]);
      stamped(100, 100);
      assert.deepEqual([gaps.isLate(16, 1, 5), gaps.isLate(301, 1, 5)], [false, true]);
    });

    it('are overdue after three usual ones, or the longest of four and half of it', () => {
      stamped(...times(4, 1));
      arrived(1, ...times(20, 5));
      assert.equal(overdue(), 15);
      arrived(14);
      assert.equal(overdue(), 21);
      arrived(5, 5, 5);
      assert.equal(overdue(), 21);
      arrived(5);
      assert.equal(overdue(), 15);
    });

    it('teach nothing while they are not above three usual ones', () => {
      stamped(...times(4, 4));
      arrived(4, ...times(20, 4), 12, 10, ...times(4, 4));
      assert.equal(overdue(), 12);
      arrived(12.5, ...times(4, 4));
      assert.equal(overdue(), 18.75);
    });

    it('teach of a silence that ends, for an hour, up to a minute or twice what was overdue', () => {
      for (const [interval, silence, seconds] of [
        [1, 20, 30],
        [1, 500, 90],
        [100, 1000, 900],
      ] as const) {
        [gaps, now] = [new ArrivalGaps(0), 0];
        stamped(...times(4, interval));
        arrived(interval, ...times(20, interval), silence);
        const ended = now;
        assert.equal(overdue(), 1.5 * silence, 'in full at first');
        arrived(...times(4, interval));
        assert.equal(overdue(), seconds);
        assert.equal(gaps.overdueSeconds(ended + 3599, 1, 5), seconds);
        assert.equal(gaps.overdueSeconds(ended + 3600, 1, 5), 3 * interval);
      }
    });

    it('teach for longer by another silence of half the length, and not by a much shorter one', () => {
      for (const [second, isProlonged] of [
        [29, false],
        [30, true],
      ] as const) {
        [gaps, now] = [new ArrivalGaps(0), 0];
        stamped(...times(4, 1));
        arrived(1, ...times(20, 1), 60, ...times(1500, 1), second, ...times(4, 1));
        assert.equal(overdue(), 90);
        arrived(...times(2500, 1));
        assert.equal(overdue(), isProlonged ? 90 : 3);
      }
    });

    it('teach in full of a first silence that is longer than expected', () => {
      arrived(100);
      assert.equal(overdue(), 150);
    });
  });
});
