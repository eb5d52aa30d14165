import type { RedisReads } from '../../../plugins/redis/redis-reads.ts';
import { StoreError } from '../../../plugins/samples/sample-reader.ts';
import { FakeRedis } from '../../support/fake-redis.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** A connection that answers nothing for this long is given up, as `connectRedis` does. */
const silenceSeconds = 10;
const reconnectSeconds = 0.5;

interface Pending {
  readonly reject: (error: Error) => void;
}

/** Redis and our connection to it: answers come late and out of order, or not at all. */
export class SimulatedRedis {
  readonly commands: RedisReads;
  /** Answers take up to this long. */
  latencySeconds = 0.002;
  /** Error reply to every command, such as `LOADING`. */
  refusal: string | undefined;
  /** Keys that hold another type. */
  readonly wrongTypes = new Set<string>();
  /** True while the server runs; changed by {@link stop} and {@link start}. */
  isUp = true;
  /** True while the server runs, but does not answer. */
  isStalled = false;
  /** True while there is a connection. */
  isOpen = true;
  /** The reason why a server that answers cannot be used, while there is no connection. */
  reason: string | undefined;
  readonly store = new FakeRedis('collectd/', 1000);
  /** Samples that were written since the store was last emptied, by name, with the monotonic seconds of it. */
  readonly written = new Map<string, { readonly time: number; readonly at: number }[]>();
  readonly #time: SimulatedTime;
  readonly #random: () => number;
  readonly #pending = new Set<Pending>();
  /** Monotonic seconds; long before the simulation. */
  #startedAt = -1e6;

  constructor(time: SimulatedTime, random: () => number) {
    this.#time = time;
    this.#random = random;
    this.commands = {
      sScan: (key, cursor) => this.#ask(() => this.store.sScan(key, cursor)),
      zRangeWithScores: (key, min, max, options) =>
        this.#ask(() => {
          if (this.wrongTypes.has(key))
            throw new StoreError('WRONGTYPE Operation against a key holding the wrong kind of value');
          return this.store.zRangeWithScores(key, min, max, options);
        }),
    };
  }

  /** As write_redis does it. */
  write(name: string, time: number, values: readonly number[]): void {
    this.store.write(name, time, ...values);
    const written = this.written.get(name) ?? [];
    this.written.set(name, written);
    written.push({ time, at: this.#time.seconds });
  }

  info(): Promise<string> {
    const uptime = (): number => Math.floor(this.#time.seconds - this.#startedAt);
    const text = (): string => `maxmemory:0\r\nrole:master\r\nuptime_in_seconds:${uptime()}\r\n`;
    return this.#ask(() => Promise.resolve(text()));
  }

  /** Ends the connection in the middle of every answer. */
  cut(message = 'Socket closed unexpectedly'): void {
    this.isOpen = false;
    const pending = [...this.#pending];
    this.#pending.clear();
    for (const { reject } of pending) reject(new StoreError(message));
    this.#time.after(reconnectSeconds, () => this.#reconnect());
  }

  stop(): void {
    this.isUp = false;
    this.cut();
  }

  /** @param keepsData false for a server without persistence */
  start(keepsData: boolean): void {
    this.isUp = true;
    this.#startedAt = this.#time.seconds;
    if (keepsData) return;
    this.store.flush();
    this.written.clear();
  }

  #reconnect(): void {
    if (this.isOpen) return;
    if (this.isUp && !this.isStalled) this.isOpen = true;
    else this.#time.after(reconnectSeconds, () => this.#reconnect());
  }

  /** The server computes an answer and sends it: each takes its own time. */
  #ask<Answer>(command: () => Promise<Answer>): Promise<Answer> {
    if (!this.isOpen) return Promise.reject(new StoreError('there is no connection'));
    return new Promise((resolve, reject) => {
      const pending = { reject };
      this.#pending.add(pending);
      const settle = (settleIt: () => void): void => {
        if (this.#pending.delete(pending)) settleIt();
      };
      this.#time.after(silenceSeconds, () => {
        if (this.#pending.has(pending)) this.cut('Redis does not answer');
      });
      const serve = (): void => {
        if (this.isStalled) return this.#time.after(0.5, serve);
        const { refusal } = this;
        if (refusal !== undefined) return settle(() => reject(new StoreError(refusal)));
        // Synchronously: what comes later is not in the answer.
        const answer = attempt(command);
        const later = (action: () => void): void =>
          this.#time.after(this.#random() * this.latencySeconds, () => settle(action));
        answer.then(
          (value) => later(() => resolve(value)),
          (error: Error) => later(() => reject(error)),
        );
      };
      this.#time.after(this.#random() * this.latencySeconds, serve);
    });
  }
}

/** A command may throw at once. */
async function attempt<Answer>(command: () => Promise<Answer>): Promise<Answer> {
  return command();
}
