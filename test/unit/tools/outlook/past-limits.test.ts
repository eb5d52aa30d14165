import assert from 'node:assert/strict';
import { targetSchema } from '../../../../plugins/config/target-config.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { SeriesNames } from '../../../../plugins/samples/series-names.ts';
import { forecastSentence } from '../../../../tools/outlook/evidence-text.ts';
import { forecastOf } from '../../../../tools/outlook/given-values.ts';
import { pastLimits } from '../../../../tools/outlook/past-limits.ts';
import { SeriesLook } from '../../../../tools/outlook/watched-series.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const now = 1_795_226_400;
const memory = targetSchema.parse({
  series: '*/memory/memory-used',
  capacity: '*/memory/memory-{used,free}',
});
const samples = Array.from({ length: 100 }, (_, second) => ({ time: now - 99 + second, value: 500 }));

async function limitsOf(freeAt: (second: number) => number, target = memory) {
  const redis = new FakeRedis();
  for (const [second, { time, value }] of samples.entries()) {
    redis.write('web1/memory/memory-used', time, value);
    redis.write('web1/memory/memory-free', time, freeAt(second));
  }
  const reader = new WriteRedisReader(redis);
  const { series } = await new SeriesLook(reader, { targets: { memory: target } }).look(now, 0);
  return pastLimits(reader, series[0]!, new SeriesNames(await reader.names()), samples, now);
}

describe('the limits of the past', () => {
  it('are those of each time where the capacity shrinks or jumps', async () => {
    const shrinking = await limitsOf((second) => 500 - second);
    assert.deepEqual(shrinking[0], { time: now - 99, value: 900 });
    assert.deepEqual(shrinking.at(-1), { time: now, value: 0.9 * 901 });
    const grown = await limitsOf((second) => (second < 50 ? 500 : 1500));
    assert.deepEqual([grown[0]!.value, grown.at(-1)!.value], [900, 1800]);
  });

  it('are none where the capacity stays, and where the limit is a number', async () => {
    assert.deepEqual(await limitsOf(() => 500), []);
    const fixed = targetSchema.parse({ series: '*/memory/memory-used', limit: 900 });
    assert.deepEqual(await limitsOf((second) => 500 - second, fixed), []);
  });
});

describe('a forecast while the capacity moves', () => {
  const forecast = forecastOf({ percent: 91, lower: 500, upper: 501, time: now }, 1000)!;
  const series = { limit: 900, limitSide: 'upper', unit: 'plain', horizonSeconds: 60 } as const;

  it('is an amount within its interval, and beside the limit by its share', () => {
    assert.deepEqual([forecast.value, forecast.besideLimit], [501, 910]);
    assert.equal(
      forecastSentence(forecast, series),
      'expected in 60 s: 501 (500 to 501) is beyond the limit',
    );
  });
});
