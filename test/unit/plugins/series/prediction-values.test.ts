import assert from 'node:assert/strict';
import type { Abstention, Forecast } from '../../../../analysis/forecast.ts';
import { formatIdentifier } from '../../../../plugins/collectd/identifier.ts';
import {
  abstentionOf,
  datedByOurs,
  outputNames,
  predictionValues,
  type SeriesState,
} from '../../../../plugins/series/prediction-values.ts';

const forecast: Forecast = {
  kind: 'forecast',
  mean: 750,
  lower: 700,
  upper: 800,
  level: 0.8,
  residualStandardError: 1,
  observations: 20,
};
const names = outputNames('web1', 'memory', 'dma/memory', []);
const notFinite = { kind: 'abstention', reason: 'not-finite' } as const;
const tooFew = { kind: 'abstention', reason: 'too-few-samples', have: 1, need: 3 } as const;

function stateOf(fields: Partial<SeriesState> & Partial<SeriesState['prediction']> = {}): SeriesState {
  const { exhaustion, capacity = 1000, ...prediction } = fields;
  const predicted = 'predicted' in fields ? fields.predicted : { value: 750, lower: 700, upper: 800 };
  const risk = { kind: 'risk', percent: 75, raised: true, exhausted: false } as const;
  return {
    prediction: { time: 100.5, value: 500, limit: 900, forecast, risk, verdict: undefined, ...prediction },
    predicted,
    exhaustion,
    capacity,
  };
}

function valuesOf(state: SeriesState, given = names): Record<string, number> {
  return Object.fromEntries(
    predictionValues(given, state, 2).map(({ identifier, values }) => [
      formatIdentifier(identifier),
      values[0]!,
    ]),
  );
}

function durationsOf(state: SeriesState): (number | undefined)[] {
  const values = valuesOf(state);
  return ['', '_earliest', '_latest'].map((end) => values[`web1/dma-memory/duration-exhaustion${end}`]);
}

describe('the names of what is given back', () => {
  it('are those of the target when its glob has no wildcards', () => {
    assert.deepEqual(names, {
      host: 'web1',
      resource: 'memory',
      predicted: { host: 'web1', plugin: 'dma', type: 'memory' },
    });
  });

  it('tell the series of one host apart by what the wildcards captured', () => {
    const disk = outputNames('web1', 'disk', 'dma/df_complex', ['var-log']);
    assert.equal(disk.resource, 'disk-var-log');
    assert.equal(formatIdentifier(disk.predicted!), 'web1/dma/df_complex-var-log');
    const two = outputNames('web1', 'cpu', 'dma-x/percent-y', ['7', '', 'idle']);
    assert.equal(two.resource, 'cpu-7-idle');
    assert.equal(formatIdentifier(two.predicted!), 'web1/dma-x/percent-y-7-idle');
  });

  it('are shortened where they would be too long for collectd, and still differ', () => {
    const mounts = ['1-mount', '2-mount'].map((end) => 'p'.repeat(120) + end);
    const [one, other] = mounts.map((mount) => outputNames('web1', 'disk', 'dma/df_complex', [mount]));
    assert.equal(one!.longResource, `disk-${mounts[0]}`);
    for (const { resource, predicted } of [one!, other!]) {
      assert.match(resource, /^disk-p{113}-[0-9a-f]{8}$/);
      assert.equal(formatIdentifier(predicted!), `web1/dma/df_complex-${predicted!.typeInstance}`);
    }
    assert.notEqual(one!.resource, other!.resource);
    assert.equal(one!.predicted!.typeInstance, mounts[0], '127 bytes fit');
  });

  it('hold no predicted value without an output', () => {
    assert.deepEqual(outputNames('web1', 'memory', undefined, []), { host: 'web1', resource: 'memory' });
  });
});

