import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { hostSummaries, perfHosts } from '../../../../tools/dashboard/perf/host-summaries.ts';
import { PerfSums, summaryKinds } from '../../../../tools/dashboard/perf/summary.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const [byMinute, byHour] = summaryKinds;
const now = 1_795_226_414;
const minute = Math.floor(now / 60) * 60;

describe('a summary of performance values', function () {
  it('has an average of each minute that has samples, over the last hour', function () {
    const sums = new PerfSums(byMinute, now);
    for (const [time, value] of [
      [minute - 60, 1],
      [minute - 59, 2],
      [minute - 0.5, 2],
      [minute, 5.005],
      [minute + 1, 7],
      [minute + 2, Number.NaN],
      [minute - 4000, 9],
      [now + 90, 9],
    ] as const)
      sums.add(time, value);
    assert.deepEqual(sums.summary, {
      averages: [
        {
          'start-sec': minute - 120,
          'end-sec': minute - 60,
          'interval-size-sec': 60,
          'num-samples': 1,
          avg: 1,
        },
        { 'start-sec': minute - 60, 'end-sec': minute, 'interval-size-sec': 60, 'num-samples': 3, avg: 3 },
        { 'start-sec': minute, 'end-sec': minute + 60, 'interval-size-sec': 60, 'num-samples': 1, avg: 7 },
      ],
      start: minute - 3600,
      end: now,
      'timeslice-size-sec': 60,
      'average-count': 3,
    });
  });

  it('has an average of each hour over the last day, with two digits', function () {
    const sums = new PerfSums(byHour, now);
    for (let time = now - 90_000; time <= now; time += 60) sums.add(time, time % 120 === 0 ? 1 : 2 / 3);
    const { averages, 'average-count': count, start } = sums.summary!;
    assert.equal(count, averages.length);
    assert.ok(count === 24 || count === 25, `${count}`);
    assert.equal(start % 3600, 0);
    assert.ok(averages.every(({ avg }) => /^\d+(\.\d{1,2})?$/.test(String(avg))));
  });

  it('is absent without a sample', function () {
    assert.equal(new PerfSums(byMinute, now).summary, undefined);
  });
});

describe('the summaries of a host', function () {
  const redis = new FakeRedis();
  const reader = new WriteRedisReader(redis);
  const known = new Set([
    'a/memory/memory-used',
    'a/load/load',
    'a/perf/gauge-Mem',
    'a/dma/memory',
    'b/x/y',
    'odd',
  ]);
  for (const name of known) redis.write(name, now - 5, ...(name === 'a/load/load' ? [1, 2, 3] : [4]));

  const keysFor = async (label: string): Promise<string[]> =>
    Object.keys(await hostSummaries(reader, known, { host: 'a', label }, now));

  it('are those of all its values but our own, each under its name', async function () {
    assert.deepEqual(await keysFor(''), [
      'summary:by-minute:load/load:0',
      'summary:by-hour:load/load:0',
      'summary:by-minute:load/load:1',
      'summary:by-hour:load/load:1',
      'summary:by-minute:load/load:2',
      'summary:by-hour:load/load:2',
      'summary:by-minute:memory/memory-used',
      'summary:by-hour:memory/memory-used',
      'summary:by-minute:Mem',
      'summary:by-hour:Mem',
    ]);
  });

  it('are narrowed by a part of their names, whatever its case', async function () {
    assert.deepEqual(await keysFor('BY-HOUR:MEM'), [
      'summary:by-hour:memory/memory-used',
      'summary:by-hour:Mem',
    ]);
    assert.deepEqual(await keysFor('minute:load/load:1'), ['summary:by-minute:load/load:1']);
    assert.deepEqual(await keysFor('nothing'), []);
  });

  it('are none of a host that has given nothing, and hosts are listed once', async function () {
    assert.deepEqual(await hostSummaries(reader, known, { host: 'c', label: '' }, now), {});
    assert.deepEqual(perfHosts(known), ['a', 'b']);
  });
});
