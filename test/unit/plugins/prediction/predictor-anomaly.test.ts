import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

const name = 'web1/statsd/derive-requests';

function configOf(more = ''): ReturnType<typeof parseConfig> {
  return parseConfig(
    `targets: {requests: {series: "*/statsd/derive-requests", detector: {ensemble: {}}}}\n${more}`,
    'f',
  );
}

describe('dma predict, of a target without a limit', () => {
  let rig: PredictorRig;
  beforeEach(() => {
    rig = new PredictorRig();
  });

  /** The values of the target that collectd was given, by kind. */
  function given(): Readonly<Record<string, number[]>> {
    const all: Record<string, number[]> = {};
    for (const { identifier, values } of rig.output.take()) {
      if (identifier.pluginInstance !== 'requests') continue;
      (all[`${identifier.type}-${identifier.typeInstance}`] ??= []).push(values[0]!);
    }
    return all;
  }

  it('gives anomaly and votes alone, which rise when the series moves away', async () => {
    const random = seededRandom(1);
    for (let second = 0; second < 1000; second++)
      rig.redis.write(name, rig.now - 1000 + second, 50 + random());
    const predictor = rig.start(configOf());
    for (let second = 0; second < 60; second++) {
      rig.now++;
      rig.redis.write(name, rig.now, 50 + random() + (second < 30 ? 0 : 40));
      await predictor.round();
    }
    const { 'gauge-anomaly': anomalies = [], 'gauge-votes': votes = [], ...others } = given();
    assert.deepEqual(others, {});
    assert.ok(anomalies.length >= 55, `${anomalies.length}`);
    assert.ok(Math.max(...anomalies.slice(0, 20)) < 50);
    assert.ok(anomalies.at(-1)! >= 50, `${anomalies.at(-1)}`);
    assert.ok(Math.max(...votes) >= 5, votes.join());
    assert.deepEqual(rig.said(), []);
  });

  it('is never screened, however few series are published', async () => {
    for (let second = 0; second < 200; second++) rig.redis.write(name, rig.now - 200 + second, 5);
    const predictor = rig.start(configOf('publish: atRisk'));
    for (let second = 0; second < 5; second++) {
      rig.now++;
      rig.redis.write(name, rig.now, 5);
      await predictor.round();
    }
    assert.equal(given()['gauge-anomaly']?.at(-1), 0);
  });

  it('is stale, and not odd, when its samples stop', async () => {
    const random = seededRandom(1);
    for (let second = 0; second < 1000; second++)
      rig.redis.write(name, rig.now - 1000 + second, 50 + random());
    const predictor = rig.start(configOf());
    for (let second = 0; second < 900; second++) {
      rig.now++;
      if (second < 30) rig.redis.write(name, rig.now, 50 + random());
      await predictor.round();
      if (second === 29) assert.ok(given()['gauge-anomaly']!.length > 20);
    }
    assert.deepEqual(given(), {});
    assert.match(rig.said()[0]!, /: samples no longer arrive; /);
  });
});
