import assert from 'node:assert/strict';
import { parseConfig, type Config } from '../../../../plugins/config/config.ts';
import { Predictor } from '../../../../plugins/prediction/predictor.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { memoryConfig } from '../../../support/memory-target.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { RelayedOutput } from '../../../support/relayed-output.ts';

/** One of only one host. */
function only(host: string): Config {
  return parseConfig(`targets: {memory: {series: "${host}/memory/memory-used", limit: 900}}`, 'test');
}

describe('several dma predict with one Redis', () => {
  let now: number;
  let redis: FakeRedis;
  beforeEach(() => {
    now = 1.8e9;
    redis = new FakeRedis();
  });

  function start(host: string, config = memoryConfig()): { predictor: Predictor; told: () => string[] } {
    const output = new RelayedOutput(redis);
    const predictor = new Predictor({
      config,
      reader: new WriteRedisReader(redis),
      output,
      log: recordedLog(() => now).log,
      host,
      detectors: new Map(),
      now: () => now,
      monotonic: () => now,
    });
    const told = (): string[] =>
      output.notifications
        .splice(0)
        .filter(({ typeInstance }) => typeInstance === 'duplicates')
        .map(({ severity, message }) => `${severity} ${message}`);
    return { predictor, told };
  }

  /** Runs a number of seconds, in which the predictors have their rounds some time after each other. */
  async function run(seconds: number, ...predictors: readonly Predictor[]): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      for (const host of ['web1', 'web2'])
        for (const state of ['used', 'free']) redis.write(`${host}/memory/memory-${state}`, now, 500);
      now += 0.2;
      for (const predictor of predictors) {
        await predictor.round();
        now += 0.1;
      }
      now += 0.8 - 0.1 * predictors.length;
    }
  }

  const clear = 'OKAY no other dma predict gives the same values';

  it('that predict the same series are told, and so is the end', async () => {
    const [one, two] = [start('web1'), start('web2')];
    await run(5, one.predictor);
    await run(60, one.predictor, two.predictor);
    assert.deepEqual(one.told(), [
      'WARNING another dma predict gives the same predictions, so each alert comes twice: web1: memory, web2: memory. ' +
        'It reports as web2; let only one predict these hosts (series), or give its write_redis a Prefix or Database of its own',
    ]);
    assert.match(two.told().join('\n'), /^WARNING .* It reports as web1; let/);
    await run(60, one.predictor);
    assert.deepEqual(one.told(), [clear]);
  });

  it('that report under one name are told', async () => {
    const [one, two] = [start('web1'), start('web1')];
    await run(5, one.predictor);
    await run(60, one.predictor, two.predictor);
    for (const { told } of [one, two])
      assert.deepEqual(told(), [
        'WARNING another dma predict reports under the same name. Both call their host web1; ' +
          'stop one, or give its collectd its own Hostname, or give its write_redis a Prefix or Database of its own',
      ]);
    await run(120, one.predictor);
    assert.deepEqual(one.told(), [clear]);
  });

  it('that predict different series are all right', async () => {
    const [one, two] = [start('web1', only('web1')), start('web2', only('web2'))];
    await run(80, one.predictor, two.predictor);
    assert.deepEqual([one.told(), two.told()], [[clear], [clear]]);
  });

  it('one after the other are all right', async () => {
    await run(40, start('web1').predictor);
    const { predictor, told } = start('web1');
    await run(80, predictor);
    assert.deepEqual(told(), [clear]);
  });
});
