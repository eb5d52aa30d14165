import assert from 'node:assert/strict';
import type { Detector } from '../../../../analysis/detector.ts';
import { featureNames } from '../../../../analysis/features/features.ts';
import { linear } from '../../../../analysis/forecasters/linear.ts';
import type { Sample } from '../../../../analysis/window.ts';
import { formatIdentifier } from '../../../../plugins/collectd/identifier.ts';
import { SeriesClock } from '../../../../plugins/samples/series-clock.ts';
import { TargetSeries } from '../../../../plugins/series/target-series.ts';
import type { TargetSeriesOptions } from '../../../../plugins/series/target-series-options.ts';
import { memoryTarget } from '../../../support/memory-target.ts';
import { readName } from '../../../../plugins/samples/series-names.ts';

function seriesOf(options = '', detector?: Detector, foundAt = 0): TargetSeries {
  return new TargetSeries(optionsOf(options, detector, foundAt));
}

function optionsOf(options = '', detector?: Detector, foundAt = 0): TargetSeriesOptions {
  return {
    target: 'memory',
    config: memoryTarget(options),
    forecaster: linear,
    detector,
    identifier: readName('web1/memory/memory-used'),
    captures: [],
    capacity: 1000,
    foundAt,
  };
}

/** One sample every `interval` seconds: 100, 101, ... */
function samples(count: number, interval = 1, start = 0): Sample[] {
  return Array.from({ length: count }, (_, i) => ({
    time: 1.8e9 + (start + i) * interval,
    value: 100 + start + i,
  }));
}

function detectorOf(judge: Detector['judge']): Detector {
  return { name: 'fake', about: 'made for a test', judge };
}

