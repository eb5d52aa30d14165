import { monotonicSeconds, pause } from '../process/clock.ts';
import type { Logger, LogSubject, TransitionLog } from '../process/logger.ts';
import type { RedisConnection } from '../redis/connection.ts';
import type { RedisCommand } from '../redis/redis-writes.ts';
import { StoreError } from '../samples/sample-reader.ts';
import type { HeldBatch, HeldSamples, HeldSeries } from './held-samples.ts';
import { RefusedSeries } from './refused-series.ts';

/** The connection that samples are handed over to. */
export type WritableRedis = Pick<RedisConnection, 'isOpen' | 'attempts' | 'write'>;

export interface HandOverParts {
  readonly held: HeldSamples;
  /** Returns the present connection; a changed configuration brings another one. */
  readonly redis: () => WritableRedis;
  /** The prefix of write_redis, one character a byte. */
  readonly prefix: string;
  readonly log: TransitionLog;
  readonly logger: Logger;
  /** Seconds of a monotonic clock. */
  readonly monotonic?: () => number;
  readonly sleep?: typeof pause;
}

/** Samples gather for this long, so that Redis is asked a few times a second for many of them. */
const gatherSeconds = 0.02;
/** The pause before samples are offered again that Redis did not take. */
const retrySeconds = 0.5;
const maxSamplesAtOnce = 10_000;
/** Up to this number of series at once get all commands of write_redis; of more, each gets the others once a minute. */
const maxAlwaysKeptUp = 100;
const upkeepSeconds = 60;

/** Refusals that may end without a change of what is written. */
const passing =
  /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|MOVED|ASK|OOM|MISCONF|NOREPLICAS|BUSY|NOAUTH|NOPERM|UNKILLABLE)\b/;

/** Those of a cluster whose other servers go on. */
const failover = /^(CLUSTERDOWN|TRYAGAIN|MOVED|ASK)\b/;

/** Carries samples to Redis, oldest first within each series, and again until Redis has taken them. */
export class HandOver {
  readonly #parts: HandOverParts;
  readonly #monotonic: () => number;
  readonly #sleep: typeof pause;
  readonly #refusal: LogSubject;
  readonly #room: LogSubject;
  readonly #series: LogSubject;
  #connection: WritableRedis | undefined;
  #attempts = 0;
  #connectedAt = 0;
  /** Monotonic seconds since which nothing could be handed over; undefined while that works. */
  #since: number | undefined;
  #droppedBefore = 0;
  readonly #refusedSeries = new RefusedSeries();
  #written = 0;
  #refused = 0;

  constructor(parts: HandOverParts) {
    this.#parts = parts;
    this.#monotonic = parts.monotonic ?? monotonicSeconds;
    this.#sleep = parts.sleep ?? pause;
    this.#refusal = parts.log.subject('relay: Redis');
    this.#room = parts.log.subject('relay: samples');
    this.#series = parts.log.subject('relay: series');
  }

  /** Number of samples that Redis has taken. */
  get written(): number {
    return this.#written;
  }

  /** Number of samples that Redis refused for good. */
  get refused(): number {
    return this.#refused;
  }

