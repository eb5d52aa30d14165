import { countOf } from '../../notifiers/count-of.ts';
import { formatDuration } from '../../notifiers/event/alert-units.ts';
import type { RedisState } from '../redis/trouble.ts';
import type { CacheState } from '../samples/fallback-reader.ts';
import { silenceCause, type SilenceCause } from './silence-cause.ts';
import { forgottenSeconds, silenceToForget } from '../samples/silence-to-forget.ts';
import type { TargetSeries } from '../series/target-series.ts';

export interface SilenceWitnessParts {
  /** The host under which the program reports on itself. */
  readonly host: string;
  /** collectd's name of this machine (default: `host`). */
  readonly ownHost?: string | undefined;
  /** Asks Redis for its state; rejects for bugs alone (default: unknown). */
  readonly redisState?: (() => Promise<RedisState>) | undefined;
  /** (Default: off) */
  readonly cacheState?: (() => CacheState) | undefined;
  /** Seconds until the clock has caught up after it was set back (default: it was not). */
  readonly secondsBehind?: ((series: readonly TargetSeries[]) => number) | undefined;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
}

/** Finds out why series are silent, from everything that can be seen. */
export class SilenceWitness {
  readonly #parts: SilenceWitnessParts;
  readonly #started: number;

  constructor(parts: SilenceWitnessParts) {
    this.#parts = parts;
    this.#started = parts.monotonic();
  }

  /**
   * The likely cause why these series get no samples.
   *
   * @param silent the silent series; none when no series was ever found
   * @param going the series that get samples
   */
  async causeOf(silent: readonly TargetSeries[], going: readonly TargetSeries[]): Promise<SilenceCause> {
    const { host, redisState, cacheState, secondsBehind, now, monotonic } = this.#parts;
    const { ownHost = host } = this.#parts;
    const time = monotonic();
    const silentSeconds = minOf(silent, (one) => one.silentSeconds(time)) ?? time - this.#started;
    const redis = (await redisState?.()) ?? { isOpen: true };
    // Without Redis and the cache, series fall silent one after the other, each after its own interval.
    const isBlind = !redis.isOpen && cacheState?.() !== 'newer';
    // A slow series may be going although nothing has arrived since.
    if (!isBlind && going.some((one) => one.silentSeconds(time) < silentSeconds))
      return partialCause(silent, going);
    const newest = minOf(silent, (one) => Math.max(0, one.clock.offsetSeconds) - one.newestTime) ?? 0;
    return silenceCause({
      redis,
      cache: cacheState?.() ?? 'off',
      now: now(),
      runningSeconds: time - this.#started,
      silentSeconds,
      hasArrived: silent.some(({ isHeard }) => isHeard),
      aheadSeconds: -newest - now(),
      behindSeconds: secondsBehind?.(silent) ?? 0,
      isOwnHost: silent.length === 0 || silent.some(({ identifier }) => identifier.host === ownHost),
    });
  }
}

/** Some series are silent, and others go on: neither Redis nor collectd as a whole is at fault. */
function partialCause(silent: readonly TargetSeries[], going: readonly TargetSeries[]): SilenceCause {
  const hosts = [...new Set(silent.map(({ identifier }) => identifier.host))];
  const goingHosts = new Set(going.map(({ identifier }) => identifier.host));
  const [gone, ...more] = hosts.filter((host) => !goingHosts.has(host));
  const slowest = silent.reduce((most, one) => Math.max(most, one.intervalSeconds ?? 0), 0);
  const longest = silenceToForget(slowest);
  const forgotten = `forgotten after ${longest === forgottenSeconds ? 'an hour' : formatDuration(longest)}`;
  if (gone === undefined)
    return {
      cause: 'other series go on',
      cure: `does collectd still read these, or are they gone for good? They are ${forgotten}`,
    };
  const others = more.length === 0 ? '' : ` and ${countOf(more.length, 'more host')}`;
  return {
    cause: `nothing comes from ${gone}${others}`,
    cure: `is collectd running there, is its clock right, and does its network plugin reach this host? It is ${forgotten}`,
  };
}

function minOf(series: readonly TargetSeries[], of: (one: TargetSeries) => number): number | undefined {
  return series.length === 0 ? undefined : series.reduce((min, one) => Math.min(min, of(one)), Infinity);
}
