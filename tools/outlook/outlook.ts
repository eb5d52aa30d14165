import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import type { Config } from '../../plugins/config/config.ts';
import type { Coverage } from '../../plugins/coverage/coverage.ts';
import { nodeDisk } from '../../plugins/files/node-disk.ts';
import { connectRedis, type RedisConnection } from '../../plugins/redis/connection.ts';
import { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { StoreError } from '../../plugins/samples/sample-reader.ts';
import { Spool } from '../../plugins/spool/spool.ts';
import { lookAtCoverage } from './coverage-look.ts';
import { lookAtPredictors, type PredictorSight } from './predictors.ts';
import { rowsOf, type Row } from './row.ts';
import { DetailLook, keptSeconds, type LookTime, type SeriesDetails } from './series-details.ts';
import { lookAtSpool, type SpoolSight } from './spool-look.ts';
import { SeriesLook, type SeriesSight } from './watched-series.ts';

/** The state of Redis. */
export interface RedisSight {
  readonly url: string;
  /** The reason why it cannot be read; undefined when it can. */
  readonly problem: string | undefined;
  /** Number of names that it holds. */
  readonly names: number;
}

/** The state of one Redis of several. */
export interface StoreSight extends RedisSight {
  /** Its name in dma.yaml. */
  readonly name: string;
}

/** Everything that is known at one time. */
export interface Snapshot {
  /** Epoch seconds. */
  readonly time: number;
  /** Of several Redis, all together: there is a problem when none can be read. */
  readonly redis: RedisSight;
  /** Each of several Redis; absent for one. */
  readonly stores?: readonly StoreSight[];
  readonly predictors: readonly PredictorSight[];
  readonly spool: SpoolSight;
  /** Undefined until it has been judged. */
  readonly coverage: Coverage | undefined;
  /** By risk, the highest first. While Redis cannot be read, those of the last look. */
  readonly rows: readonly Row[];
  /** Number of series that are left out, because they have had no sample for an hour. */
  readonly gone: number;
}

/** The outside world, passed in. */
export interface OutlookParts {
  readonly secrets: KnownSecrets;
  /** Epoch seconds. */
  readonly now: () => number;
  readonly monotonic: () => number;
}

/** A connection that leaves commands without an answer for this long is closed. */
const silenceSeconds = 10;
/** Seconds between two judgements of the coverage, and between two looks at the spool. */
const [coverageSeconds, spoolSeconds] = [30, 2];
/** A look at the spool is not repeated before this many times its own length has passed. */
const spoolRest = 20;
const nobody = { subject: () => ({ failing: () => undefined, recovered: () => undefined }) };

/** The outlook of all series, from Redis and the spool, of which it changes nothing. */
export class Outlook {
  readonly #config: Config;
  readonly #parts: OutlookParts;
  readonly #redis: RedisConnection;
  readonly #reader: WriteRedisReader;
  readonly #spool: Spool;
  readonly #series: SeriesLook;
  readonly #details: DetailLook;
  readonly #known = new Map<string, SeriesDetails>();
  /** By key: monotonic seconds when the details were read. */
  readonly #readAt = new Map<string, number>();
  #sight: SeriesSight | undefined;
  #predictors: readonly PredictorSight[] = [];
  #coverage: { readonly judged: Coverage; readonly at: number } | undefined;
  /** The details that are being read: they are read one after the other. */
  #detailing: Promise<unknown> = Promise.resolve();
  #spoolSight: { readonly seen: SpoolSight; readonly nextAt: number } | undefined;

  constructor(config: Config, parts: OutlookParts) {
    this.#config = config;
    this.#parts = parts;
    const { secrets } = parts;
    this.#redis = connectRedis({ ...config.redis, silenceSeconds, secrets }, nobody);
    this.#reader = new WriteRedisReader(this.#redis.commands, config.redis.prefix);
    this.#spool = new Spool(nodeDisk, config.spool, config.spoolLimits);
    this.#series = new SeriesLook(this.#reader, config);
    this.#details = new DetailLook(this.#reader);
  }

  /** Looks at all series, at the programs and at the spool. A Redis that cannot be read is part of the answer. */
  async look(): Promise<Snapshot> {
    await this.#redis.attempted();
    const time = this.#time();
    const problem = await this.#orProblem(async () => {
      this.#sight = await this.#series.look(time.now, time.monotonic);
      this.#forgetDetails(time);
      this.#predictors = await lookAtPredictors(this.#reader, this.#sight.known, time.now);
      await this.#judge(this.#sight, time);
    });
    const spool = this.#lookAtSpool(time);
    const { url } = this.#config.redis;
    return {
      time: time.now,
      redis: { url, problem, names: this.#sight?.known.size ?? 0 },
      predictors: this.#predictors,
      spool,
      coverage: this.#coverage?.judged,
      rows: this.#rows(spool, time.now),
      gone: this.#sight?.gone ?? 0,
    };
  }

  /** The same with the details of these rows. */
  withDetails(snapshot: Snapshot, rows: readonly Pick<Row, 'key'>[]): Promise<Snapshot> {
    const detailed = this.#detailing.then(() => this.#readDetails(snapshot, rows));
    this.#detailing = detailed.catch(() => undefined);
    return detailed;
  }

  async #readDetails(snapshot: Snapshot, rows: readonly Pick<Row, 'key'>[]): Promise<Snapshot> {
    const sight = this.#sight;
    const keys = new Set(rows.map(({ key }) => key));
    if (!sight || keys.size === 0) return snapshot;
    const problem = await this.#orProblem(async () => {
      const wanted = sight.series.filter(({ key }) => keys.has(key));
      const time = this.#time();
      for (const [key, details] of await this.#details.look(wanted, sight, time)) {
        this.#known.set(key, details);
        this.#readAt.set(key, time.monotonic);
      }
    });
    const redis = { ...snapshot.redis, problem: snapshot.redis.problem ?? problem };
    return { ...snapshot, redis, rows: this.#rows(snapshot.spool, snapshot.time) };
  }

  /** Reads something else of Redis; undefined when it cannot be read. */
  async read<Answer>(
    work: (reader: WriteRedisReader, sight: SeriesSight) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    let answer: Answer | undefined;
    const sight = this.#sight;
    if (sight) await this.#orProblem(async () => (answer = await work(this.#reader, sight)));
    return answer;
  }

  /** The spool, for reading. */
  get spool(): Spool {
    return this.#spool;
  }

  /** The next look reads the spool, however short ago the last one was. */
  forgetSpool(): void {
    this.#spoolSight = undefined;
  }

  close(): void {
    this.#redis.close();
  }

  /** Ten minutes of every series that was ever shown would fill the memory. */
  #forgetDetails({ monotonic }: LookTime): void {
    for (const [key, readAt] of this.#readAt) {
      if (monotonic - readAt <= keptSeconds) continue;
      this.#known.delete(key);
      this.#readAt.delete(key);
    }
  }

  #time(): LookTime {
    return { now: this.#parts.now(), monotonic: this.#parts.monotonic() };
  }

  #rows(spool: SpoolSight, now: number): readonly Row[] {
    return rowsOf(this.#sight?.series ?? [], this.#known, spool, now);
  }

  async #judge(sight: SeriesSight, time: LookTime): Promise<void> {
    if (this.#coverage && time.monotonic - this.#coverage.at < coverageSeconds) return;
    const { monotonic } = this.#parts;
    const judged = await lookAtCoverage(this.#reader, this.#config, sight, time, monotonic);
    this.#coverage = { judged, at: time.monotonic };
  }

  #lookAtSpool({ now }: LookTime): SpoolSight {
    const { monotonic } = this.#parts;
    const begun = monotonic();
    if (this.#spoolSight && begun < this.#spoolSight.nextAt) return this.#spoolSight.seen;
    const seen = lookAtSpool(this.#spool, Object.keys(this.#config.notifiers), now);
    const end = monotonic();
    this.#spoolSight = { seen, nextAt: end + Math.max(spoolSeconds, spoolRest * (end - begun)) };
    return seen;
  }

  /** Does the work; answers why Redis cannot be read. */
  async #orProblem(work: () => Promise<unknown>): Promise<string | undefined> {
    try {
      if (!this.#redis.isOpen) return this.#redis.complaint ?? 'there is no connection';
      await work();
      return undefined;
    } catch (error) {
      if (error instanceof StoreError) return this.#redis.complaint ?? error.message;
      throw error;
    }
  }
}
