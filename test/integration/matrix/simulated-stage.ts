import { Writable } from 'node:stream';
import { seededRandom } from '../../../analysis/maths/seeded-random.ts';
import { formatIdentifier } from '../../../plugins/collectd/identifier.ts';
import type { Output } from '../../../plugins/collectd/output.ts';
import type { ValueList } from '../../../plugins/collectd/text-protocol.ts';
import { parseConfig, type Config } from '../../../plugins/config/config.ts';
import { runPredictionLoop } from '../../../plugins/prediction/prediction-loop.ts';
import { WriteRedisReader } from '../../../plugins/redis/write-redis.ts';
import { SeriesNames } from '../../../plugins/samples/series-names.ts';
import { formatFindings } from '../../../tools/check/findings-text.ts';
import { checkTargets } from '../../../tools/check/targets.ts';
import { composePredict } from '../../simulation/predict/composed-predict.ts';
import { SimulatedCollectd } from '../../simulation/predict/simulated-collectd.ts';
import { SimulatedRedis } from '../../simulation/predict/simulated-redis.ts';
import { SimulatedTime } from '../../simulation/predict/simulated-time.ts';
import { StoreError } from '../../../plugins/samples/sample-reader.ts';
import type { Finding } from '../../../tools/check/finding.ts';
import type { Seen } from './condition.ts';
import type { Values } from './host-values.ts';
import type { Stage } from './matrix.ts';
import { SeenPredictions } from './seen-predictions.ts';
import { SimulatedDelivery } from './simulated-delivery.ts';

/** No check takes longer, even where it waits for all that it may wait for. */
const maxCheckSeconds = 120;

export interface HostOptions {
  /** Seconds between two readings (default: 1). */
  readonly every?: number;
  /** Seconds of values in Redis before `dma predict` starts (default: 300). */
  readonly past?: number;
  /** When it reads within an interval, as a share of it (default: another one for each machine). */
  readonly phase?: number;
  /** Seconds by which its clock is ahead (default: 0). */
  readonly clockError?: number;
  /** Seconds between two packets of its network plugin (default: every value comes at once). */
  readonly packetSeconds?: number;
}

/** A simulated Redis and collectd, with one `dma predict`. The threshold plugin and `dma deliver` tell people. */
export class SimulatedStage implements Stage {
  readonly time = new SimulatedTime();
  readonly redis: SimulatedRedis;
  readonly collectd: SimulatedCollectd;
  readonly #config: Config;
  readonly #said: string[] = [];
  readonly #delivery = new SimulatedDelivery();
  readonly #predictions = new SeenPredictions();
  #machines = 0;
  readonly #ends: (() => void)[] = [];
  readonly #done: Promise<void>[] = [];
  #failure: Error | undefined;