describe('a series that is predicted', () => {
  it('knows nothing before its first sample', () => {
    const series = seriesOf();
    assert.equal(series.newestTime, 0);
    assert.equal(series.state, undefined);
    assert.equal(series.abstention, undefined);
    assert.equal(series.intervalSeconds, undefined);
    assert.deepEqual(series.values(1), []);
  });

  it('says for how long samples have come without a value, but not of a time before it heard any', () => {
    const series = seriesOf();
    series.append([
      { time: 1.8e9, value: 100 },
      { time: 1.8e9 + 1, value: Number.NaN },
    ]);
    assert.ok(series.isUnknown);
    assert.ok(series.unknownSeconds(1e9) <= 0);
    for (const now of [5, 6, 7]) series.append([{ time: 1.8e9 + now, value: Number.NaN }], now);
    assert.equal(series.unknownSeconds(10), 5);
    series.append([{ time: 1.8e9 + 8, value: 100 }], 8);
    assert.deepEqual([series.isUnknown, series.unknownSeconds(10)], [false, 0]);
  });

  it('does not take the gap before a first sample from the future for its interval, so that it is seen to be silent', () => {
    const options = { ...optionsOf(), now: () => 1.8e9 + 1 };
    const stray = new TargetSeries(options);
    stray.append([...samples(1), { time: 1.8e9 + 187, value: 100 }], 0);
    assert.equal(stray.intervalSeconds, undefined);
    assert.ok(stray.isLate(21, 1));
    assert.ok(stray.isStale(81, 1));
    // The clock may have been set back before that: two entries from the future, and a clock that seems to be ahead.
    const clock = new SeriesClock();
    const left = new TargetSeries({ ...options, clock });
    clock.look(1.8e9 + 187, { now: 1.8e9 + 1, monotonic: 0 });
    assert.equal(clock.offsetSeconds, 186);
    const times = [-5, 0, 30, 187].map((time) => ({ time: 1.8e9 + time, value: 100 }));
    left.append(times, 0);
    assert.ok(left.isLate(21, 1));
    // A host whose clock is ahead.
    const ahead = new TargetSeries(options);
    ahead.append(samples(3, 10, 10), 0);
    assert.equal(ahead.intervalSeconds, 10);
  });

  it('keeps the forecast and its interval between 0 and the capacity', () => {
    const rising = seriesOf();
    rising.append(Array.from({ length: 20 }, (_, i) => ({ time: 1.8e9 + i, value: 100 + 40 * i })));
    assert.deepEqual(rising.state!.predicted, { value: 1000, lower: 1000, upper: 1000 });
    const falling = seriesOf();
    falling.append(Array.from({ length: 20 }, (_, i) => ({ time: 1.8e9 + i, value: 900 - 40 * i })));
    assert.deepEqual(falling.state!.predicted, { value: 0, lower: 0, upper: 0 });
    const beyond = seriesOf();
    beyond.append(Array.from({ length: 20 }, (_, i) => ({ time: 1.8e9 + i, value: 1100 + 40 * i })));
    assert.equal(beyond.state!.predicted!.value, 1860, 'a capacity that is exceeded is no bound');
  });

  it('knows when the limit was reached, until the alert ends', () => {
    const series = seriesOf();
    const at = (second: number, value: number): number | undefined => {
      series.append([{ time: 1.8e9 + second, value }]);
      return series.state!.reachedTime;
    };
    for (let second = 0; second < 60; second++) assert.equal(at(second, 300), undefined);
    assert.equal(at(60, 899), undefined);
    for (const [second, value] of [
      [61, 900],
      [62, 950],
      [63, 890],
      [64, 950],
    ] as const)
      assert.equal(at(second, value), 1.8e9 + 61);
    for (let second = 65; second < 75; second++) at(second, 300);
    assert.equal(series.state!.reachedTime, undefined);
    assert.equal(at(80, 900), 1.8e9 + 80);
    const late = seriesOf();
    late.append(Array.from({ length: 20 }, (_, i) => ({ time: 1.8e9 + i, value: 950 })));
    assert.equal(late.state!.reachedTime, undefined, 'it may have been reached long before');
  });

  it('gives back what follows from its samples', () => {
    const series = seriesOf();
    assert.equal(series.append(samples(30)), 30);
    assert.equal(series.newestTime, 1.8e9 + 29);
    const values = series.values(1);
    assert.deepEqual(
      values.map(({ identifier }) => formatIdentifier(identifier)),
      [
        'web1/dma/memory',
        'web1/dma-memory/percent-predicted',
        'web1/dma-memory/gauge-predicted_lower',
        'web1/dma-memory/gauge-predicted_upper',
        'web1/dma-memory/duration-exhaustion',
        'web1/dma-memory/duration-exhaustion_earliest',
        'web1/dma-memory/duration-exhaustion_latest',
        'web1/dma-memory/percent-risk',
      ],
    );
    assert.ok(Math.abs(values[0]!.values[0]! - 189) < 1e-3);
    assert.ok(Math.abs(values[4]!.values[0]! - (900 - 129)) < 0.1);
  });

  it('says when it has too few samples for a forecast', () => {
    const series = seriesOf();
    series.append(samples(2));
    assert.deepEqual(series.abstention, { kind: 'abstention', reason: 'too-few-samples', have: 2, need: 3 });
    assert.deepEqual(series.values(1), []);
  });

  it('does not count samples that it could not use', () => {
    const series = seriesOf();
    series.append(samples(5));
    const bad = [
      { time: 1.8e9, value: 1 },
      { time: 1.8e9 + 9, value: Number.NaN },
    ];
    assert.equal(series.append(bad), 0);
    assert.equal(series.newestTime, 1.8e9 + 4);
  });

  it('has its limit as a share of the capacity, which may change, or as a number', () => {
    const series = seriesOf();
    assert.equal(series.limit, 900);
    series.capacity = 2000;
    assert.equal(series.limit, 1800);
    series.append(samples(5));
    assert.equal(series.state!.prediction.limit, 1800);
    assert.equal(seriesOf('limit: 2G').limit, 2e9);
  });

  it('is stale after three intervals of its own, or of the rounds when those are longer', () => {
    const series = seriesOf('', undefined, 400);
    // The monotonic clock has nothing to do with the samples' times.
    for (let i = 0; i < 10; i++) {
      for (let second = 1; second < 10; second++) series.append([], 400 + 10 * i + second);
      series.append(samples(1, 10, i), 410 + 10 * i);
    }
    const newest = 500;
    assert.equal(series.intervalSeconds, 10);
    assert.equal(series.isStale(newest + 30, 1), false);
    assert.equal(series.isStale(newest + 31, 1), true);
    assert.equal(series.isStale(newest + 31, 20), false);
  });

  it('is not called stale before it could have had its first samples', () => {
    const found = 1.8e9;
    const series = seriesOf('horizonSeconds: 720', undefined, found);
    assert.equal(series.isStale(found + 180, 1), false, 'its interval may be a minute');
    assert.equal(series.isStale(found + 181, 1), true);
    series.append([{ time: found + 181, value: 5 }], found + 181);
    assert.equal(series.silentSeconds(found + 362), 181);
    series.append([{ time: found + 182, value: 5 }], found + 182);
    assert.equal(series.isStale(found + 202, 1), false, 'its sender may fill its packets first');
    assert.equal(series.isStale(found + 203, 1), true);
  });

  it('gives back its interval, but not a shorter one than that of the rounds', () => {
    const series = seriesOf();
    series.append(samples(10, 0.125));
    assert.equal(series.values(1)[0]!.intervalSeconds, 1);
    assert.equal(series.values(0.05)[0]!.intervalSeconds, 0.125);
  });

  it('gives back the time between bursts, so that collectd does not forget the alert in between', () => {
    const series = seriesOf();
    series.append(samples(60), 60);
    for (let second = 61; second <= 200; second++)
      series.append(second % 7 === 0 ? samples(7, 1, second - 7) : [], second);
    assert.equal(series.intervalSeconds, 1);
    assert.equal(series.values(1)[0]!.intervalSeconds, 7);
    for (let second = 201; second <= 260; second++) series.append(samples(1, 1, second), second);
    assert.equal(series.values(1)[0]!.intervalSeconds, 1);
  });

  it('keeps the score of its forecasts', () => {
    const series = seriesOf('horizonSeconds: 5');
    series.append(samples(60));
    assert.ok(series.prediction.full!.scorecard.meanAbsoluteError! < 1e-6);
  });

  it('tells its detector the features of each point, and gives back the newest verdict', () => {
    const seen: number[] = [];
    const series = seriesOf(
      'horizonSeconds: 30',
      detectorOf((features) => {
        seen.push(features[featureNames.indexOf('level')]!);
        return { kind: 'verdict', abnormal: seen.length < 50, margin: 50.5 - seen.length };
      }),
    );
    series.append(samples(60));
    assert.equal(seen.at(-1), 159 / 900);
    assert.ok(seen.length > 50 && seen.length <= 60, String(seen.length));
    const [verdict, margin] = series.values(1).slice(-2);
    assert.equal(formatIdentifier(verdict!.identifier), 'web1/dma-memory/gauge-verdict');
    assert.equal(formatIdentifier(margin!.identifier), 'web1/dma-memory/gauge-verdict_margin');
    assert.deepEqual([verdict!.values, margin!.values], [[0], [50.5 - seen.length]]);
  });

  it('has its risk from the forecast, the detector or both, as the target says', () => {
    const risks = ['', 'riskFrom: both', 'riskFrom: forecast', 'riskFrom: detector'].map((riskFrom) => {
      const alarmed = detectorOf(() => ({ kind: 'verdict', abnormal: true, margin: 5 }));
      const series = seriesOf(`detector: {svm: /model.json}, ${riskFrom}`, alarmed);
      series.append(samples(60).map(({ time }) => ({ time, value: 300 })));
      const { risk } = series.state!.prediction;
      assert.ok(risk.kind === 'risk');
      return risk;
    });
    const [unsaid, both, forecast, detector] = risks;
    assert.deepEqual(unsaid, both);
    assert.ok(detector!.raised && !forecast!.raised && forecast!.percent < 10);
    assert.ok(forecast!.percent < both!.percent && both!.percent < detector!.percent);
  });

  it('says that its detector abstains where there is nothing else to judge by', () => {
    const abstention = { kind: 'abstention', reason: 'not-finite' } as const;
    const abstentionWith = (riskFrom: string) => {
      const series = seriesOf(
        `detector: {svm: /model.json}, riskFrom: ${riskFrom}`,
        detectorOf(() => abstention),
      );
      // It ends beyond the limit: the risk is known, whatever the detector says.
      series.append([
        ...samples(60),
        ...[900, 910, 920].map((value, i) => ({ time: 1.8e9 + 60 + i, value })),
      ]);
      assert.equal(series.state!.prediction.risk.kind, 'risk');
      assert.ok(!series.values(1).some(({ identifier }) => identifier.typeInstance?.startsWith('verdict')));
      return series.abstention;
    };
    assert.deepEqual(abstentionWith('detector'), abstention);
    assert.deepEqual([abstentionWith('both'), abstentionWith('forecast')], [undefined, undefined]);
  });

  it('keeps the score of its alerts', () => {
    const series = seriesOf('limit: 200');
    series.append(samples(120));
    assert.deepEqual([series.prediction.alerts!.warned, series.prediction.alerts!.missed], [1, 0]);
  });

  it('takes errors as shares of its capacity, or of its limit without one', () => {
    assert.equal(seriesOf().whole, 1000);
    const series = seriesOf('limit: 300');
    series.capacity = Number.POSITIVE_INFINITY;
    assert.equal(series.whole, 300);
  });
});

