import assert from 'node:assert/strict';
import type { Notification } from '../../../../plugins/collectd/notification.ts';
import { parseConfig, type Config } from '../../../../plugins/config/config.ts';
import { CoverageWatch } from '../../../../plugins/prediction/coverage-watch.ts';
import type { Outcome } from '../../../../plugins/prediction/target-matches.ts';
import { SeriesError, SeriesIsolation } from '../../../../plugins/samples/sample-reader.ts';
import { SeriesNames } from '../../../../plugins/samples/series-names.ts';
import { selfNotification } from '../../../../plugins/self/self-notification.ts';
import type { SeriesSilence } from '../../../../plugins/series/series-silence.ts';
import type { TargetSeries } from '../../../../plugins/series/target-series.ts';
import { everySecond, memorySeries } from '../../../support/memory-series.ts';
import { recordedLog, type RecordedLog } from '../../../support/recorded-log.ts';

const start = 1.8e9;
const used = 'web1/memory/memory-used';
const used2 = 'web2/memory/memory-used';
const config = parseConfig('targets: {memory: {series: "*/memory/memory-used", limit: 900}}', 'test');
const nobody: SeriesSilence = { stale: [], ended: [], unheard: [] };

/** A series that is predicted. */
function predicted(name = used): TargetSeries {
  const series = memorySeries(name);
  series.append(everySecond(start - 29, Array.from<number>({ length: 30 }).fill(5)), 0);
  return series;
}

/** A notification of another alarm. */
function staleOf(severity: Notification['severity']): Notification {
  return selfNotification('self1', 'stale', severity, start, 'x');
}