describe('what is given back', () => {
  it('is predicted value and share, time to exhaustion, both with their intervals, risk and verdict', () => {
    const verdict = { kind: 'verdict', abnormal: true, margin: 0.5 } as const;
    const exhaustion = { seconds: 12, earliest: 9, latest: 20 };
    assert.deepEqual(valuesOf(stateOf({ exhaustion, verdict })), {
      'web1/dma/memory': 750,
      'web1/dma-memory/percent-predicted': 75,
      'web1/dma-memory/gauge-predicted_lower': 700,
      'web1/dma-memory/gauge-predicted_upper': 800,
      'web1/dma-memory/duration-exhaustion': 12,
      'web1/dma-memory/duration-exhaustion_earliest': 9,
      'web1/dma-memory/duration-exhaustion_latest': 20,
      'web1/dma-memory/percent-risk': 75,
      'web1/dma-memory/gauge-verdict': 1,
      'web1/dma-memory/gauge-verdict_margin': 0.5,
    });
    const normal = valuesOf(stateOf({ verdict: { ...verdict, abnormal: false, margin: -1.25 } }));
    assert.equal(normal['web1/dma-memory/gauge-verdict'], 0);
    assert.equal(normal['web1/dma-memory/gauge-verdict_margin'], -1.25);
  });

  it('is of the time of the newest sample', () => {
    for (const { time, intervalSeconds } of predictionValues(names, stateOf(), 2)) {
      assert.deepEqual([time, intervalSeconds], [100.5, 2]);
    }
  });

  it('has an unknown time to exhaustion when none is in sight', () => {
    const { NaN: unknown } = Number;
    assert.deepEqual(durationsOf(stateOf()), [unknown, unknown, unknown]);
    const possible = { seconds: undefined, earliest: 40, latest: undefined };
    assert.deepEqual(durationsOf(stateOf({ exhaustion: possible })), [unknown, 40, unknown]);
  });

  it('is a share of 0 to 100 %, and a value that is not cut here', () => {
    const low = valuesOf(stateOf({ predicted: { value: -5, lower: -9, upper: 4 } }));
    assert.deepEqual([low['web1/dma/memory'], low['web1/dma-memory/percent-predicted']], [-5, 0]);
    const high = valuesOf(stateOf({ predicted: { value: 5000, lower: 0, upper: 6000 } }));
    assert.deepEqual([high['web1/dma/memory'], high['web1/dma-memory/percent-predicted']], [5000, 100]);
  });

  it('is the anomaly and the votes of a target with an ensemble', () => {
    const noLimit = { kind: 'abstention', reason: 'no-limit' } as const;
    const judged = { forecast: noLimit, risk: noLimit, predicted: undefined };
    const anomaly = {
      kind: 'anomaly',
      percent: 62.5,
      raised: true,
      tests: ['histogram', 'Grubbs'],
      agreed: [],
    } as const;
    assert.deepEqual(valuesOf(stateOf({ ...judged, anomaly })), {
      'web1/dma-memory/gauge-anomaly': 62.5,
      'web1/dma-memory/gauge-votes': 2,
    });
    assert.deepEqual(valuesOf(stateOf({ ...judged, anomaly: tooFew })), {});
  });

  it('leaves out what is not known', () => {
    const abstention = { kind: 'abstention', reason: 'not-finite' } as const;
    assert.deepEqual(valuesOf(stateOf({ predicted: undefined, risk: abstention, verdict: abstention })), {});
    assert.deepEqual(valuesOf(stateOf({ predicted: undefined })), { 'web1/dma-memory/percent-risk': 75 });
    const unbounded = valuesOf(stateOf({ capacity: Number.POSITIVE_INFINITY }));
    assert.equal('web1/dma-memory/percent-predicted' in unbounded, false);
    assert.equal(unbounded['web1/dma/memory'], 750);
    const bare = outputNames('web1', 'memory', undefined, []);
    assert.equal('web1/dma/memory' in valuesOf(stateOf(), bare), false);
  });
});

describe('a state that is dated by our clock', () => {
  it('has the times of a clock that is right as they are', () => {
    const state = { ...stateOf(), reachedTime: 90 };
    assert.equal(datedByOurs(state, 0), state);
  });

  it('has the times of sample and limit reached put back by what the clock of the host is ahead', () => {
    const { prediction, reachedTime, capacity } = datedByOurs({ ...stateOf(), reachedTime: 90 }, 50);
    assert.deepEqual([prediction.time, prediction.value, reachedTime, capacity], [50.5, 500, 40, 1000]);
    assert.equal(datedByOurs(stateOf(), 50).reachedTime, undefined);
  });
});

function abstentionWith(
  fields: Partial<SeriesState['prediction']>,
  riskFrom: 'both' | 'detector' = 'both',
): Abstention | undefined {
  return abstentionOf(stateOf(fields).prediction, riskFrom);
}

describe('the reason why a prediction is missing', () => {
  it('is that of the forecast first', () => {
    assert.equal(
      abstentionWith({ forecast: tooFew, risk: notFinite, verdict: notFinite }, 'detector'),
      tooFew,
    );
  });

  it('is that of the detector where it alone judges the risk', () => {
    assert.equal(abstentionWith({ verdict: tooFew, risk: notFinite }, 'detector'), tooFew);
    assert.equal(abstentionWith({ verdict: tooFew, risk: notFinite }), notFinite);
    assert.equal(abstentionWith({ verdict: tooFew }), undefined);
  });

  it('is that of an ensemble where there is no limit, whatever is missing else', () => {
    const anomaly = { kind: 'anomaly', percent: 0, raised: false, tests: [], agreed: [] } as const;
    assert.equal(abstentionWith({ anomaly: tooFew, forecast: notFinite, risk: notFinite }), tooFew);
    assert.equal(abstentionWith({ anomaly, forecast: notFinite, risk: notFinite }), undefined);
  });

  it('is that of the risk at last, and missing where nothing is', () => {
    assert.equal(abstentionWith({ risk: tooFew }, 'detector'), tooFew);
    assert.equal(abstentionWith({}, 'detector'), undefined);
    assert.equal(
      abstentionWith({ verdict: { kind: 'verdict', abnormal: true, margin: 1 } }, 'detector'),
      undefined,
    );
  });
});

describe('the share that is given back', () => {
  it('is that of the capacity that there will be, where it moves', () => {
    const share = { value: 50, limit: 90, forecast: { ...forecast, mean: 61 } };
    assert.equal(valuesOf(stateOf({ share }))['web1/dma-memory/percent-predicted'], 61);
    const unknown = { value: 50, limit: 90, forecast: { kind: 'abstention', reason: 'not-finite' } as const };
    assert.equal(valuesOf(stateOf({ share: unknown }))['web1/dma-memory/percent-predicted'], 75);
  });
});
