import assert from 'node:assert/strict';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { CulpritWatch } from '../../../../plugins/alert-context/culprits-watch.ts';
import { outputNames } from '../../../../plugins/series/prediction-values.ts';
import { ContextFiles } from '../../../../plugins/alert-context/context-files.ts';
import { ContextKeeper, type SeriesAtHand } from '../../../../plugins/series/context-keeper.ts';
import { contextOfSeries } from '../../../../plugins/series/series-context.ts';
import { contextOf } from '../../../../plugins/alert-context/alert-context.ts';
import type { SeriesConfig } from '../../../../plugins/config/target-config.ts';
import { memoryTarget } from '../../../support/memory-target.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { readName } from '../../../../plugins/samples/series-names.ts';
import type { SeriesState } from '../../../../plugins/series/prediction-values.ts';
import type { Related } from '../../../../notifiers/event/alert-event.ts';
import { exampleCulprit, exampleRelated } from '../../../support/example-context.ts';

const mebibyte = 2 ** 20;
const lower: SeriesConfig = { ...memoryTarget(), limitSide: 'lower' };

describe('the keeper of alert contexts', () => {
  const scratch = scratchFolder();
  let now: number;
  let residentBytes: number;
  let isGone: boolean;
  let keeper: ContextKeeper;
  beforeEach(() => {
    now = 1000;
    residentBytes = 100 * mebibyte;
    isGone = false;
    const { log } = recordedLog();
    const watch = new CulpritWatch({
      host: 'web1',
      read: () => Promise.resolve(isGone ? [] : [{ pid: 7, name: 'leak', startTicks: 1, residentBytes }]),
      cgroupOf: () => undefined,
      log,
      now: () => now,
    });
    keeper = new ContextKeeper(new ContextFiles(nodeDisk, scratch(), log), watch);
  });

  /** Ten seconds later, with this risk and value. */
  async function note(percent: number, value = 0, config = memoryTarget()): Promise<void> {
    now += 10;
    await keeper.note(seriesAt(percent, value), config);
  }

  /** The series now; without a risk, the risk is not known. */
  function seriesAt(percent?: number, value = 0, isRaised = (percent ?? 0) >= 50): SeriesAtHand {
    const risk =
      percent === undefined
        ? ({ kind: 'abstention', reason: 'not-finite' } as const)
        : ({ kind: 'risk', percent, raised: isRaised, exhausted: false } as const);
    return {
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
          risk,
          verdict: undefined,
        },
        predicted: undefined,
        exhaustion: undefined,
        capacity: 1000 * mebibyte,
      },
    };
  }

  /** The time and risk that are written down. */
  function written(): [time: number, risk: number | undefined] | undefined {
    const alertContext = contextOf(nodeDisk, scratch(), 'web1', 'memory', now);
    return alertContext && [alertContext.time, alertContext.riskPercent];
  }

  function ended(): string[] | undefined {
    return contextOf(nodeDisk, scratch(), 'web1', 'memory', now)?.ended?.map(({ name }) => name);
  }

  function known(): [risk: number | undefined, culprits: string[]] | undefined {
    const alertContext = contextOf(nodeDisk, scratch(), 'web1', 'memory', now);
    return alertContext && [alertContext.riskPercent, alertContext.culprits.map(({ name }) => name)];
  }

  it('names the process whose end has ended the alert, and no longer once there is another', async () => {
    await note(30, 100 * mebibyte);
    residentBytes = 700 * mebibyte;
    await note(80, 700 * mebibyte);
    assert.equal(ended(), undefined);
    isGone = true;
    await note(0, 100 * mebibyte);
    assert.deepEqual(ended(), ['leak']);
    await note(0, 100 * mebibyte);
    assert.deepEqual(ended(), ['leak'], 'collectd may notify a little later');
    await note(80, 700 * mebibyte);
    assert.equal(ended(), undefined);
  });

  it('has the series that moved once they are known, and not those of an earlier alert', async () => {
    const related = (): Related | undefined => contextOf(nodeDisk, scratch(), 'web1', 'memory', now)?.related;
    const relate = (): void =>
      keeper.relate({ ...seriesAt(20), config: memoryTarget() }, { ...exampleRelated, time: now });
    relate();
    assert.equal(related(), undefined, 'it is not at risk');
    await note(20);
    relate();
    assert.equal(related()?.time, now);
    await note(80);
    assert.equal(related()?.moved, 1);
    await note(20);
    for (let i = 0; i < 25; i++) await note(20);
    await note(80);
    assert.equal(related(), undefined);
  });

  it('names no end of a process where it goes on', async () => {
    await note(30, 100 * mebibyte);
    residentBytes = 700 * mebibyte;
    await note(80, 700 * mebibyte);
    residentBytes = 100 * mebibyte;
    await note(0, 100 * mebibyte);
    assert.equal(contextOf(nodeDisk, scratch(), 'web1', 'memory', now)?.ended, undefined);
  });

  it('begins with a risk of 3 %', async () => {
    await note(2.9);
    assert.equal(known(), undefined);
    await note(3);
    assert.deepEqual(known(), [3, []]);
  });

  it('blames nobody while the risk is below that', async () => {
    await note(20);
    residentBytes += 10 * mebibyte;
    await note(20);
    assert.deepEqual(known(), [20, ['leak']]);
    await note(2);
    assert.deepEqual(known(), [2, []]);
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

  /** Notes the series some seconds later. */
  async function noteAfter(
    seconds: number,
    series: () => SeriesAtHand,
    config = memoryTarget(),
  ): Promise<void> {
    now += seconds;
    await keeper.note(series(), config);
  }

  it('writes every thirtieth of a horizon while nothing changes, but not more than once a second', async () => {
    for (const [horizonSeconds, writeSeconds] of [
      [60, 2],
      [15, 1],
      [300, 10],
    ] as const) {
      now += 10_000;
      const config = memoryTarget(`horizonSeconds: ${horizonSeconds}`);
      await noteAfter(0, () => seriesAt(20), config);
      await noteAfter(writeSeconds - 0.25, () => seriesAt(21), config);
      assert.equal(written()?.[1], 20);
      await noteAfter(0.25, () => seriesAt(22), config);
      assert.deepEqual(written(), [now, 22]);
      await noteAfter(writeSeconds - 0.25, () => seriesAt(23), config);
      assert.equal(written()?.[1], 22);
    }
  });

  it('writes at once when an alert begins, becomes a failure, or ends, and when the risk is no longer known', async () => {
    await noteAfter(0, () => seriesAt(49));
    for (const [percent, isRaised] of [
      [60, true],
      [100, true],
      [99, true],
      [49, false],
      [100, false],
      [undefined, false],
      [20, false],
    ] as const) {
      await noteAfter(0.125, () => seriesAt(percent, 0, isRaised));
      assert.deepEqual(written(), [now, percent], `${percent}`);
      await noteAfter(0.125, () => seriesAt(percent, 0, isRaised));
      assert.equal(written()?.[0], now - 0.125);
    }
  });

  it('goes on writing when the clock was set back', async () => {
    await noteAfter(0, () => seriesAt(20));
    await noteAfter(-100, () => seriesAt(30));
    assert.deepEqual(written(), [now, 30]);
  });

  it('follows a series from the first risk until two minutes after it', async () => {
    assert.equal(keeper.isFollowed(seriesAt(20)), false);
    await note(2);
    assert.equal(keeper.isFollowed(seriesAt(20)), false);
    await note(20);
    assert.equal(keeper.isFollowed(seriesAt(0)), true);
    assert.equal(keeper.isFollowed({ ...seriesAt(0), target: 'other' }), false);
    assert.equal(
      keeper.isFollowed({ ...seriesAt(0), identifier: readName('web2/memory/memory-used') }),
      false,
    );
    for (let turn = 0; turn < 13; turn++) await note(0);
    assert.equal(keeper.isFollowed(seriesAt(0)), false);
  });

  it('follows a series from its newest risk, not from its first', async () => {
    for (let turn = 0; turn < 15; turn++) await note(20);
    await note(0);
    assert.deepEqual(known(), [0, []]);
  });

  it('writes nothing of a series that has no state', async () => {
    await keeper.note({ ...seriesAt(20), state: undefined }, memoryTarget());
    assert.equal(written(), undefined);
  });

  it('knows that an earlier process saw the limit reached, for some time', async () => {
    assert.equal(keeper.wasExhausted(seriesAt(), now), false);
    await note(99);
    assert.equal(keeper.wasExhausted(seriesAt(), now), false);
    await note(100);
    assert.equal(keeper.wasExhausted(seriesAt(), now), true);
    assert.equal(keeper.wasExhausted(seriesAt(), now + 121), false);
  });

  it('removes the file of a series that it follows, and no other', async () => {
    keeper.forget(seriesAt(20), memoryTarget());
    await note(20);
    keeper.forget({ ...seriesAt(20), target: 'other' }, memoryTarget());
    assert.deepEqual(known(), [20, []]);
    keeper.forget(seriesAt(20), memoryTarget());
    assert.equal(known(), undefined);
    assert.equal(keeper.isFollowed(seriesAt(20)), false);
  });

  it('looks every five minutes for files of series that are not predicted, and says which were at risk', async () => {
    await note(20);
    const resource = { host: 'web1', resource: 'memory' };
    const noted = now;
    const tidy = (seconds: number, predicted: readonly SeriesAtHand[]): unknown =>
      keeper.tidy(noted + seconds, () => predicted);
    assert.deepEqual(tidy(4000, [seriesAt(20)]), [], 'it is predicted');
    assert.deepEqual(tidy(4299, []), [], 'too early');
    assert.deepEqual(tidy(4300, []), [{ ...resource, hasLimit: true }]);
    await note(20);
    assert.deepEqual(tidy(-4000, []), [{ ...resource, hasLimit: true }], 'the clock was set back');
    assert.deepEqual(tidy(4000, []), []);
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
