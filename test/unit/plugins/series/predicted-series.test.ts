import assert from 'node:assert/strict';
import type { Sample } from '../../../../analysis/window.ts';
import { ArrivalSplit } from '../../../../plugins/samples/arrival-split.ts';
import { BehindWriter } from '../../../../plugins/samples/behind-writer.ts';
import type { Certainty } from '../../../../plugins/samples/writer.ts';
import { WriterSplit } from '../../../../plugins/samples/writer-split.ts';
import type { PredictedSeries } from '../../../../plugins/series/predicted-series.ts';
import type { TargetSeries } from '../../../../plugins/series/target-series.ts';
import { everySecond, memorySeries, predictedMemory } from '../../../support/memory-series.ts';

const start = 1.8e9;
const cause = { cause: 'two collectd share one name', cure: 'give each its own Hostname' };
const phase = 0.4;

/** The past of a writer: thirty seconds up to `start` at one level. */
function writerAt(level: number, offset = 0): TargetSeries {
  const series = memorySeries();
  series.append(everySecond(start - 30 + offset, Array.from<number>({ length: 31 }).fill(level)));
  return series;
}

/** Two writers of a sample a second: one at 300 on the second, another 0.4 s later at `level`. */
function split(
  entry: PredictedSeries,
  {
    certainty = 'sure',
    level = 700,
    interval = 1,
  }: { certainty?: Certainty; level?: number; interval?: number } = {},
): readonly TargetSeries[] {
  const series = [writerAt(300), writerAt(level, phase)];
  const newest = [
    { time: start, value: 300 },
    { time: start + phase, value: level },
  ];
  const found = newest.map(({ time }) => ({ newest: time, intervalSeconds: interval, places: [] }));
  entry.splitInto({
    writers: series.map((one, index) => ({
      series: one,
      roomSeconds: phase,
      intervalSeconds: interval,
      arrived: 0,
      previousTime: newest[index]!.time - interval,
      newestTime: newest[index]!.time,
    })),
    split: new WriterSplit({ writers: found, apartBy: 'time', evidence: 'times' }, newest, []),
    cause,
    certainty,
  });
  return series;
}

const first = (second: number, value = 300): Sample => ({ time: start + second, value });
const other = (second: number, value = 700): Sample => ({ time: start + second + phase, value });

/** The usual seconds between arrivals of a series that is asked every half minute, when it has something. */
function usualSecondsOf(quietUntil: number): number | undefined {
  const entry = predictedMemory();
  for (let turn = 0; turn < 12; turn++) {
    entry.ask(30 * turn, turn === 0 ? 0 : 30 * turn - 30 + quietUntil);
    entry.append([first(turn)], 30 * turn, 1);
  }
  return entry.series.gaps.usualSeconds;
}

describe('a series that is predicted', () => {
  it('is one series with one writer, as long as no others are seen', () => {
    const single = memorySeries();
    const entry = predictedMemory(single);
    assert.equal(entry.append(everySecond(start, [1, 2, 3]), 1, 1), 3);
    assert.equal(entry.series, single);
    assert.deepEqual(
      [entry.writers, entry.mixedCause, entry.isDoubtful, entry.isMixed, entry.isLoaded],
      [[], undefined, false, false, false],
    );
    assert.deepEqual(entry.values(1), single.values(1));
  });

  it('has been asked when new samples were compared with our clock', () => {
    const entry = predictedMemory();
    assert.equal(entry.isAsked, false);
    entry.lookAtClock([first(0)], { now: start - 50, monotonic: 0 });
    assert.equal(entry.isAsked, true);
    assert.equal(entry.series.clock.offsetSeconds, 50);
  });

  it('does not count the time as silence in which it was not asked because nothing was due', () => {
    assert.equal(usualSecondsOf(0), 1, 'the looks say nothing about the time between');
    assert.equal(usualSecondsOf(29), 30, 'nothing was there until a second before');
  });
});

