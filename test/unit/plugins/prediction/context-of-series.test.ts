import assert from 'node:assert/strict';
import type { SeriesState } from '../../../../plugins/prediction/prediction-values.ts';
import { contextOfSeries } from '../../../../plugins/prediction/context-of-series.ts';
import { memoryTarget } from '../../../support/memory-target.ts';
import { exampleCulprit } from '../../../support/example-context.ts';
import { readName } from '../../../../plugins/samples/series-names.ts';

const config = memoryTarget('horizonSeconds: 30');

/** A series about which all is known. */
function known(): SeriesState {
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
    predicted: 950,
    exhaustion: { seconds: 20, earliest: 10, latest: 40 },
    capacity: 1000,
  };
}

function unitOf(identifier: string): string {
  return contextOfSeries(readName(identifier), config, known(), []).unit;
}

describe('the alertContext of a series', () => {
  it('is all that is known of it', () => {
    assert.deepEqual(
      contextOfSeries(readName('web1/memory/memory-used'), config, known(), [exampleCulprit]),
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
    const { prediction } = known();
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
      'limitSide',
      'unit',
      'horizonSeconds',
      'culprits',
    ]);
    const open = { ...known(), exhaustion: { seconds: undefined, earliest: 10, latest: undefined } };
    const { exhaustion } = contextOfSeries(readName('web1/memory/memory-used'), config, open, []);
    assert.deepEqual(Object.keys(exhaustion!), ['earliest']);
  });

  it('predicts the value that is given to collectd, not the mean that it is cut from', () => {
    const { prediction, ...rest } = known();
    const forecast = { ...prediction.forecast, mean: -1, lower: -5 };
    const state = { ...rest, predicted: 0, prediction: { ...prediction, forecast } } as SeriesState;
    assert.equal(contextOfSeries(readName('web1/a/b'), config, state, []).forecast!.predicted, 0);
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
