import type { Config } from '../../plugins/config/config.ts';
import { Predictor } from '../../plugins/prediction/predictor.ts';
import type { PredictorParts } from '../../plugins/prediction/predictor-parts.ts';
import { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { FakeRedis } from './fake-redis.ts';
import { memoryConfig } from './memory-target.ts';
import { recordedLog } from './recorded-log.ts';
import { RecordedOutput } from './recorded-output.ts';

/** A predictor's surroundings: a clock, what write_redis left, what goes to collectd, and what is said. */
export class PredictorRig {
  /** Seconds that pass as they should; {@link clockError} is what the clock makes of them. */
  now = 1.8e9;
  clockError = 0;
  readonly redis = new FakeRedis();
  readonly output = new RecordedOutput();
  readonly #recorded = recordedLog(() => this.now);

  /** Log lines since the last call. */
  said(): string[] {
    return this.#recorded.said();
  }

  /** A predictor that has just been started here. */
  start(
    config: Config = memoryConfig(),
    more: Partial<
      Pick<
        PredictorParts,
        'output' | 'tell' | 'fromCache' | 'redisState' | 'cacheState' | 'isNeverNegative' | 'isCounter'
      >
    > = {},
  ): Predictor {
    return new Predictor({ ...this.parts(), ...more, config, detectors: new Map() });
  }

  /** Its surroundings, without a configuration. */
  parts(): Omit<PredictorParts, 'config' | 'detectors'> {
    return {
      reader: new WriteRedisReader(this.redis),
      output: this.output,
      log: this.#recorded.log,
      host: 'self1',
      now: () => this.now + this.clockError,
      monotonic: () => this.now,
    };
  }

  /** Writes what collectd writes now: so much used of 1000. */
  write(value: number, host = 'web1'): void {
    this.redis.write(`${host}/memory/memory-used`, this.now, value);
    this.redis.write(`${host}/memory/memory-free`, this.now, 1000 - value);
  }

  /** Runs a number of seconds, each with a sample and a round. */
  async run(predictor: Predictor, seconds: number, valueAt: (second: number) => number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.now++;
      this.write(valueAt(second));
      await predictor.round();
    }
  }

  /** Runs a number of seconds, each with a round but no sample. */
  async idle(predictor: Predictor, seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.now++;
      await predictor.round();
    }
  }
}