describe('the watch for what is not predicted', () => {
  let second: number;
  let said: string[];
  let recorded: RecordedLog;
  let names: SeriesNames;
  let outcomes: Map<string, Outcome>;
  let dead: Set<string>;
  let asked: string[];
  let isLoading: boolean;
  let catalogued: readonly TargetSeries[];
  let elsewhere: Set<string>;
  let watch: CoverageWatch;
  beforeEach(() => {
    second = 0;
    said = [];
    recorded = recordedLog(() => second);
    names = new SeriesNames();
    outcomes = new Map();
    dead = new Set();
    asked = [];
    isLoading = false;
    elsewhere = new Set();
    watch = watchOf();
  });

  function watchOf(one: Config = config): CoverageWatch {
    return new CoverageWatch({
      config: one,
      host: 'self1',
      notify: ({ severity, typeInstance, message }) => said.push(`${severity} ${typeInstance} ${message}`),
      log: recorded.log,
      reader: {
        newestEntry: async (name) => {
          if (name.endsWith('percent-broken')) throw new SeriesError('it is a hash');
          return { time: start + second, values: [1] };
        },
      },
      isolation: new SeriesIsolation(recorded.log),
      catalog: {
        get looks() {
          return Object.entries(one.targets).map(([target, its]) => ({
            target,
            config: its,
            outcomes: new Map([...outcomes].filter(([name]) => name.endsWith(its.series.slice(1)))),
          }));
        },
        get names() {
          return names;
        },
        seriesOf: (target, name) =>
          catalogued.find((series) => series.target === target && series.name === name),
        isElsewhere: async (target) => elsewhere.has(target),
        isAlive: async (name) => {
          asked.push(name);
          return !dead.has(name);
        },
        get isLoading() {
          return isLoading;
        },
      },
      now: () => start + second,
      monotonic: () => second,
    });
  }

  /** Refreshes and tells, as a round does; returns what was notified. */
  async function look(
    at: number,
    series: readonly TargetSeries[],
    { silence = nobody, isNew = true }: { silence?: SeriesSilence; isNew?: boolean } = {},
  ): Promise<string[]> {
    second = at;
    if (isNew) await watch.refresh(series);
    catalogued = series;
    watch.judge(series, silence);
    watch.tell(series, second);
    return said.splice(0);
  }

  function found(...all: readonly (readonly [name: string, outcome: Outcome])[]): void {
    outcomes = new Map(all);
    names = new SeriesNames([...outcomes.keys()]);
  }

  it('knows of nothing before its first look, and tells nothing', () => {
    assert.deepEqual(watch.counts, { predicted: 0, unpredicted: 0 });
    assert.deepEqual(watch.others, {
      isRequired: true,
      isElsewhere: false,
      isLoading: false,
      areUnpredicted: false,
    });
    assert.equal(watch.isReplaced(predicted()), false);
    watch.judge([predicted()], nobody);
    watch.tell([predicted()], 100);
    assert.deepEqual([watch.counts.predicted, said], [0, []]);
  });

  it('counts what is predicted, and tells that it is everything', async () => {
    found([used, 'catalogued'], [used2, 'catalogued']);
    const both = [predicted(), predicted(used2)];
    assert.deepEqual(await look(0, both), []);
    assert.deepEqual(watch.counts, { predicted: 2, unpredicted: 0 });
    assert.deepEqual(await look(29, both), []);
    assert.deepEqual(await look(30, both, { isNew: false }), [], 'once after each refresh');
    assert.deepEqual(await look(40, both), ['OKAY unpredicted everything that should be is predicted']);
  });

  it('tells the reason that the catalogue has', async () => {
    found([used, 'catalogued'], [used2, { kind: 'sum', cause: 'a part is missing', cure: 'add it' }]);
    const series = [predicted()];
    await look(0, series);
    assert.deepEqual(watch.counts, { predicted: 1, unpredicted: 1 });
    assert.deepEqual(watch.others.areUnpredicted, true);
    assert.deepEqual(await look(60, series), [
      `WARNING unpredicted 1 of 2 not predicted: ${used2}. A part is missing; add it`,
    ]);
  });

  it('counts no series whose past is being read, nor one that is gone', async () => {
    found([used, 'catalogued'], [used2, 'catalogued'], ['web3/memory/memory-used', 'gone']);
    await look(0, [predicted()]);
    assert.deepEqual(watch.counts, { predicted: 1, unpredicted: 0 });
    isLoading = true;
    assert.equal(watch.others.isLoading, true);
  });

  it('counts a series that has outlived its name in the store', async () => {
    found([used, 'catalogued']);
    const both = [predicted(), predicted(used2)];
    await look(0, both);
    assert.deepEqual(watch.counts, { predicted: 2, unpredicted: 0 });
    watch.fault(both[1]!, 'it is a hash');
    await look(10, both);
    assert.deepEqual(watch.counts, { predicted: 1, unpredicted: 1 });
  });

  it('tells the fault of a series until it has been read again', async () => {
    found([used, 'catalogued'], [used2, 'catalogued']);
    const [one, other] = [predicted(), predicted(used2)];
    watch.fault(one, 'it is a hash');
    await look(0, [one, other]);
    assert.deepEqual(watch.counts, { predicted: 1, unpredicted: 1 });
    assert.match(
      (await look(60, [one, other])).join('\n'),
      /web1\/memory\/memory-used\. It is a hash; correct/,
    );
    watch.recovered(one);
    await look(70, [one, other]);
    assert.deepEqual(watch.counts, { predicted: 2, unpredicted: 0 });
  });

  it('counts no silent series', async () => {
    found([used, 'catalogued'], [used2, 'catalogued']);
    const [one, other] = [predicted(), predicted(used2)];
    await look(0, [one, other], { silence: { ...nobody, stale: [other] } });
    assert.deepEqual(watch.counts, { predicted: 1, unpredicted: 0 });
  });

  it('tells the hosts that have no series, and why', async () => {
    found([used, 'catalogued']);
    names = new SeriesNames([used, 'web2/memory/percent-used', 'web3/load/load']);
    dead.add('web3/load/load');
    await look(0, [predicted()]);
    assert.deepEqual(watch.counts, { predicted: 1, unpredicted: 1 });
    assert.match(
      (await look(60, [predicted()])).join('\n'),
      /^WARNING unpredicted 1 of 2 not predicted: memory of web2\. There is memory\/percent-used/,
    );
  });

  it('asks every two minutes for hosts that seemed to be gone', async () => {
    names = new SeriesNames(['web3/load/load']);
    dead.add('web3/load/load');
    for (let at = 0; at < 120; at += 10) await look(at, []);
    assert.deepEqual([asked.length, watch.others.areUnpredicted], [1, false]);
    await look(120, []);
    assert.equal(asked.length, 2);
    dead.clear();
    await look(240, []);
    await look(250, []);
    assert.equal(asked.length, 4);
  });

  it('does not tell a host that another target predicts by the same plugin', async () => {
    watch = watchOf(
      parseConfig(
        'targets: {memory: {series: "*/memory/memory-used", limit: 900}, share: {series: "*/memory/percent-used", limit: 90}}',
        'test',
      ),
    );
    names = new SeriesNames(['web2/memory/percent-used', 'web2/memory/memory-free']);
    outcomes = new Map([['web2/memory/percent-used', 'catalogued']]);
    const share = Object.defineProperty(predicted('web2/memory/percent-used'), 'target', { value: 'share' });
    await look(0, [share]);
    assert.deepEqual(watch.counts, { predicted: 1, unpredicted: 1 });
    assert.match(
      (await look(130, [share])).join('\n'),
      /^FAILURE unpredicted 1 of 2 not predicted: target memory\. There is no series like/,
    );
  });

  it('knows which series were replaced by others of their plugin, as long as they are', async () => {
    found([used, 'catalogued']);
    names = new SeriesNames([used, 'web1/memory/percent-used']);
    const one = predicted();
    await look(60, [one]);
    assert.equal(watch.isReplaced(one), true);
    assert.deepEqual(watch.counts, { predicted: 0, unpredicted: 1 });
    one.append([{ time: start + 61, value: 5 }], 61);
    await look(62, [one]);
    assert.equal(watch.isReplaced(one), false);
    assert.deepEqual(watch.counts, { predicted: 1, unpredicted: 0 });
  });

  it('takes a series for replaced although those of another target go on', async () => {
    watch = watchOf(
      parseConfig(
        'targets: {memory: {series: "*/memory/memory-used", limit: 900}, load: {series: "*/load/load", limit: 9}}',
        'test',
      ),
    );
    found([used, 'catalogued'], ['web1/load/load', 'catalogued']);
    names = new SeriesNames([used, 'web1/memory/percent-used', 'web1/load/load']);
    const [one, load] = [predicted(), predicted('web1/load/load')];
    Object.defineProperty(load, 'target', { value: 'load' });
    load.append([{ time: start + 60, value: 5 }], 60);
    await look(60, [one, load]);
    assert.equal(watch.isReplaced(one), true);
  });

  it('tells why a host has no series any more', async () => {
    found([used, 'gone']);
    names = new SeriesNames([used, 'web1/memory/percent-used']);
    await look(0, []);
    assert.match((await look(60, [])).join('\n'), /memory of web1\. There is memory\/percent-used/);
  });

  it('tells a target whose pattern leaves out all hosts, as something that is there and not predicted', async () => {
    watch = watchOf(
      parseConfig('targets: {memory: {series: "web1/memory/memory-used", limit: 900}}', 'test'),
    );
    names = new SeriesNames([used2]);
    await look(0, []);
    assert.equal(watch.others.areUnpredicted, true);
    assert.match(
      (await look(120, [])).join('\n'),
      /target memory\. There is web2\/memory\/memory-used, whose host/,
    );
  });

  it('goes on where the series that shows it cannot be read', async () => {
    found([used, 'catalogued']);
    names = new SeriesNames([used, 'web1/memory/percent-broken']);
    await look(60, [predicted()]);
    assert.equal(watch.counts.predicted, 1);
  });

  it('does not tell that there is nothing at all, which another alarm does', async () => {
    await look(0, []);
    assert.deepEqual(watch.counts, { predicted: 0, unpredicted: 1 });
    assert.equal(watch.others.areUnpredicted, false);
    assert.deepEqual(await look(500, []), []);
  });

  it('holds the first OKAY of another alarm back until something is predicted, or that nothing is was told', async () => {
    watch.notify(staleOf('OKAY'));
    found([used, 'catalogued']);
    assert.deepEqual(await look(0, []), []);
    assert.deepEqual(await look(1, [predicted()]), ['OKAY stale x']);
    watch.notify(staleOf('WARNING'));
    watch.notify(staleOf('OKAY'));
    assert.deepEqual(said.splice(0), ['WARNING stale x', 'OKAY stale x']);

    watch = watchOf();
    watch.notify(staleOf('OKAY'));
    found([used, { kind: 'sum', cause: 'a part is missing', cure: 'add it' }]);
    assert.deepEqual(await look(0, []), []);
    assert.deepEqual(await look(60, []), [
      `FAILURE unpredicted nothing is predicted: ${used}. A part is missing; add it`,
      'OKAY stale x',
    ]);
  });
});
