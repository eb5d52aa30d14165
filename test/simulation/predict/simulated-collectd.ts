import { Writable } from 'node:stream';
import { CollectdError } from '../../../plugins/collectd/unixsock.ts';
import type { Reply } from '../../../plugins/collectd/unixsock.ts';
import type { CacheCommands } from '../../../plugins/samples/collectd-cache.ts';
import type { SimulatedRedis } from './simulated-redis.ts';
import type { SimulatedSeries } from './simulated-series.ts';
import type { SimulatedTime } from './simulated-time.ts';
import { Truth } from './truth.ts';

/** A read plugin is late by no more than this share of its interval. */
const maxLateShare = 0.02;

interface Cached {
  readonly time: number;
  readonly values: readonly number[];
  readonly until: number;
}

/**
 * The part of collectd that `dma predict` meets: read plugins, write_redis, the cache behind its socket, our stdout.
 */
export class SimulatedCollectd implements CacheCommands {
  /** All samples that were ever read. */
  readonly truth = new Truth();
  readonly hosts = new Map<string, readonly SimulatedSeries[]>();
  /** The read plugins do not return. */
  isHanging = false;
  /** Nobody reads our standard output. */
  isOutputBlocked = false;
  /** How the socket fails: not at all, at once, or after the time of the client. */
  cacheFailure: 'none' | 'refuses' | 'hangs' = 'none';
  /** write_redis never connects again. */
  isWriteRedisDead = false;
  isRunning = false;
  /** Called when collectd starts `dma predict`, with the stream that it reads; returns how it ends it. */
  onStart: (stdout: Writable) => () => void = () => () => undefined;

  /** Called with each line that collectd reads from `dma predict`. */
  onLine: (line: string) => void = () => undefined;

  readonly #time: SimulatedTime;
  readonly #redis: SimulatedRedis;
  readonly #random: () => number;
  readonly #cache = new Map<string, Cached>();
  #generation = 0;
  #endChild: () => void = () => undefined;
  /** The newest wall-clock time at which it read, and whether it has read since the clock was set back. */
  #newest = 0;
  #hasReadOnce = false;
  readonly #waiting: (() => void)[] = [];

  constructor(time: SimulatedTime, redis: SimulatedRedis, random: () => number) {
    this.#time = time;
    this.#redis = redis;
    this.#random = random;
  }

  /** True while nothing new would get into Redis without it. */
  get needsRestart(): boolean {
    return !this.isRunning || this.isWriteRedisDead || this.#time.epoch < this.#newest;
  }

  start(): void {
    this.isRunning = true;
    this.isHanging = false;
    this.#cache.clear();
    this.#newest = 0;
    this.isWriteRedisDead = !this.#redis.isUp;
    const generation = ++this.#generation;
    for (const [host, series] of this.hosts) this.#schedule(host, series, generation);
    this.#time.after(0.3, () => {
      if (generation === this.#generation) this.#endChild = this.onStart(this.#stdout(generation));
    });
  }

  stop(): void {
    this.isRunning = false;
    this.#generation++;
    this.#endChild();
    this.#endChild = () => undefined;
    this.#release();
  }

  /** A new host, or one that comes back. */
  add(host: string, series: readonly SimulatedSeries[]): void {
    if (this.hosts.has(host)) return;
    // A list of its own, by which a host that comes back at once is not read twice.
    const own = [...series];
    this.hosts.set(host, own);
    if (this.isRunning) this.#schedule(host, own, this.#generation);
  }

  remove(host: string): void {
    this.hosts.delete(host);
  }

  unblockOutput(): void {
    this.isOutputBlocked = false;
    this.#release();
  }

  async command(line: string): Promise<Reply> {
    if (!this.isRunning || this.cacheFailure === 'refuses') throw new CollectdError('connect ECONNREFUSED');
    await this.#time.sleep(0.001 + 0.01 * this.#random());
    if (this.isHanging || this.cacheFailure === 'hangs') {
      await this.#time.sleep(2);
      throw new CollectdError('no answer from collectd for 2 s');
    }
    if (line === 'LISTVAL') {
      const lines = [...this.#fresh()].map(([identifier, { time }]) => `${time.toFixed(3)} ${identifier}`);
      return { code: lines.length, text: 'Values found', lines };
    }
    const identifier = /^GETVAL "(.*)"$/.exec(line)![1]!;
    const cached = new Map(this.#fresh()).get(identifier);
    if (!cached) return { code: -1, text: 'No such value', lines: [] };
    const lines = cached.values.map((value, index) => `value${index}=${value.toExponential(6)}`);
    return { code: lines.length, text: 'Values found', lines };
  }

  /** collectd drops values that are overdue. */
  *#fresh(): Generator<[string, Cached]> {
    for (const [identifier, cached] of this.#cache)
      if (cached.until >= this.#time.seconds) yield [identifier, cached];
  }

  /** Read plugins are called at even distances, and some of them answer late. */
  #schedule(host: string, series: readonly SimulatedSeries[], generation: number): void {
    const { intervalSeconds, phaseSeconds = intervalSeconds * this.#random() } = series[0]!;
    let due = this.#time.seconds + phaseSeconds;
    const plan = (): void =>
      this.#time.after(due - this.#time.seconds + maxLateShare * intervalSeconds * this.#random(), read);
    const read = (): void => {
      if (generation !== this.#generation || this.hosts.get(host) !== series) return;
      this.#read(series);
      due += intervalSeconds;
      plan();
    };
    plan();
  }

  /** collectd 5.12 reads one round after the clock was set back, and then nothing until the clock has caught up. */
  #read(series: readonly SimulatedSeries[]): void {
    if (this.isHanging) return;
    const time = this.#time.epoch;
    if (time < this.#newest) {
      if (this.#hasReadOnce) return;
      this.#time.after(1, () => (this.#hasReadOnce = true));
    } else {
      this.#newest = time;
      this.#hasReadOnce = false;
    }
    for (const one of series) this.#dispatch(one, time);
  }

  #dispatch(series: SimulatedSeries, readAt: number): void {
    const { valuesAt, clockError = 0, packetSeconds } = series;
    const values = valuesAt(this.#time.seconds);
    const dispatch = (): void => this.#write(series, readAt + clockError, values);
    if (packetSeconds === undefined) dispatch();
    else this.#time.after(packetSeconds - (this.#time.seconds % packetSeconds), dispatch);
  }

  #write({ identifier, intervalSeconds }: SimulatedSeries, time: number, values: readonly number[]): void {
    this.#cache.set(identifier, { time, values, until: this.#time.seconds + 2 * intervalSeconds });
    this.truth.add(identifier, { time, values });
    if (!this.#redis.isUp) this.isWriteRedisDead = true;
    else if (!this.isWriteRedisDead) this.#redis.write(identifier, time, values);
  }

  /** Our standard output: collectd reads line by line, or not at all for a while. */
  #stdout(generation: number): Writable {
    return new Writable({
      decodeStrings: false,
      highWaterMark: 4096,
      write: (chunk: string | Buffer, _encoding, done) => {
        const take = (): void => {
          if (generation === this.#generation)
            for (const line of String(chunk).split('\n').filter(Boolean)) this.onLine(line);
          done();
        };
        if (this.isOutputBlocked && generation === this.#generation) this.#waiting.push(take);
        else take();
      },
    });
  }

  #release(): void {
    for (const take of this.#waiting.splice(0)) take();
  }
}
