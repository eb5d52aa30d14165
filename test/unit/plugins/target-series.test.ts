import assert from 'node:assert/strict';
import type { Detector } from '../../../analysis/detector.ts';
import { linear } from '../../../analysis/forecasters/linear.ts';
import { formatIdentifier } from '../../../plugins/identifier.ts';
import { TargetSeries } from '../../../plugins/target-series.ts';
import type { Entry } from '../../../plugins/write-redis.ts';
import { memoryTarget } from '../../memory-target.ts';

function seriesOf(options = '', detector?: Detector): TargetSeries {
  return new TargetSeries({
    target: 'memory',
    config: memoryTarget(options),
    forecaster: linear,
    detector,
    identifier: 'web1/memory/memory-used',
    captures: [],
    capacity: 1000,
  });
}

/** One entry every `interval` seconds: 100, 101, ... */
function entries(count: number, interval = 1, start = 0): Entry[] {
  return Array.from({ length: count }, (_, i) => ({
    time: 1.8e9 + (start + i) * interval,
    values: [100 + start + i],
  }));
}

describe('a series that is predicted', () => {
  it('knows nothing before its first entry', () => {
    const series = seriesOf();
    assert.equal(series.newestTime, 0);
    assert.equal(series.state, undefined);
    assert.equal(series.abstention, undefined);
    assert.equal(series.intervalSeconds, undefined);
    assert.deepEqual(series.values(1), []);
  });

  it('gives back what follows from its entries', () => {
    const series = seriesOf();
    assert.equal(series.append(entries(30)), 30);
    assert.equal(series.newestTime, 1.8e9 + 29);
    const values = series.values(1);
    assert.deepEqual(
      values.map(({ identifier }) => formatIdentifier(identifier)),
      [
        'web1/dma/memory',
        'web1/dma-memory/percent-predicted',
        'web1/dma-memory/duration-exhaustion',
        'web1/dma-memory/percent-risk',
      ],
    );
    assert.ok(Math.abs(values[0]!.values[0]! - 189) < 1e-6);
    assert.ok(Math.abs(values[2]!.values[0]! - (900 - 129)) < 1e-3);
  });

  it('says when it has too few entries for a forecast', () => {
    const series = seriesOf();
    series.append(entries(2));
    assert.deepEqual(series.abstention, { kind: 'abstention', reason: 'too-few-samples', have: 2, need: 3 });
    assert.deepEqual(series.values(1), []);
  });

  it('does not count entries that it could not use', () => {
    const series = seriesOf();
    series.append(entries(5));
    const bad = [
      { time: 1.8e9, values: [1] },
      { time: 1.8e9 + 9, values: [Number.NaN] },
    ];
    assert.equal(series.append(bad), 0);
    assert.equal(series.newestTime, 1.8e9 + 4);
  });

  it('says so when it does not have the data source that is asked for', () => {
    const series = seriesOf('dataSource: 3');
    assert.throws(() => series.append(entries(1)), {
      name: 'SeriesError',
      message: 'dataSource 3 is asked for, and it has 1 (counted from 0)',
    });
  });

  it('looks at the data source that it was told to', () => {
    const series = seriesOf('dataSource: 1');
    series.append(entries(5).map(({ time }) => ({ time, values: [1, 7, 3] })));
    assert.equal(series.state!.prediction.value, 7);
  });

  it('has its limit as a share of the capacity, which may change, or as a number', () => {
    const series = seriesOf();
    assert.equal(series.limit, 900);
    series.capacity = 2000;
    assert.equal(series.limit, 1800);
    series.append(entries(5));
    assert.equal(series.state!.prediction.limit, 1800);
    assert.equal(seriesOf('limit: 2G').limit, 2e9);
  });

  it('is stale after three intervals of its own, or of the rounds when those are longer', () => {
    const series = seriesOf();
    series.append(entries(10, 10));
    assert.equal(series.intervalSeconds, 10);
    const newest = 1.8e9 + 90;
    assert.equal(series.isStale(newest + 30, 1), false);
    assert.equal(series.isStale(newest + 31, 1), true);
    assert.equal(series.isStale(newest + 31, 20), false);
  });

  it('gives back its interval, but not a shorter one than that of the rounds', () => {
    const series = seriesOf();
    series.append(entries(10, 0.125));
    assert.equal(series.values(1)[0]!.intervalSeconds, 1);
    assert.equal(series.values(0.05)[0]!.intervalSeconds, 0.125);
  });

  it('keeps the score of its forecasts', () => {
    const series = seriesOf('horizonSeconds: 5');
    series.append(entries(60));
    assert.ok(series.scorecard.meanAbsoluteError! < 1e-6);
  });

  it('asks its detector about as many samples as that was trained for', () => {
    let seen: unknown[] = [];
    const detector: Detector = {
      name: 'fake',
      samples: 4,
      judge: (window, limit, horizonSeconds) => {
        seen = [[...window.values], limit, horizonSeconds];
        return { kind: 'verdict', abnormal: true, margin: 1 };
      },
    };
    const series = seriesOf('horizonSeconds: 30', detector);
    series.append(entries(10));
    const last = series.values(1).at(-1)!;
    assert.equal(formatIdentifier(last.identifier), 'web1/dma-memory/gauge-verdict');
    assert.deepEqual(last.values, [1]);
    assert.deepEqual(seen, [[106, 107, 108, 109], 900, 30]);
  });
});
