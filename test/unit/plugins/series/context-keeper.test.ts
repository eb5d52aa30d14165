import assert from 'node:assert/strict';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { CulpritWatch } from '../../../../plugins/alert-context/culprits-watch.ts';
import { outputNames } from '../../../../plugins/series/prediction-values.ts';
import { ContextFiles } from '../../../../plugins/alert-context/context-files.ts';
import {
  ContextKeeper,
  contextOfSeries,
  type SeriesAtHand,
} from '../../../../plugins/series/context-keeper.ts';
import { contextOf } from '../../../../plugins/alert-context/alert-context.ts';
import type { TargetConfig } from '../../../../plugins/config/target-config.ts';
import { memoryTarget } from '../../../support/memory-target.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { readName } from '../../../../plugins/samples/series-names.ts';
import type { SeriesState } from '../../../../plugins/series/prediction-values.ts';
import { exampleCulprit } from '../../../support/example-context.ts';

const mebibyte = 2 ** 20;
const lower: TargetConfig = { ...memoryTarget(), limitSide: 'lower' };

describe('the keeper of alert contexts', () => {
  const scratch = scratchFolder();
  let now: number;
  let residentBytes: number;
  let keeper: ContextKeeper;
  beforeEach(() => {
    now = 1000;
    residentBytes = 100 * mebibyte;
    const { log } = recordedLog();
    const watch = new CulpritWatch({
      host: 'web1',
      read: () => Promise.resolve([{ pid: 7, name: 'leak', startTicks: 1, residentBytes }]),
      cgroupOf: () => undefined,
      log,
      now: () => now,
    });
    keeper = new ContextKeeper(new ContextFiles(nodeDisk, scratch(), log), watch);
  });

  /** Ten seconds later, with this risk and value. */
  async function note(percent: number, value = 0, config = memoryTarget()): Promise<void> {
    now += 10;
    const series: SeriesAtHand = {
      target: 'memory',
      identifier: readName('web1/memory/memory-used'),
      names: outputNames('web1', 'memory', undefined, []),
      riskPercent: percent,
      state: {
        prediction: {
          time: now,
          value,
          limit: 900 * mebibyte,
          forecast: { kind: 'abstention', reason: 'not-finite' },
          risk: { kind: 'risk', percent, raised: percent >= 50, exhausted: false },
          verdict: undefined,
        },
        predicted: undefined,
        exhaustion: undefined,
        capacity: 1000 * mebibyte,
      },
    };
    await keeper.note(series, config);
  }

  function known(): [risk: number | undefined, culprits: string[]] | undefined {
    const alertContext = contextOf(nodeDisk, scratch(), 'web1', 'memory', now);
    return alertContext && [alertContext.riskPercent, alertContext.culprits.map(({ name }) => name)];
  }

  it('begins with a risk of 10 %', async () => {
    await note(9.9);
    assert.equal(known(), undefined);
    await note(10);
    assert.deepEqual(known(), [10, []]);
  });

  it('blames nobody while the risk is below that', async () => {
    await note(20);
    residentBytes += 10 * mebibyte;
    await note(20);
    assert.deepEqual(known(), [20, ['leak']]);
    await note(5);
    assert.deepEqual(known(), [5, []]);
  });

  it('forgets after two minutes what the processes held, and begins anew', async () => {
    await note(20);
    for (let i = 0; i < 12; i++) await note(0);
    assert.deepEqual(known(), [0, []]);
    await note(0);
    assert.equal(known(), undefined);
    residentBytes += 10 * mebibyte;
    await note(20);
    assert.deepEqual(known(), [20, []]);
  });

  it('remembers what the processes held when the risk is gone for a moment', async () => {
    await note(20);
    await note(0);
    residentBytes += 10 * mebibyte;
    await note(20);
    assert.deepEqual(known(), [20, ['leak']]);
  });

  it('compares with how far a series has come towards a lower limit', async () => {
    for (const [config, fallen] of [
      [lower, 900],
      [lower, 1100],
      [memoryTarget(), -1100],
    ] as const) {
      now += 10_000;
      await note(20, 5000 * mebibyte, config);
      residentBytes += 10 * mebibyte;
      await note(20, (5000 - fallen) * mebibyte, config);
      assert.deepEqual(known(), [20, fallen === 900 ? ['leak'] : []], `${fallen}`);
    }
  });
});