  /** Hands over until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#parts.held.filled(signal);
      await this.flush(signal);
    }
  }

  /** Hands over what is held, until nothing is left or the signal is aborted. */
  async flush(signal: AbortSignal): Promise<void> {
    const { held, redis } = this.#parts;
    while (held.count > 0 && !signal.aborted) {
      if (held.count < maxSamplesAtOnce) await this.#sleep(gatherSeconds, signal);
      const batches = redis().isOpen ? held.take(maxSamplesAtOnce) : [];
      const isAll = held.count === 0;
      const isTaken = batches.length > 0 && (await this.#offer(batches));
      this.#tellOfRoom();
      if (isTaken && isAll) this.#tellEnd();
      if (isTaken) continue;
      this.#since ??= this.#monotonic();
      await this.#sleep(retrySeconds, signal);
    }
  }

  /** @returns false when some have to be offered again, after a pause */
  async #offer(batches: readonly HeldBatch[]): Promise<boolean> {
    const { held, redis } = this.#parts;
    const [connection, now] = [redis(), this.#monotonic()];
    if (connection !== this.#connection || connection.attempts !== this.#attempts) {
      this.#connection = connection;
      this.#attempts = connection.attempts;
      this.#connectedAt = now;
    }
    // A Redis that was connected to anew may have lost the names, or be another one.
    const isKeptUp = ({ key, keptUpAt }: HeldSeries): boolean =>
      batches.length > maxAlwaysKeptUp &&
      !this.#refusedSeries.has(key) &&
      keptUpAt >= this.#connectedAt &&
      now - keptUpAt < upkeepSeconds;
    const plans = batches.map((batch) => this.#commandsOf(batch, !isKeptUp(batch.series)));
    let errors: readonly (Error | undefined)[];
    try {
      errors = await connection.write(plans.flat());
    } catch (error) {
      held.giveBack(batches);
      if (error instanceof StoreError) return false;
      throw error;
    }
    const left: HeldBatch[] = [];
    let position = 0;
    for (const [index, batch] of batches.entries()) {
      const { length } = plans[index]!;
      const [error, ...further] = errors.slice(position, (position += length));
      if (error && passing.test(error.message)) {
        left.push(batch);
        this.#refusal.failing(
          `does not take samples: ${textOf(error)}`,
          '; they are kept, and offered again',
        );
        continue;
      }
      const refused = further.find((one) => one !== undefined);
      // Its other server is away, in a cluster: with the next sample.
      const isLater = refused !== undefined && failover.test(refused.message);
      this.#settle(batch, error ?? (isLater ? undefined : refused), error === undefined);
      if (isLater) batch.series.keptUpAt = Number.NEGATIVE_INFINITY;
      else if (length > 1) batch.series.keptUpAt = now;
    }
    held.giveBack(left);
    if (left.length === 0) this.#refusal.recovered();
    this.#refusedSeries.forgetOld(now);
    if (this.#refusedSeries.count === 0) this.#series.recovered();
    return left.length === 0;
  }

  #settle({ series, scores }: HeldBatch, error: Error | undefined, isWritten: boolean): void {
    if (isWritten) this.#written += scores.length;
    else this.#refused += scores.length;
    if (!error) {
      this.#refusedSeries.take(series.key);
      return;
    }
    this.#refusedSeries.refuse(series.key, this.#monotonic());
    const end = isWritten
      ? ', and is not cut to its size or not found by its name'
      : '; its samples are dropped';
    this.#series.failing(`\`${series.key}\` is refused by Redis: ${textOf(error)}${end}`);
  }

  /** The commands of write_redis for some samples of a series; only the first one without `isUpkeep`. */
  #commandsOf({ series, scores, members }: HeldBatch, isUpkeep: boolean): RedisCommand[] {
    const { prefix } = this.#parts;
    const key = asArgument(series.key);
    const pairs = scores.flatMap((score, index) => [score, asArgument(members[index]!)]);
    const commands: RedisCommand[] = [['ZADD', key, ...pairs]];
    if (!isUpkeep) return commands;
    const { ranks, seconds } = series.limits;
    if (ranks !== undefined) commands.push(['ZREMRANGEBYRANK', key, '0', ranks]);
    if (seconds !== undefined)
      commands.push(['ZREMRANGEBYSCORE', key, '-1', `(${(Number(scores.at(-1)) - seconds).toFixed(9)}`]);
    commands.push(['SADD', asArgument(`${prefix}values`), asArgument(series.key.slice(prefix.length))]);
    return commands;
  }

  #tellOfRoom(): void {
    const { held } = this.#parts;
    if (held.dropped === this.#droppedBefore) return;
    this.#room.failing(
      'are dropped: Redis has not taken any for longer than there is room',
      ', and the oldest make room for the newest; see relay.maxSamplesPerSeries and relay.maxMegabytes',
    );
  }

  #tellEnd(): void {
    const { held, logger } = this.#parts;
    if (this.#since === undefined && held.dropped === this.#droppedBefore) return;
    const seconds = Math.round(this.#monotonic() - (this.#since ?? this.#monotonic()));
    const dropped = held.dropped - this.#droppedBefore;
    this.#since = undefined;
    this.#droppedBefore = held.dropped;
    this.#room.recovered();
    logger.info(
      dropped === 0
        ? `all samples of the last ${seconds} s are in Redis now`
        : `the samples of the last ${seconds} s are in Redis now, but for ${dropped} that had no room`,
    );
  }
}

/** The words of Redis, without their full stop: a sentence goes on behind them. */
function textOf({ message }: Error): string {
  return message.replace(/\.$/, '');
}

/** Text of bytes as an argument: ASCII is the same in UTF-8, which is what the client sends. */
function asArgument(text: string): string | Buffer {
  return /[^\0-\x7f]/.test(text) ? Buffer.from(text, 'latin1') : text;
}
