import assert from 'node:assert/strict';
import { parseConfig, type Config } from '../../../../plugins/config/config.ts';
import type { Predictor } from '../../../../plugins/prediction/predictor.ts';
import { memoryConfig } from '../../../support/memory-target.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';

/** Noise, with a leak up to 950 and back in every twelfth minute. */
function leaks(): (second: number) => number {
  const random = seededRandom(7);
  return (second) => 300 + 40 * random() + Math.max(0, 12 * ((second % 720) - 660));
}

/** The values of each second of two predictors, apart. */
async function bothAfter(
  rig: PredictorRig,
  [first, second]: readonly [Predictor, Predictor],
  seconds: number,
  write: (second: number) => void,
): Promise<[unknown[], unknown[]]> {
  const said: [unknown[], unknown[]] = [[], []];
  rig.output.take();
  for (let index = 0; index < seconds; index++) {
    rig.now++;
    write(index);
    for (const [which, predictor] of [first, second].entries()) {
      await predictor.round();
      said[which]!.push(rig.output.take().filter(({ identifier }) => identifier.pluginInstance !== 'self'));
    }
  }
  return said;
}

function scoresOf(predictor: Predictor): unknown[] {
  return predictor.series.map(({ name, prediction: { full, alerts } }) => [
    name,
    full?.scorecard.meanAbsoluteError,
    full?.scorecard.bias,
    full?.scorecard.coverage,
    alerts?.warned,
    alerts?.missed,
    alerts?.falseAlarms,
  ]);
}

async function restarted(
  rig: PredictorRig,
  config: Config,
  seconds: number,
  write: (second: number) => void,
): Promise<void> {
  const never = rig.start(config);
  for (let second = 0; second < seconds; second++) {
    rig.now++;
    write(second);
    await never.round();
  }
  const again = rig.start(config);
  const [before, after] = await bothAfter(rig, [never, again], 150, (second) => write(seconds + second));
  assert.equal(before.flat(2).length, after.flat(2).length);
  assert.ok(before.flat(2).length >= 150 * 3, `${before.flat(2).length}`);
  assert.deepEqual(after, before);
  assert.deepEqual(scoresOf(again), scoresOf(never));
  const { alerts } = never.series[0]!.prediction;
  assert.ok(alerts!.warned + alerts!.missed > 0, 'there was a crossing to remember');
}

describe('a predictor that is started again', () => {
  let rig: PredictorRig;
  beforeEach(() => {
    rig = new PredictorRig();
  });

  it('goes on as if it had not stopped, sample for sample', async () => {
    const valueAt = leaks();
    await restarted(rig, memoryConfig(), 1400, (second) => rig.write(valueAt(second)));
  });

  it('goes on so with a sum and a lower limit', async () => {
    const valueAt = leaks();
    const config = parseConfig(
      `targets: {available: {series: ["*/memory/memory-free", "*/memory/memory-cached"], capacity: 1000, lowerLimit: 10%}}`,
      'test',
    );
    await restarted(rig, config, 1400, (second) => {
      const value = valueAt(second);
      rig.redis.write('web1/memory/memory-free', rig.now, 700 - 0.5 * value);
      rig.redis.write('web1/memory/memory-cached', rig.now + 0.2, 300 - 0.5 * value);
    });
  });

  it('has sixty horizons before it, and no more', async () => {
    const reads: (readonly [min: number | string, max: number | string])[] = [];
    const read = rig.redis.zRangeWithScores.bind(rig.redis);
    rig.redis.zRangeWithScores = (key, min, max, options) => {
      if (options && !options.REV) reads.push([min, max]);
      return read(key, min, max, options);
    };
    rig.write(100);
    await rig.start(memoryConfig('horizonSeconds: 100')).round();
    assert.deepEqual(reads, [[rig.now - 6000, rig.now]]);
  });

  it('is not held up by a long past: meanwhile the other series are predicted', async () => {
    const disk = 'web1/df-root/df_complex-used';
    const read = rig.redis.zRangeWithScores.bind(rig.redis);
    rig.redis.zRangeWithScores = (key, min, max, options) => {
      if (!key.endsWith(disk) || !options || options.REV) return read(key, min, max, options);
      // A sample every 20 s for ten days, made up as they are asked for.
      const first = typeof min === 'number' ? min : Number(min.slice(1)) + 20;
      const times = Array.from({ length: options.LIMIT!.count }, (_, i) => first + 20 * i);
      return Promise.resolve(
        times.filter((score) => score <= Number(max)).map((score) => ({ score, value: `${score}:100` })),
      );
    };
    const config = parseConfig(
      `targets:
  disk: {series: "*/df-*/df_complex-used", capacity: 1000, horizonSeconds: 14400}
  memory: {series: "*/memory/memory-used", capacity: 1000}`,
      'test',
    );
    const predictor = rig.start(config);
    const found: string[] = [];
    for (let round = 0; round < 4; round++) {
      rig.now++;
      rig.write(100);
      if (round === 0) rig.redis.write(disk, rig.now, 100);
      await predictor.round();
      found.push(predictor.series.map(({ target }) => target).join('+'));
      assert.equal(predictor.pauseSeconds(rig.now) < 0.1, round < 2, 'no time is lost while it is read');
    }
    assert.deepEqual(found, ['memory', 'memory', 'memory+disk', 'memory+disk']);
    const { prediction, newestTime } = predictor.series[1]!;
    assert.equal(newestTime, rig.now - 3);
    assert.equal(prediction.full?.scorecard.meanAbsoluteError, 0);
  });
});
