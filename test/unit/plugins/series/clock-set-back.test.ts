import assert from 'node:assert/strict';
import type { Entry } from '../../../../plugins/samples/entry.ts';
import { ClockSetBack } from '../../../../plugins/series/clock-set-back.ts';
import type { PredictedSeries } from '../../../../plugins/series/predicted-series.ts';
import { everySecond, memorySeries, predictedMemory } from '../../../support/memory-series.ts';
import { recordedLog, type RecordedLog } from '../../../support/recorded-log.ts';

const name = 'web1/memory/memory-used';
const written = 1.8e9;

/** A series with a sample a second, the newest of which came just now and was `written` then. */
function series(newest = written): PredictedSeries {
  const one = memorySeries(name);
  one.append(everySecond(newest - 59, Array.from<number>({ length: 60 }).fill(5)));
  one.append([], 0);
  const entry = predictedMemory(one);
  Object.defineProperty(entry.source, 'newestTime', { value: newest });
  return entry;
}

const memoryOf = memorySeries(name);

describe('a clock that was set back', () => {
  let now: number;
  let monotonic: number;
  let stored: Entry | undefined;
  let asked: number;
  let recorded: RecordedLog;
  let clock: ClockSetBack;
  beforeEach(() => {
    now = written;
    monotonic = 0;
    stored = undefined;
    asked = 0;
    recorded = recordedLog(() => monotonic);
    clock = new ClockSetBack({
      reader: {
        newestEntry: async (which) => {
          assert.equal(which, name);
          asked++;
          return stored;
        },
      },
      log: recorded.log,
      roundSeconds: 1,
      now: () => now,
      monotonic: () => monotonic,
    });
  });

  /** Time goes on, and the clock jumps by another amount. */
  function pass(seconds: number, jump = 0): void {
    monotonic += seconds;
    now += seconds + jump;
  }

  it('may be looked for among more series than a call has arguments', () => {
    assert.equal(clock.secondsBehind(Array.from({ length: 500_000 }, () => memoryOf)), 0);
  });

  it('concerns a series that is silent and whose newest sample is from the future, and tells what to do', async () => {
    const entry = series();
    pass(20, -100.5);
    assert.equal(await clock.concerns(entry), true);
    assert.equal(await clock.concerns(entry), true);
    assert.deepEqual(recorded.said(), [
      `warning: ${name}: the clock was set back; prediction starts over. Restart collectd: it collects nothing until the clock has caught up (set back by 81 s or more)`,
    ]);
  });

  it('does not concern a series that still gets samples, and costs nothing then', async () => {
    pass(2, -100);
    assert.equal(await clock.concerns(series()), false);
    assert.equal(asked, 0);
  });

  it('concerns a series whose newest sample hides others that come, each time that there are more of them', async () => {
    const entry = series(written + 100);
    let hidden = 0;
    Object.defineProperty(entry.source, 'hidden', { get: () => hidden });
    pass(1);
    assert.equal(clock.mayConcern(entry), false);
    hidden = 2;
    assert.equal(clock.mayConcern(entry), true);
    assert.equal(await clock.concerns(entry), true);
    assert.equal(await clock.concerns(entry), false);
    hidden = 3;
    assert.equal(await clock.concerns(entry), true);
    now += 99.5;
    hidden = 4;
    assert.equal(await clock.concerns(entry), false, 'it is not from the future any more');
  });

  it('says that one sample may be a stray one, where that hides others', async () => {
    const entry = series(written + 100);
    entry.series.clock.look(written + 100, { now, monotonic });
    Object.defineProperty(entry.source, 'hidden', { value: 1 });
    pass(1);
    assert.equal(await clock.concerns(entry), true);
    assert.match(recorded.said().join(), /older ones come: it was set back, or that sample is a stray one/);
  });

  it('does not concern a host whose clock is ahead for certain when samples of it come late', async () => {
    const entry = series(written + 20);
    Object.defineProperty(entry.source, 'hidden', { value: 1 });
    for (const ahead of [18, 19, 20])
      entry.series.clock.look(written + ahead, { now: now + ahead - 20, monotonic });
    pass(1);
    assert.equal(await clock.concerns(entry), false);
  });

  it('does not concern a series whose newest sample is not from the future', async () => {
    const entry = series();
    pass(20, -20.9);
    assert.equal(await clock.concerns(entry), false);
    pass(0, -0.1);
    assert.equal(await clock.concerns(entry), true);
  });

  it('is not looked for in a silence of more than a minute, but noticed there', async () => {
    const entry = series();
    pass(60);
    assert.equal(await clock.concerns(entry), false);
    assert.equal(asked, 1);
    pass(1);
    assert.equal(await clock.concerns(entry), false);
    assert.equal(asked, 1);
    pass(0, -100);
    assert.equal(await clock.concerns(entry), true);
  });

  it('does not concern a series of whose host the clock was set far ahead: its samples go on', async () => {
    const entry = series();
    pass(20);
    for (const ahead of [5000, 5000]) {
      stored = { time: now + ahead, values: [1] };
      assert.equal(await clock.concerns(entry), false);
      pass(1);
    }
    assert.equal(entry.series.clock.offsetSeconds, 5000);
    assert.deepEqual(recorded.said(), []);
  });

  it('is not mistaken for a host that is silent, where the clock of the host was ahead', async () => {
    const entry = series(written + 50);
    entry.lookAtClock([{ time: written + 50, value: 5 }], { now, monotonic });
    pass(20);
    assert.equal(await clock.concerns(entry), true);
    assert.deepEqual(recorded.said(), [
      `warning: ${name}: the clock is ahead, and no samples come: it was set back, or the host is silent; prediction starts over (set back by 30 s or more)`,
    ]);
  });

  it('is behind until it has caught up, by the series that has furthest to go', async () => {
    const [one, other] = [series(), series()];
    const all = [one.series, other.series];
    assert.equal(clock.secondsBehind(all), 0);
    pass(20, -120);
    await clock.concerns(one);
    assert.equal(clock.secondsBehind(all), 100);
    assert.equal(clock.secondsBehind([other.series]), 0);
    pass(40);
    assert.equal(clock.secondsBehind(all), 60);
    pass(100);
    assert.equal(clock.secondsBehind(all), 0);
    assert.equal(clock.secondsBehind([]), 0);
  });

  it('is over when the series has a sample that is used, and that is told', async () => {
    const entry = series();
    pass(20, -120);
    await clock.concerns(entry);
    recorded.said();
    pass(5);
    clock.isOver(entry.series);
    assert.deepEqual(recorded.said(), [`${name}: the clock recovered after 5 s`]);
    assert.equal(clock.secondsBehind([entry.series]), 0);
  });
});