describe('a series with several writers', () => {
  let entry: PredictedSeries;
  beforeEach(() => {
    entry = predictedMemory();
  });

  it('gives each its own samples, and leaves out those of nobody and those that it had', () => {
    const [one, two] = split(entry);
    assert.equal(entry.append([first(1), other(1), other(2), first(2), first(2)], 1, 1), 4);
    assert.equal(entry.append([{ time: start + 3.7, value: 1 }], 2, 1), 0);
    assert.deepEqual([one!.newestTime, two!.newestTime], [start + 2, start + 2 + phase]);
    assert.deepEqual([one!.state!.prediction.value, two!.state!.prediction.value], [300, 700]);
    assert.deepEqual(
      entry.writers.map(({ arrived, previousTime, newestTime }) => [arrived, previousTime, newestTime]),
      [
        [2, start + 1, start + 2],
        [2, start + 1 + phase, start + 2 + phase],
      ],
    );
  });

  it('is that of the writer in the larger danger', () => {
    const [one, two] = split(entry);
    assert.equal(entry.series, two, 'nearer to its limit');
    entry.append([first(1, 950), other(1), first(2, 950), other(2)], 1, 1);
    assert.equal(entry.series, one, 'beyond its limit');
  });

  it('is that of a writer without danger where the other has had no sample', () => {
    entry.splitInto({
      writers: [memorySeries(), writerAt(1)].map((series) => ({
        series,
        roomSeconds: 0.4,
        intervalSeconds: 1,
        arrived: 0,
        previousTime: 0,
        newestTime: start,
      })),
      split: new WriterSplit({ writers: [], apartBy: 'time', evidence: 'times' }, [], []),
      cause,
      certainty: 'sure',
    });
    assert.equal(entry.series, entry.writers[1]!.series);
  });

  it('tells the cause, and that they may be one unless it is sure', () => {
    for (const [certainty, isDoubtful] of [
      ['sure', false],
      ['likely', true],
      ['possible', true],
    ] as const) {
      split(entry, { certainty });
      assert.equal(entry.isDoubtful, isDoubtful);
      assert.deepEqual(entry.mixedCause, cause);
    }
  });

  it('is mixed when two samples of each have arrived, unless it is only possible', () => {
    for (const [certainty, isMixed] of [
      ['sure', true],
      ['likely', true],
      ['possible', false],
    ] as const) {
      entry = predictedMemory();
      split(entry, { certainty });
      entry.append([first(1), other(1), first(2)], 1, 1);
      assert.equal(entry.isMixed, false);
      entry.append([other(2)], 2, 1);
      assert.equal(entry.isMixed, isMixed, certainty);
    }
  });

  it('stays mixed when its writers are found anew, which have begun to write at other times', () => {
    split(entry);
    entry.append([first(1), other(1), first(2), other(2)], 2, 1);
    split(entry);
    assert.equal(entry.isMixed, true);
  });

  it('compares the clock of each writer with ours', () => {
    const [one, two] = split(entry);
    entry.append([first(1), other(1)], 1, 1);
    assert.deepEqual([one!.clock.offsetSeconds, two!.clock.offsetSeconds], [0, 0], 'it is not known when');
    entry.lookAtClock([], { now: start - 40, monotonic: 1 });
    entry.append([first(2)], 2, 1);
    assert.deepEqual([one!.clock.offsetSeconds, two!.clock.offsetSeconds], [42, 0]);
  });

  it('gives collectd the newest time of all, and none twice', () => {
    split(entry);
    entry.append([first(1), other(1)], 1, 1);
    const times = (): number[] => [...new Set(entry.values(1).map(({ time }) => time))];
    assert.deepEqual(times(), [start + 1 + phase]);
    assert.deepEqual(times(), []);
    entry.append([first(2)], 2, 1);
    assert.deepEqual(times(), [start + 2]);
    assert.deepEqual(entry.values(1), []);
  });

  it('dates values by our clock where the writer’s is ahead', () => {
    split(entry);
    entry.lookAtClock([], { now: start - 40, monotonic: 1 });
    entry.append([first(1), other(1)], 1, 1);
    const { time } = entry.values(1)[0]!;
    assert.ok(Math.abs(time - (start - 40)) < 1, `${time - start}`);
  });

  /** Seconds without a sample after which the other writer has ended, of which `arrived` samples have come. */
  function endOf(arrived: number, interval = 1): number {
    split(entry, { interval });
    for (let count = 1; count <= arrived; count++)
      entry.append([first(count * interval), other(count * interval)], count, 1);
    let now = arrived;
    let count = arrived;
    while (entry.writers.length > 1 && now < 700) entry.append([first(++count * interval)], ++now, 1);
    assert.equal(entry.series.state?.prediction.value, 300);
    assert.equal(entry.mixedCause, undefined);
    return now - arrived;
  }

  it('is of one writer again when the other has been silent for two minutes, or was hardly there for half a minute', () => {
    assert.equal(endOf(5), 121);
    assert.equal(endOf(2), 121);
    assert.equal(endOf(1), 31);
    assert.equal(endOf(0), 31);
  });

  it('waits ten intervals for a slow writer', () => {
    assert.equal(endOf(5, 60), 601);
    assert.equal(endOf(1, 60), 601);
  });

  it('follows the writer that goes on while the other one is silent', () => {
    const [one, two] = split(entry);
    assert.equal(entry.series, two);
    for (let second = 1; second <= 60; second++) {
      entry.append(second <= 20 ? [first(second), other(second)] : [first(second)], second, 1);
    }
    assert.equal(entry.writers.length, 2);
    assert.equal(entry.series, one);
    for (let second = 61; second <= 90; second++) entry.append([], second, 1);
    assert.equal(entry.series, two, 'all are silent');
  });

  it('is of the writer behind as soon as it comes where the one ahead has ended', async () => {
    const ahead = 90;
    const [one, two] = split(entry);
    Object.defineProperty(entry.source, 'newestTime', { value: start + ahead });
    const arrivals = new ArrivalSplit([
      new BehindWriter('', { newest: start, at: 0, intervalSeconds: 1 }, [start, start + ahead]),
    ]);
    const writers = [two!, one!].map((series, place) => {
      const newestTime = place === 0 ? start + ahead : start;
      return { series, roomSeconds: 1, intervalSeconds: 1, arrived: 5, previousTime: 0, newestTime };
    });
    entry.splitInto({ writers, split: arrivals, cause, certainty: 'sure' });
    for (let second = 1; second < ahead; second++) {
      const answer = { entries: [{ time: start + second, values: [300] }], malformed: [] };
      const samples = await arrivals.read(
        () => Promise.resolve([answer]),
        () => [first(second)],
        second,
        start + ahead,
      );
      entry.append(samples, second, 1);
      if (second === 80) assert.equal(entry.writers.length, 2);
    }
    assert.equal(entry.writers.length, 0);
    assert.equal(entry.series, one);
  });

  it('stays split while all are silent', () => {
    split(entry);
    for (let second = 1; second <= 300; second++) entry.append([], second, 1);
    assert.equal(entry.writers.length, 2);
  });

  it('goes on as one, that of the larger danger, when the writers are joined', () => {
    const [, two] = split(entry);
    entry.join();
    assert.equal(entry.series, two);
    assert.deepEqual([entry.writers, entry.isDoubtful, entry.mixedCause], [[], false, undefined]);
    assert.equal(entry.append([first(1), other(1)], 1, 1), 2);
  });
});