  /** @param config text of dma.yaml; without the line of its own, there is no cache */
  constructor(config = '') {
    const random = seededRandom(1);
    this.redis = new SimulatedRedis(this.time, random);
    this.collectd = new SimulatedCollectd(this.time, this.redis, random);
    this.#config = parseConfig(/^cache:/m.test(config) ? config : `cache: off\n${config}`, 'dma.yaml');
    this.collectd.onStart = (stdout) =>
      this.#predict(stdout, {
        putValues: (list) => this.#takeValues(list),
        putNotification: (notification) => this.#delivery.take(notification, this.time.epoch),
      });
  }

  /** Starts the `dma predict` of another machine, which has the same Redis and a `dma deliver` of its own. */
  startAnother(host: string): () => void {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    return this.#predict(
      nowhere,
      { putValues: (list) => this.#store(list), putNotification: () => undefined },
      host,
    );
  }

  #predict(
    stdout: Writable,
    taker: Pick<Output, 'putValues' | 'putNotification'>,
    host?: string,
  ): () => void {
    const end = new AbortController();
    const endIt = (): void => end.abort();
    const composed = composePredict({
      time: this.time,
      redis: this.redis,
      collectd: this.collectd,
      config: this.#config,
      stdout,
      ...(host !== undefined && { host }),
      say: (line) => host === undefined && this.#said.push(line),
      end: endIt,
      watchOutput: (output) => ({ superseded: 0, close: () => output.close(), ...taker }),
    });
    const done = runPredictionLoop({
      ...composed,
      isRedisOpen: () => this.redis.isOpen,
      signal: end.signal,
      now: () => this.time.epoch,
      sleep: (seconds, signal) => this.time.sleep(seconds, signal),
    });
    done.catch((error: Error) => (this.#failure = error));
    this.#ends.push(endIt);
    this.#done.push(done);
    return endIt;
  }

  /**
   * Adds a machine that reports under a host's name.
   *
   * @param valuesAt seconds from the start of the stage, below 0 in the past; several values of one name are written by
   *   several nodes of write_redis
   * @returns how it goes away
   */
  host(
    host: string,
    valuesAt: (seconds: number) => Values | readonly Values[],
    options: HostOptions = {},
  ): () => void {
    const { every = 1, past = 300, clockError = 0, packetSeconds } = options;
    const { time, redis, collectd } = this;
    // Machines do not read at the same moment.
    const phaseSeconds = every * (options.phase ?? (0.37 * this.#machines) % 1);
    const machine = `${host} ${this.#machines++}`;
    const nodesAt = (seconds: number): readonly Values[] => [valuesAt(seconds)].flat();
    const series = nodesAt(time.seconds).flatMap((values, node) =>
      Object.keys(values).map((name) => ({
        identifier: `${host}/${name}`,
        intervalSeconds: every,
        phaseSeconds,
        valuesAt: (seconds: number) => [nodesAt(seconds)[node]![name]!].flat(),
        clockError,
        ...(packetSeconds !== undefined && { packetSeconds }),
      })),
    );
    for (let seconds = time.seconds + phaseSeconds - past; seconds < time.seconds; seconds += every)
      for (const one of series)
        redis.write(one.identifier, time.epoch + seconds - time.seconds + clockError, one.valuesAt(seconds));
    collectd.add(machine, series);
    return () => collectd.remove(machine);
  }

  /** Starts collectd, and with it `dma predict`, and lets some seconds pass. */
  async run(seconds: number): Promise<void> {
    this.collectd.start();
    await this.pass(seconds);
  }

  async pass(seconds: number): Promise<void> {
    const end = this.time.seconds + seconds;
    while (this.time.seconds < end) {
      await this.time.pass(Math.min(1, end - this.time.seconds));
      if (this.#failure) throw this.#failure;
    }
  }

  /** Looks at everything, which takes a few seconds. */
  async see(): Promise<Seen> {
    const checked = await this.#check();
    return {
      told: [...this.#delivery.told],
      checked,
      counted: new Map(this.#predictions.counted),
      predicted: this.#predictions.statesAt(this.time.seconds),
      logged: [...this.#said],
    };
  }

  log(): string {
    return this.#said.join('');
  }

  async stop(): Promise<void> {
    this.collectd.stop();
    for (const end of this.#ends) end();
    await this.time.pass(30);
    await Promise.all(this.#done);
  }

  async #check(): Promise<readonly string[]> {
    const reader = new WriteRedisReader(this.redis.commands);
    const findings = (async (): Promise<readonly Finding[]> => {
      const allNames = await reader.names();
      const names = new SeriesNames(allNames);
      const pause = (seconds: number): Promise<void> => this.time.sleep(seconds);
      const sight = await checkTargets(this.#config, {
        reader,
        allNames,
        names,
        cached: undefined,
        now: this.time.epoch,
        isTimeUp: () => false,
        pause,
      });
      return sight.findings;
    })();
    const found = findings.catch((error: unknown) => {
      if (!(error instanceof StoreError)) throw error;
      return [{ subject: 'Redis', ok: false, text: `cannot be read: ${error.message}` }];
    });
    const state = { isDone: false };
    const done = found.finally(() => (state.isDone = true));
    for (let seconds = 0; !state.isDone && seconds < maxCheckSeconds; seconds++) await this.pass(1);
    return formatFindings(await done, undefined)
      .trimEnd()
      .split('\n');
  }

  /** As collectd does: every writer sees it, and the threshold plugin, too. */
  #takeValues(list: ValueList): void {
    this.#predictions.take(list, this.time.seconds);
    this.#store(list);
    this.#delivery.takeValues(list, this.time.epoch);
  }

  #store({ identifier, time, values }: ValueList): void {
    if (this.redis.isUp && !this.collectd.isWriteRedisDead)
      this.redis.write(formatIdentifier(identifier), time, values);
  }
}