const config = memoryTarget('horizonSeconds: 30');

/** A series about which all is known. */
function knownState(): SeriesState {
  return {
    prediction: {
      time: 100,
      value: 800,
      limit: 900,
      forecast: {
        kind: 'forecast',
        mean: 950,
        lower: 920,
        upper: 980,
        level: 0.8,
        residualStandardError: 1,
        observations: 20,
      },
      risk: { kind: 'risk', percent: 70, raised: true, exhausted: false },
      verdict: undefined,
    },
    predicted: { value: 950, lower: 920, upper: 980 },
    exhaustion: { seconds: 20, earliest: 10, latest: 40 },
    capacity: 1000,
  };
}

function unitOf(identifier: string): string {
  return contextOfSeries(readName(identifier), config, knownState(), []).unit;
}

describe('the alertContext of a series', () => {
  it('is all that is known of it', () => {
    assert.deepEqual(
      contextOfSeries(readName('web1/memory/memory-used'), config, knownState(), [exampleCulprit]),
      {
        time: 100,
        value: 800,
        limit: 900,
        limitSide: 'upper',
        unit: 'bytes',
        capacity: 1000,
        horizonSeconds: 30,
        forecast: { predicted: 950, lower: 920, upper: 980, level: 0.8 },
        riskPercent: 70,
        exhaustion: { seconds: 20, earliest: 10, latest: 40 },
        culprits: [exampleCulprit],
      },
    );
  });

  it('leaves out what is not known, so that it is the same when it has been a file', () => {
    const abstention = { kind: 'abstention', reason: 'not-finite' } as const;
    const { prediction } = knownState();
    const state: SeriesState = {
      prediction: { ...prediction, forecast: abstention, risk: abstention },
      predicted: undefined,
      exhaustion: undefined,
      capacity: Number.POSITIVE_INFINITY,
    };
    const alertContext = contextOfSeries(readName('web1/memory/memory-used'), config, state, []);
    assert.deepEqual(Object.keys(alertContext), [
      'time',
      'value',
      'limit',
      'unit',
      'limitSide',
      'horizonSeconds',
      'culprits',
    ]);
    const open = { ...knownState(), exhaustion: { seconds: undefined, earliest: 10, latest: undefined } };
    const { exhaustion } = contextOfSeries(readName('web1/memory/memory-used'), config, open, []);
    assert.deepEqual(Object.keys(exhaustion!), ['earliest']);
  });

  it('has the forecast that is given to collectd, not the one that it is cut from', () => {
    const state = { ...knownState(), predicted: { value: 0, lower: 0, upper: 5 } };
    assert.deepEqual(contextOfSeries(readName('web1/a/b'), config, state, []).forecast, {
      predicted: 0,
      lower: 0,
      upper: 5,
      level: 0.8,
    });
  });

  it('says when the limit was reached', () => {
    const state = { ...knownState(), reachedTime: 90 };
    assert.equal(contextOfSeries(readName('web1/a/b'), config, state, []).reachedTime, 90);
  });

  it('is in bytes where collectd’s type is', () => {
    for (const identifier of ['a/df-root/df_complex-used', 'a/swap/swap-used', 'a/x/bytes', 'a/b/memory']) {
      assert.equal(unitOf(identifier), 'bytes', identifier);
    }
    for (const identifier of ['a/df-root/percent_bytes-used', 'a/memory/percent-used', 'a/x/gauge-memory']) {
      assert.equal(unitOf(identifier), 'plain', identifier);
    }
  });
});
