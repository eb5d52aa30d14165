import assert from 'node:assert/strict';
import { AbsenceFinder } from '../../../../plugins/coverage/absence.ts';
import { SeriesNames } from '../../../../plugins/samples/series-names.ts';
import { replacedSeries } from '../../../../plugins/series/replaced-series.ts';
import type { TargetSeries } from '../../../../plugins/series/target-series.ts';
import { memorySeries } from '../../../support/memory-series.ts';
import { memoryTarget } from '../../../support/memory-target.ts';

const percentages = ['memory/percent-used', 'memory/percent-free'];
/** Epoch seconds of the newest sample, which came at 100 of the monotonic clock. */
const newest = 1.8e9;

/** A series with a sample every `interval` seconds. */
function seriesOf(name: string, { interval = 1, end = newest, arrived = 100 } = {}): TargetSeries {
  const series = memorySeries(name);
  series.append(
    [4, 3, 2, 1, 0].map((ago) => ({ time: end - ago * interval, value: 1 })),
    arrived,
  );
  return series;
}

/** The kinds of reasons by the name of the series that is replaced. */
async function replaced(
  series: readonly TargetSeries[],
  {
    names = percentages,
    target = 'memory',
    silent = 60,
    ahead = 60,
  }: { names?: readonly string[]; target?: string; silent?: number; ahead?: number | undefined } = {},
): Promise<Record<string, string>> {
  const config = memoryTarget();
  const hosts = new Set(series.map(({ identifier }) => identifier.host));
  const all = [
    ...series.map(({ name }) => name),
    ...[...hosts].flatMap((host) => names.map((name) => `${host}/${name}`)),
  ];
  const found = await replacedSeries({
    reader: { newestEntry: async () => ({ time: newest + ahead, values: [1] }) },
    finder: new AbsenceFinder(config, []),
    names: new SeriesNames(all),
    target,
    series,
    now: 100 + silent,
  });
  return Object.fromEntries([...found].map(([{ name }, { kind }]) => [name, kind]));
}

const used = 'web1/memory/memory-used';

describe('a series whose plugin gives others in its place', () => {
  it('is replaced when the plugin gives percentages, and tells so', async () => {
    assert.deepEqual(await replaced([seriesOf(used)]), { [used]: 'only-percentages' });
  });

  it('is the business of its own target', async () => {
    assert.deepEqual(await replaced([seriesOf(used)], { target: 'another' }), {});
  });

  it('is not replaced while nothing else of its plugin is there, or only other states of it', async () => {
    assert.deepEqual(await replaced([seriesOf(used)], { names: [] }), {});
    assert.deepEqual(await replaced([seriesOf(used)], { names: ['memory/memory-free'] }), {});
    assert.deepEqual(await replaced([seriesOf(used)], { names: ['cpu-0/cpu-idle'] }), {});
    assert.deepEqual(await replaced([seriesOf(used)], { names: ['memory/gauge-x'] }), {});
  });

  it('is not replaced before it has been silent for five seconds, or two of its intervals', async () => {
    assert.deepEqual(await replaced([seriesOf(used)], { silent: 4.9 }), {});
    assert.deepEqual(await replaced([seriesOf(used)], { silent: 5 }), { [used]: 'only-percentages' });
    const slow = seriesOf(used, { interval: 10 });
    assert.deepEqual(await replaced([slow], { silent: 19.9 }), {});
    assert.deepEqual(await replaced([slow], { silent: 20 }), { [used]: 'only-percentages' });
  });

  it('is not replaced by others that are no newer than it is', async () => {
    assert.deepEqual(await replaced([seriesOf(used)], { ahead: 4.9 }), {});
    assert.deepEqual(await replaced([seriesOf(used)], { ahead: 5 }), { [used]: 'only-percentages' });
  });

  it('is replaced where it is new and has no interval yet', async () => {
    const one = memorySeries(used);
    one.append([{ time: newest, value: 1 }], 100);
    assert.deepEqual(await replaced([one]), { [used]: 'only-percentages' });
  });

  it('is replaced with all of its host, or not at all', async () => {
    const other = 'web1/memory-b/memory-used';
    const both = async (options: object): Promise<number> =>
      Object.keys(await replaced([seriesOf(used), seriesOf(other, options)])).length;
    assert.equal(await both({}), 2);
    assert.equal(await both({ arrived: 158 }), 0);
    assert.equal(await both({ end: newest + 58 }), 0);
    assert.equal(await both({ interval: 40 }), 0);
  });

  it('is told apart from series of the same name of other hosts', async () => {
    const other = seriesOf('web2/memory/memory-used', { arrived: 158 });
    const third = seriesOf('web3/memory/memory-used');
    assert.deepEqual(await replaced([seriesOf(used), other, third]), {
      [used]: 'only-percentages',
      [third.name]: 'only-percentages',
    });
  });

  it('goes on where the others have gone from the store meanwhile', async () => {
    const series = seriesOf(used);
    const found = await replacedSeries({
      reader: { newestEntry: () => Promise.resolve(undefined) },
      finder: new AbsenceFinder(memoryTarget(), []),
      names: new SeriesNames([used, 'web1/memory/percent-used']),
      target: 'memory',
      series: [series],
      now: 160,
    });
    assert.equal(found.size, 0);
  });
});
