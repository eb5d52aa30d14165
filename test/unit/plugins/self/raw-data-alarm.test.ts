import assert from 'node:assert/strict';
import {
  RawDataAlarm,
  type OtherSeries,
  type RawDataAlarmParts,
} from '../../../../plugins/self/raw-data-alarm.ts';
import type { TargetSeries } from '../../../../plugins/series/target-series.ts';
import { seriesWith } from '../../../support/memory-series.ts';
import { recordedLog, type RecordedLog } from '../../../support/recorded-log.ts';

interface Shown {
  readonly isStale?: boolean;
  readonly isHeard?: boolean;
  readonly silent?: number;
}

function seriesOf(
  host: string,
  { isStale = false, isHeard = true, silent = isStale ? 60 : 0 }: Shown = {},
): TargetSeries {
  return seriesWith(`${host}/memory/memory-used`, {
    isHeard,
    isStale: () => isStale,
    silentSeconds: () => silent,
  });
}

const nobody: OtherSeries = { isRequired: true, isElsewhere: false, isLoading: false, areUnpredicted: false };
const going = seriesOf('a');
const stale = seriesOf('b', { isStale: true });

describe('the alarm about raw data', () => {
  let said: string[];
  let asked: number[];
  let fromCache: number;
  let now: number;
  let recorded: RecordedLog;
  let alarm: RawDataAlarm;
  beforeEach(() => {
    said = [];
    asked = [];
    fromCache = 0;
    now = 0;
    recorded = recordedLog(() => now);
    alarm = alarmWith({ fromCache: () => fromCache });
  });

  function alarmWith(parts: Partial<RawDataAlarmParts>): RawDataAlarm {
    return new RawDataAlarm({
      host: 'self1',
      notify: ({ host, plugin, pluginInstance, type, typeInstance, time, severity, message }) => {
        assert.deepEqual(
          [host, plugin, pluginInstance, type, typeInstance, time],
          ['self1', 'dma', 'self', 'gauge', 'raw_data', 1.8e9],
        );
        said.push(`${severity} ${message}`);
      },
      log: recorded.log,
      witness: {
        causeOf: async (silent, others) => {
          asked.push(silent.length, others.length);
          return { cause: 'a cause', cure: 'a cure', facts: 'OOM' };
        },
      },
      roundSeconds: 1,
      now: () => 1.8e9,
      ...parts,
    });
  }

  /** The source that is known, and what was notified. */
  async function look(
    series: readonly TargetSeries[],
    others: Partial<OtherSeries> = {},
    at = now,
  ): Promise<readonly [known: string | undefined, ...said: string[]]> {
    now = at;
    const known = await alarm.look(series, at, { ...nobody, ...others });
    return [known, ...said.splice(0)];
  }

  it('names the series that are missing in Redis, where others arrive there', async () => {
    const parts = { fromCache: () => 1, isFromCache: (name: string) => name.startsWith('a/') };
    alarm = alarmWith(parts);
    const expected =
      "WARNING nothing new of some series arrives in Redis; predictions go on from collectd's own cache: a/memory/memory-used. A cause; a cure";
    assert.deepEqual(await look([going, seriesOf('c')]), ['cache', expected]);
    assert.deepEqual(asked, [1, 0]);
    alarm = alarmWith({ ...parts, isFromCache: () => false });
    assert.match((await look([going]))[1]!, /^WARNING nothing new arrives in Redis; .*: a\/memory/);
  });

  it('gives no all-clear while it is not known whether series are missing in Redis, and the alarm at once', async () => {
    let isUncertain = true;
    alarm = alarmWith({ fromCache: () => fromCache, isUncertain: () => isUncertain });
    assert.deepEqual(await look([going]), [undefined]);
    isUncertain = false;
    assert.deepEqual(await look([going]), ['redis', 'OKAY samples arrive in Redis']);
    isUncertain = true;
    assert.deepEqual(await look([going]), ['redis']);
    alarm = alarmWith({ fromCache: () => fromCache, isUncertain: () => isUncertain });
    fromCache = 2;
    assert.match((await look([going]))[1]!, /^WARNING /);
  });

  it('gives the all-clear once, as soon as something is heard', async () => {
    assert.deepEqual(await look([seriesOf('a', { isHeard: false })]), [undefined]);
    assert.deepEqual(await look([seriesOf('a', { isHeard: false }), going]), [
      'redis',
      'OKAY samples arrive in Redis',
    ]);
    assert.deepEqual(await look([going, stale]), ['redis']);
    assert.deepEqual(recorded.said(), []);
  });

  it('tells once that nothing arrives any more, with names, cause and cure, and the end', async () => {
    await look([going]);
    assert.deepEqual(await look([stale, stale]), [
      'nowhere',
      'FAILURE no new samples arrive, and nothing is predicted: b/memory/memory-used, b/memory/memory-used. A cause; a cure',
    ]);
    assert.deepEqual(asked, [2, 0]);
    assert.deepEqual(await look([stale]), ['nowhere']);
    assert.deepEqual(recorded.said(), [
      'warning: raw data are missing: no new samples arrive, and nothing is predicted. A cause; a cure (OOM)',
    ]);
    assert.deepEqual(await look([stale, going], {}, 20), ['redis', 'OKAY samples arrive in Redis']);
    assert.deepEqual(recorded.said(), ['raw data recovered after 20 s']);
  });

  it('goes on as it was told while samples are not heard yet of a series that comes in place of another', async () => {
    await look([going]);
    await look([stale]);
    const [known, ...more] = await look([seriesOf('c', { isHeard: false })]);
    assert.deepEqual([known, more], ['redis', ['OKAY samples arrive in Redis']]);
  });

  it('has no facts in the log where there are none', async () => {
    alarm = alarmWith({ witness: { causeOf: async () => ({ cause: 'a cause', cure: 'a cure' }) } });
    await look([stale]);
    assert.deepEqual(recorded.said(), [
      'warning: raw data are missing: no new samples arrive, and nothing is predicted. A cause; a cure',
    ]);
  });

  it('does not report a silence of less than three seconds', async () => {
    await look([going]);
    assert.deepEqual(await look([seriesOf('a', { isStale: true, silent: 2.9 })]), ['redis']);
    assert.deepEqual((await look([seriesOf('a', { isStale: true, silent: 3 })]))[0], 'nowhere');
    assert.deepEqual(await look([seriesOf('a', { isStale: true, silent: 2.9 })]), ['nowhere'], 'nor its end');
  });

  it('tells that predictions go on from the cache of collectd', async () => {
    await look([going]);
    fromCache = 1;
    assert.deepEqual(await look([going]), [
      'cache',
      "WARNING nothing new arrives in Redis; predictions go on from collectd's own cache: a/memory/memory-used. A cause; a cure",
    ]);
    assert.deepEqual(await look([going]), ['cache']);
    assert.deepEqual((await look([stale]))[0], 'nowhere', 'which gives nothing either');
    fromCache = 0;
    assert.deepEqual(await look([going]), ['redis', 'OKAY samples arrive in Redis']);
  });

  it('has no cache where none is named', async () => {
    alarm = alarmWith({});
    assert.deepEqual((await look([going]))[0], 'redis');
  });

  it('tells after two minutes that there is no series at all', async () => {
    assert.deepEqual(await look([], {}, 5), [undefined]);
    assert.deepEqual(await look([], {}, 125), [undefined]);
    assert.deepEqual(await look([], {}, 125.5), [
      'nowhere',
      'FAILURE no series is found, and nothing is predicted. A cause; a cure',
    ]);
  });

  it('counts the two minutes anew when series have come and gone', async () => {
    await look([], {}, 0);
    await look([going], {}, 100);
    assert.deepEqual(await look([], {}, 200), ['redis']);
    assert.deepEqual(await look([], {}, 320), ['redis']);
    assert.deepEqual((await look([], {}, 321))[0], 'nowhere');
  });

  it('says nothing of having no series while pasts are read, or where there need not be any', async () => {
    await look([], { isLoading: true }, 0);
    assert.deepEqual(await look([], { isLoading: true }, 500), [undefined]);
    await look([], { isRequired: false }, 501);
    assert.deepEqual(await look([], { isRequired: false }, 1000), [undefined]);
  });

  it('ends when samples arrive of series that are not predicted, and does not begin with them', async () => {
    assert.deepEqual(await look([], { areUnpredicted: true }, 0), [undefined]);
    assert.deepEqual(await look([], { areUnpredicted: true }, 500), [undefined]);
    await look([], {}, 501);
    await look([], {}, 622);
    assert.deepEqual(await look([], { areUnpredicted: true }, 630), [
      'redis',
      'OKAY samples arrive in Redis',
    ]);
    assert.deepEqual(await look([], {}, 640), ['redis']);
    assert.deepEqual(await look([], {}, 760), ['redis'], 'two minutes from now');
  });
});
