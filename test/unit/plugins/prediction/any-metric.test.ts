import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { configSchema, type Config } from '../../../../plugins/config/config.ts';
import { configOfSeries } from '../../../../plugins/config/target-config.ts';
import { uncommented } from '../../../support/uncommented.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

/** The targets that conf/dma.yaml shows, those in comments included. */
function shippedTargets(): Readonly<Record<string, unknown>> {
  const text = readFileSync(new URL('../../../../conf/dma.yaml', import.meta.url), 'utf8');
  const all = [...uncommented(text).map(({ after }) => after), text];
  return Object.assign({}, ...all.map((yaml) => (parse(yaml) as { targets: object }).targets)) as Record<
    string,
    unknown
  >;
}

/** That target, with a method whose answer for a straight line is known. */
function configOf(target: string): Config {
  const options = shippedTargets()[target] as object;
  return configSchema.parse({ targets: { [target]: { ...options, forecaster: 'linear' } } });
}

/** Values by identifier: one part in a hundred of what is there is taken at each sample. */
type Reading = (taken: number) => Readonly<Record<string, number>>;

const metrics: readonly {
  target: string;
  interval: number;
  reading: Reading;
  output: string;
  resource: string;
  predicted: (taken: number) => number;
}[] = [
  {
    target: 'disk',
    interval: 60,
    reading: (taken) => ({
      'web1/df-var-log/df_complex-used': taken,
      'web1/df-var-log/df_complex-free': 100 - taken,
      'web1/df-var-log/df_complex-reserved': 5,
    }),
    output: 'web1/dma/df_complex-var-log',
    resource: 'disk-var-log',
    predicted: (taken) => taken,
  },
  {
    target: 'swap',
    interval: 10,
    reading: (taken) => ({
      'web1/swap/swap-used': taken,
      'web1/swap/swap-free': 95 - taken,
      'web1/swap/swap-cached': 5,
      'web1/swap/swap_io-in': 1e6,
    }),
    output: 'web1/dma/swap',
    resource: 'swap',
    predicted: (taken) => taken,
  },
  {
    target: 'files',
    interval: 10,
    reading: (taken) => ({
      'web1/fhcount/file_handles-used': taken,
      'web1/fhcount/file_handles-unused': 0,
      'web1/fhcount/file_handles-max': 100,
    }),
    output: 'web1/dma/file_handles',
    resource: 'files',
    predicted: (taken) => taken,
  },
  {
    target: 'queue',
    interval: 10,
    reading: (taken) => ({ 'web1/statsd/gauge-jobs': 150 * taken }),
    output: 'web1/dma/queue_length',
    resource: 'queue',
    predicted: (taken) => 150 * taken,
  },
  {
    target: 'available',
    interval: 1,
    reading: (taken) => ({
      'web1/memory/memory-free': 80 - 0.8 * taken,
      'web1/memory/memory-cached': 10 - 0.1 * taken,
      'web1/memory/memory-buffered': 6 - 0.06 * taken,
      'web1/memory/memory-slab_recl': 4 - 0.04 * taken,
      'web1/memory/memory-used': taken,
    }),
    output: 'web1/dma/memory-available',
    resource: 'available',
    predicted: (taken) => 100 - taken,
  },
  {
    target: 'held',
    interval: 1,
    reading: (taken) => ({
      'web1/memory/memory-free': 100 - taken,
      'web1/memory/memory-used': 0.9 * taken,
      'web1/memory/memory-slab_unrecl': 0.1 * taken,
    }),
    output: 'web1/dma/memory-held',
    resource: 'held',
    predicted: (taken) => taken,
  },
];

describe('any metric of collectd', () => {
  for (const { target, interval, reading, output, resource, predicted } of metrics) {
    it(`is predicted over its own horizon by a few lines of conf/dma.yaml: ${target}`, async () => {
      const rig = new PredictorRig();
      const config = configOf(target);
      const { horizonSeconds } = configOfSeries(config.targets[target]!)!;
      const predictor = rig.start(config);
      let raisedAt = 0;
      for (let taken = 20; taken <= 99; taken += 0.25) {
        rig.now += interval;
        for (const [identifier, value] of Object.entries(reading(taken)))
          rig.redis.write(identifier, rig.now, value);
        await predictor.round();
        const values = rig.output.takeValues('web1/');
        if (taken === 50) {
          const ahead = predicted(50 + (0.25 * horizonSeconds) / interval);
          const expected = Math.min(predictor.series[0]!.capacity, Math.max(0, ahead));
          assert.ok(Math.abs(values[output]! - expected) < 1e-3, `${values[output]}`);
          assert.equal(`web1/dma-${resource}/percent-predicted` in values, target !== 'queue');
        }
        if (values[`web1/dma-${resource}/percent-risk`]! >= 50 && raisedAt === 0) raisedAt = taken;
      }
      const { alerts } = predictor.series[0]!.prediction;
      assert.ok(raisedAt > 0 && raisedAt < 90, `raised when ${raisedAt} % are taken`);
      assert.equal(predictor.series.length, 1);
      assert.deepEqual([alerts!.missed, alerts!.falseAlarms], [0, 0]);
      assert.deepEqual(rig.said(), []);
    });
  }
});
