import assert from 'node:assert/strict';
import { NumberRows } from '../../../../analysis/maths/number-rows.ts';
import { isRecent, SeriesArrivals } from '../../../../plugins/prediction/series-arrivals.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { readName } from '../../../../plugins/samples/series-names.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { recordedLog, type RecordedLog } from '../../../support/recorded-log.ts';

const series = readName('web1/memory/memory-used');
const start = 1.8e9;
const hour = 3600;

describe('the arrivals of a series', () => {
  let now: number;
  let redis: FakeRedis;
  let recorded: RecordedLog;
  let reader: WriteRedisReader;
  let numbers: NumberRows;
  let arrivals: SeriesArrivals;
  beforeEach(() => {
    now = start;
    redis = new FakeRedis();
    reader = new WriteRedisReader(redis);
    recorded = recordedLog(() => now);
    numbers = new NumberRows(4);
    const parts = { reader, log: recorded.log, now: () => now, monotonic: () => now - start };
    arrivals = new SeriesArrivals(parts, numbers);
  });

  const write = (time: number): void => redis.write(series.name, time, 1);

  /** True when it is alive, and the age of its newest entry that counts. */
  async function look(isStarted = false): Promise<readonly [isAlive: boolean, age: number] | undefined> {
    const arrival = await arrivals.look(series, isStarted);
    return arrival && [arrival.isAlive, now - arrival.newest];
  }

  it('are not known where there are no entries', async () => {
    assert.equal(await look(), undefined);
    assert.equal(await look(true), undefined);
  });

  it('show that it is alive for an hour after the newest', async () => {
    write(start);
    now += hour;
    assert.deepEqual(await look(), [true, hour]);
    now += 1;
    assert.deepEqual(await look(), [false, hour + 1]);
    assert.deepEqual(await look(true), [true, hour + 1], 'where it is read already');
  });

  it('show that a slow one is alive for ten of its intervals, whatever hole there was', async () => {
    for (const hours of [-50, -4, -2, 0]) write(start + hours * hour);
    now += 20 * hour;
    assert.deepEqual(await look(), [true, 20 * hour]);
    now += 1;
    assert.deepEqual(await look(), [false, 20 * hour + 1]);
    assert.equal(await arrivals.silenceToForget(series), 20 * hour);
  });

  it('do not show that it is slow by one hole, nor for longer than ten days', async () => {
    for (const seconds of [-7210, -7200, 0]) write(start + seconds);
    now += hour + 1;
    assert.deepEqual(await look(), [false, hour + 1]);
    redis.flush();
    for (const days of [-4, -2, 0]) write(start + days * 24 * hour);
    now = start + 241 * hour;
    assert.deepEqual(await look(), [false, 241 * hour]);
  });

  it('show anew how slow it is when newer ones have come', async () => {
    for (const hours of [-4, -2, 0]) write(start + hours * hour);
    now += 2 * hour;
    assert.deepEqual(await look(), [true, 2 * hour]);
    for (const seconds of [0, 1, 2]) write(now + seconds);
    now += 2;
    await look();
    now += hour + 1;
    assert.deepEqual(await look(), [false, hour + 1]);
  });

  it('leave no room behind where its name is gone', async () => {
    write(start);
    await look();
    arrivals.forget(new Set([series.name]));
    assert.equal(numbers.add(), 0);
  });

  it('say nothing of another series that has its place, when it is forgotten while it is read', async () => {
    const other = readName('web2/memory/memory-used');
    for (const hours of [-4, -2, 0]) write(start + hours * hour);
    for (const seconds of [-2, -1, 0]) redis.write(other.name, start + seconds, 1);
    now += 2 * hour;
    // The third question finds out how slow it is.
    const newestEntry = reader.newestEntry.bind(reader);
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    reader.newestEntry = async (name, until) => {
      if (name === series.name && until !== undefined) await held;
      return newestEntry(name, until);
    };
    const looking = arrivals.look(series, false);
    await new Promise(setImmediate);
    arrivals.forget(new Set([series.name]));
    assert.equal((await arrivals.look(other, true))!.isAlive, true);
    release?.();
    await looking;
    assert.equal((await arrivals.look(other, false))!.isAlive, false);
  });

  it('that have impossible times alone are refused', async () => {
    write(start * 1000);
    await assert.rejects(look(), { name: 'SeriesError', message: /milliseconds/ });
    write(start);
    assert.deepEqual(await look(), [true, 0]);
  });

  it('show that it is alive when they go on, however far behind its clock is', async () => {
    write(start - 7200);
    assert.deepEqual(await look(), [false, 7200]);
    now += 10;
    write(start - 7190);
    assert.deepEqual(await look(), [true, 7200]);
    now += hour - 10;
    assert.equal((await look())?.[0], true);
    now += 1;
    assert.equal((await look())?.[0], false);
  });

  it('keep one clock for a series while its name is there', async () => {
    write(start);
    const first = await arrivals.look(series, false);
    const second = await arrivals.look(series, false);
    assert.equal(first!.clock, second!.clock);
    arrivals.forget(new Set([series.name]));
    assert.notEqual((await arrivals.look(series, false))!.clock, first!.clock);
  });

  it('show a clock that is behind where it is not read by rounds', async () => {
    write(start - 500);
    await look();
    now += 1;
    write(start - 499);
    const { clock } = (await arrivals.look(series, false))!;
    assert.equal(clock.offsetSeconds, -499);
  });

  it('leave the clock to the rounds where they read it', async () => {
    write(start - 500);
    await look(true);
    now += 1;
    write(start - 499);
    const { clock } = (await arrivals.look(series, true))!;
    assert.equal(clock.offsetSeconds, 0);
  });

  it('are not of a stray entry from far ahead, which is told when none follows, and when it is over', async () => {
    write(start);
    write(start + 5000);
    assert.deepEqual(await look(), [true, 0]);
    now += 20;
    write(now);
    assert.deepEqual(await look(), [true, 0]);
    assert.deepEqual(recorded.said(), [
      `warning: ${series.name}: entries from the future are left out, as no newer ones follow them (by 4980 s)`,
    ]);
    now += 5;
    redis.flush();
    write(now);
    await look();
    assert.deepEqual(recorded.said(), [`${series.name}: entries from the future recovered after 5 s`]);
  });

  it('are of a clock that is ahead where entries from far ahead go on', async () => {
    write(start + 5000);
    assert.equal((await look())?.[0], false, 'it may be a stray one');
    now += 1;
    write(start + 5001);
    assert.deepEqual(await look(), [true, -5000]);
    assert.deepEqual(recorded.said(), []);
  });

  it('are waited for where entries lead without a hole from now to far ahead', async () => {
    for (let ahead = 0; ahead <= 1000; ahead += 100) write(start + ahead);
    assert.deepEqual(await look(), [false, -300]);
    now += 10;
    write(start + 1010);
    assert.deepEqual(await look(), [true, -1000]);
  });

  it('count with the newest entry of all for a series that is read, where nothing else is there', async () => {
    write(start + 5000);
    assert.deepEqual(await look(true), [true, -5000]);
  });
});

describe('an entry', () => {
  it('is recent for an hour', () => {
    const entry = { time: start, values: [1] };
    assert.deepEqual(
      [isRecent(entry, start + hour), isRecent(entry, start + hour + 1), isRecent(undefined, start)],
      [true, false, false],
    );
  });
});