describe('a series that runs out below a limit', () => {
  /** Down from 900 by one a second. */
  const sinking = seriesOf('lowerLimit: 10%');
  const steps = Array.from({ length: 900 }, (_, second) => {
    sinking.append([{ time: 1.8e9 + second, value: 900 - second }]);
    return sinking.state!;
  });

  it('has its own values, limit and forecast', () => {
    const { prediction, exhaustion } = steps[500]!;
    assert.deepEqual([prediction.value, prediction.limit], [400, 100]);
    assert.ok(prediction.forecast.kind === 'forecast');
    const { mean, lower, upper } = prediction.forecast;
    assert.ok(Math.abs(mean - 340) < 1e-3, `${mean}`);
    assert.ok(lower <= mean && mean <= upper);
    assert.ok(Math.abs(exhaustion!.seconds! - 300) < 0.1, `${exhaustion?.seconds}`);
  });

  it('has a risk that rises ahead of the limit, and is exhausted below it', () => {
    const risks = steps.map(({ prediction }) => prediction.risk);
    const raised = risks.findIndex((risk) => risk.kind === 'risk' && risk.raised);
    assert.ok(raised > 500 && raised < 790, `${raised}`);
    const exhausted = risks.map((risk) => risk.kind === 'risk' && risk.exhausted);
    assert.ok(!exhausted.slice(0, 799).includes(true));
    assert.ok(!exhausted.slice(802).includes(false));
  });

  it('has an interval with its lower end below', () => {
    const series = seriesOf('lowerLimit: 10%');
    series.append(samples(50).map(({ time, value }, i) => ({ time, value: value + 9 * Math.sin(i * i) })));
    const { forecast } = series.state!.prediction;
    assert.ok(forecast.kind === 'forecast');
    assert.ok(forecast.lower < forecast.mean - 1 && forecast.mean + 1 < forecast.upper);
  });

  it('is exhausted until 2 % of the limit have been given back', () => {
    const series = seriesOf('lowerLimit: 10%');
    const exhausted = [500, 99, 99, 99, 101.5, 102.5].map((value, second) => {
      series.append([{ time: 1.8e9 + second, value }]);
      const { risk } = series.state!.prediction;
      return risk.kind === 'risk' && risk.exhausted;
    });
    assert.deepEqual(exhausted, [false, false, true, true, true, false]);
  });

  it('keeps the score of its alerts', () => {
    assert.deepEqual([sinking.prediction.alerts!.warned, sinking.prediction.alerts!.missed], [1, 0]);
  });
});
