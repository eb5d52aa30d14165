import { existsSync, readFileSync } from 'node:fs';
import { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { createLogger, TransitionLog } from '../../plugins/process/logger.ts';
import { connectRedis, type RedisConnection } from '../../plugins/redis/connection.ts';
import { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import type { Entry } from '../../plugins/samples/entry.ts';
import { maxEntries } from '../../plugins/samples/sample-reader.ts';
import type { DummyRow } from '../dummies/congress/events-table.ts';
import type { PrivateStack } from './private-stack.ts';

/** The newest values of a series and its prediction, read from Redis. */
export interface Glance {
  /** Bytes. */
  readonly used: number | undefined;
  /** Bytes expected one horizon ahead. */
  readonly predicted: number | undefined;
  /** Seconds; undefined when no crossing is in sight. */
  readonly exhaustion: number | undefined;
  /** 0 to 100. */
  readonly risk: number | undefined;
  /** Bytes. */
  readonly limit: number;
}

/** A WARNING or FAILURE in log_notify.log. */
export interface LoggedAlert {
  /** Epoch seconds. */
  readonly time: number;
  readonly line: string;
}

/** Follows a private stack: the series in Redis, and what was notified. */
export class StackWatch {
  readonly series: string;
  newest: Glance;
  /** Epoch seconds at which the used memory first reached the limit, since {@link begin}. */
  crossedAt: number | undefined;
  /** The events table as it was when it last had a row, since {@link begin}. */
  rowsAtWarning: readonly DummyRow[] | undefined;
  /** Each WARNING and FAILURE since {@link begin}. */
  alerts: LoggedAlert[] = [];

  readonly #stack: PrivateStack;
  readonly #redis: RedisConnection;
  readonly #reader: WriteRedisReader;
  #limit: number;
  #since = 0;
  #linesSeen = 0;
  #linesTaken = 0;
  #lines: string[] = [];

  /**
   * @param limit in the series' unit
   * @param series identifier of what is used (default: the machine's memory)
   */
  constructor(stack: PrivateStack, limit: number, series = 'localhost/memory/memory-used') {
    this.series = series;
    this.#limit = limit;
    this.newest = { used: undefined, predicted: undefined, exhaustion: undefined, risk: undefined, limit };
    this.#stack = stack;
    const secrets = new KnownSecrets();
    const silent = new TransitionLog(
      createLogger('', () => undefined, secrets),
      () => 0,
    );
    this.#redis = connectRedis(
      { url: `redis://127.0.0.1:${stack.redisPort}`, silenceSeconds: 60, secrets },
      silent,
    );
    this.#reader = new WriteRedisReader(this.#redis.commands);
  }

  /** In the series' unit. */
  get limit(): number {
    return this.#limit;
  }

  /**
   * Forgets what was seen.
   *
   * @param limit in the series' unit
   * @param since epoch seconds; earlier samples do not reach the limit
   */
  begin(limit: number, since: number): void {
    this.#limit = limit;
    this.#since = since;
    this.crossedAt = undefined;
    this.rowsAtWarning = undefined;
    this.alerts = [];
  }

  /** True when the last notification was an OKAY, or there was no notification. */
  get isClear(): boolean {
    return this.#lines.at(-1)?.includes(' OKAY ') ?? true;
  }

  /** Reads the newest values and notifications. */
  async look(rows: readonly DummyRow[]): Promise<void> {
    if (rows.length > 0) this.rowsAtWarning = rows;
    this.newest = {
      used: await this.#used(),
      predicted: await this.#value('localhost/dma/memory'),
      exhaustion: await this.#value('localhost/dma-memory/duration-exhaustion'),
      risk: await this.#value('localhost/dma-memory/percent-risk'),
      limit: this.#limit,
    };
    this.#lines = existsSync(this.#stack.logFile)
      ? readFileSync(this.#stack.logFile, 'utf8').trimEnd().split('\n')
      : [];
    for (const line of this.#lines.slice(this.#linesSeen)) {
      const [time, severity] = line.split(' ');
      if (severity !== 'OKAY' && line !== '') this.alerts.push({ time: Date.parse(time!) / 1000, line });
    }
    this.#linesSeen = this.#lines.length;
  }

  /** Takes the lines of log_notify.log that were not taken before. */
  takeNotifications(): string[] {
    const lines = this.#lines.slice(this.#linesTaken);
    this.#linesTaken = this.#lines.length;
    return lines;
  }

  /** The newest entries of a series, oldest first. */
  async history(identifier: string): Promise<readonly Entry[]> {
    return (await this.#recent(identifier)).entries;
  }

  close(): void {
    this.#redis.close();
  }

  async #used(): Promise<number | undefined> {
    const { entries } = await this.#recent(this.series);
    const crossing = entries.find(({ time, values }) => time >= this.#since && values[0]! >= this.#limit);
    if (crossing) this.crossedAt ??= crossing.time;
    return entries.at(-1)?.values[0];
  }

  async #value(identifier: string): Promise<number | undefined> {
    const value = (await this.#recent(identifier)).entries.at(-1)?.values[0];
    return Number.isFinite(value) ? value : undefined;
  }

  async #recent(identifier: string) {
    await this.#redis.opened(5);
    return this.#reader.newest(identifier, maxEntries);
  }
}
