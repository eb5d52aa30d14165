import assert from 'node:assert/strict';
import type { Forecast } from '../../../../analysis/forecast.ts';
import { readName } from '../../../../plugins/samples/series-names.ts';
import { outputNames } from '../../../../plugins/series/prediction-values.ts';
import { boundedBy, boundedForecast, minimumOf } from '../../../../plugins/series/value-bounds.ts';

const temperature = readName('web1/sensors/temperature-cpu');
const unbounded = Number.NEGATIVE_INFINITY;

/** Only the type `memory`, and the second data source of `if_octets`, cannot be below 0. */
function isNeverNegative(type: string, dataSource: number): boolean {
  return (type === 'memory' && dataSource === 0) || (type === 'if_octets' && dataSource === 1);
}

function minimum(name: string, dataSource: number, output?: string): number {
  return minimumOf({ isNeverNegative }, readName(name), dataSource, {
    names: outputNames('web1', 't', output, []),
  });
}

const forecast: Forecast = {
  kind: 'forecast',
  mean: 50,
  lower: 40,
  upper: 60,
  level: 0.8,
  residualStandardError: 1,
  observations: 20,
};

describe('the lower bound of predicted values', () => {
  it('is 0 where nothing is known of types', () => {
    assert.equal(minimumOf({}, temperature, 0, { names: outputNames('web1', 't', undefined, []) }), 0);
  });

  it('is 0 where the data source of the series cannot be below', () => {
    assert.equal(minimum('web1/memory/memory-used', 0), 0);
    assert.equal(minimum('web1/interface-eth0/if_octets', 0), unbounded);
    assert.equal(minimum('web1/interface-eth0/if_octets', 1), 0);
    assert.equal(minimum('web1/sensors/temperature-cpu', 0), unbounded);
  });

  it('is 0 where the type of the output cannot be below, by its one data source', () => {
    assert.equal(minimum('web1/sensors/temperature-cpu', 1, 'dma/memory'), 0);
    assert.equal(minimum('web1/sensors/temperature-cpu', 1, 'dma/if_octets'), unbounded);
  });
});

describe('the bounds of a forecast', () => {
  it('leave a forecast as it is that is within, or on them', () => {
    assert.deepEqual(boundedBy(forecast, 40, 60), forecast);
  });

  it('cut the mean and both ends, each where it is beyond', () => {
    const ends = (least: number, maximum: number): number[] => {
      const { mean, lower, upper } = boundedBy(forecast, least, maximum);
      return [lower, mean, upper];
    };
    assert.deepEqual(ends(45, 100), [45, 50, 60]);
    assert.deepEqual(ends(0, 55), [40, 50, 55]);
    assert.deepEqual(ends(52, 54), [52, 52, 54]);
    assert.deepEqual(ends(0, 30), [30, 30, 30]);
    assert.deepEqual(boundedBy(forecast, 0, 30).level, 0.8);
  });

  it('make the predicted value and its ends', () => {
    assert.deepEqual(boundedForecast(forecast, 0, 55), { value: 50, lower: 40, upper: 55 });
  });

  it('make nothing of an abstention', () => {
    assert.equal(boundedForecast({ kind: 'abstention', reason: 'not-finite' }, 0, 55), undefined);
  });
});
