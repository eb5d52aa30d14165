import assert from 'node:assert/strict';
import { seededRandom } from '../../../analysis/maths/seeded-random.ts';
import { faults, type World } from './faults.ts';
import { PredictProcess } from './predict-process.ts';
import type { StoredHost, StoredHostsMemory } from '../../../plugins/samples/stored-hosts.ts';
import { simulatedConfig } from './simulated-config.ts';
import { SimulatedCollectd } from './simulated-collectd.ts';
import { SimulatedRedis } from './simulated-redis.ts';
import { seriesOfHost } from './simulated-series.ts';
import { SimulatedTime } from './simulated-time.ts';

/** Seconds in which things go wrong. */
const troubleSeconds = 240;
/** Seconds after which predictions are fresh again when all is well. */
const recoverySeconds = 75;

/** Counts of what a simulation has done. */
export interface SimulationCounts {
  readonly rounds: number;
  /** Risks that were compared with the plain replay. */
  readonly compared: number;
  readonly processes: number;
  /** Names of what went wrong, with the seconds from when to when. */
  readonly story: readonly string[];
}

/**
 * Runs `dma predict` against a simulated Redis and collectd, with faults that follow from the seed.
 *
 * Rejects when an invariant does not hold, with the story of what went wrong.
 */
export async function simulate(seed: number): Promise<SimulationCounts> {
  const simulation = new Simulation(seed);
  try {
    return await simulation.run();
  } catch (error) {
    const end = `fails at ${simulation.seconds.toFixed(1)} s; again: SEED=${seed} npx mocha test/simulation/predict.test.ts`;
    const story = [...simulation.story, end].join('\n  ');
    throw new Error(`seed ${seed}: ${(error as Error).message}\n  ${story}`, { cause: error });
  }
}

class Simulation {
  readonly story: string[] = [];
  readonly #random: () => number;
  readonly #world: World;
  readonly #processes: PredictProcess[] = [];
  /** Epoch seconds of the newest sample whose risk collectd has read, by identifier. */
  readonly #received = new Map<string, number>();
  readonly #forecaster: string;
  #failure: Error | undefined;

  constructor(seed: number) {
    const random = seededRandom(seed);
    const time = new SimulatedTime();
    const redis = new SimulatedRedis(time, random);
    const collectd = new SimulatedCollectd(time, redis, random);
    this.#random = random;
    this.#world = { time, redis, collectd, random };
    this.#forecaster = ['naive', 'linear', 'linear', 'auto'][Math.floor(4 * random())]!;
    let kept: readonly StoredHost[] = [];
    const memory: StoredHostsMemory = {
      path: '/spool/stored-hosts.json',
      read: () => kept,
      write: (hosts) => (kept = hosts),
    };
    collectd.onStart = (stdout) => {
      const config = simulatedConfig(this.#forecaster);
      const process = new PredictProcess({ time, redis, collectd, config, stdout, memory });
      this.#processes.push(process);
      process.done.catch((error: Error) => (this.#failure ??= error));
      return () => process.end();
    };
    collectd.onLine = (line) => {
      try {
        this.#receive(line);
      } catch (error) {
        this.#failure ??= error as Error;
      }
    };
    for (let host = 0; host < 2; host++)
      collectd.add(
        `web${host}`,
        seriesOfHost(`web${host}`, [1, 2, 0.5, 5][Math.floor(4 * random())]!, random),
      );
  }

  get seconds(): number {
    return this.#world.time.seconds;
  }

  async run(): Promise<SimulationCounts> {
    const { time, collectd } = this.#world;
    collectd.start();
    await this.#pass(10 + 30 * this.#random());
    const end = time.seconds + troubleSeconds;
    const endings: (() => void)[] = [];
    while (time.seconds < end) {
      const names = Object.keys(faults);
      const name = names[Math.floor(this.#random() * names.length)]!;
      const seconds = [1, 5, 15, 40][Math.floor(4 * this.#random())]!;
      this.story.push(`${time.seconds.toFixed(1)} s: ${name}, for ${seconds} s`);
      const ending = faults[name]!(this.#world);
      endings.push(ending);
      time.after(seconds, ending);
      await this.#pass(this.#random() < 0.3 ? 2 * this.#random() : 40 * this.#random());
    }
    this.story.push(`${time.seconds.toFixed(1)} s: all is well again`);
    await this.#heal(endings);
    await this.#pass(recoverySeconds);
    this.#checkFresh();
    for (const process of this.#processes) process.end();
    collectd.stop();
    await this.#pass(30);
    await Promise.all(this.#processes.map(({ done }) => done));
    const sum = (of: (process: PredictProcess) => number): number =>
      this.#processes.reduce((total, process) => total + of(process), 0);
    return {
      rounds: sum(({ rounds }) => rounds),
      compared: sum(({ compared }) => compared),
      processes: this.#processes.length,
      story: this.story,
    };
  }

  /** Somebody mends everything, and restarts collectd where write_redis or the clock needs it. */
  async #heal(endings: readonly (() => void)[]): Promise<void> {
    const { redis, collectd } = this.#world;
    for (const ending of endings) ending();
    redis.latencySeconds = 0.002;
    if (!collectd.needsRestart) return;
    if (collectd.isRunning) collectd.stop();
    await this.#pass(3);
    collectd.start();
  }

  async #pass(seconds: number): Promise<void> {
    const end = this.seconds + seconds;
    while (this.seconds < end) {
      await this.#world.time.pass(Math.min(1, end - this.seconds));
      const failure = this.#failure ?? this.#processes.find((process) => process.failure)?.failure;
      if (failure) throw failure;
    }
  }

  #receive(line: string): void {
    const values = /^PUTVAL "(.*)" interval=\d+\.\d{3} (\d+\.\d{3}):(-?[\d.]+(?:e[+-]?\d+)?|U)$/.exec(line);
    assert.ok(values ?? line.startsWith('PUTNOTIF severity='), `collectd is told ${line}`);
    if (!values) return;
    const [, identifier, time, value] = values;
    assert.ok(value !== 'U' || identifier!.includes('/duration-'), `collectd is told ${line}`);
    if (identifier!.endsWith('/percent-risk')) this.#received.set(identifier!, Number(time));
  }

  /** Every series of a host that is there is predicted, and nobody is alarmed any more. */
  #checkFresh(): void {
    const { time, collectd } = this.#world;
    const process = this.#processes.at(-1)!;
    assert.equal(process.told('raw_data').at(-1)?.severity, 'OKAY', 'the last notification when all is well');
    assert.notEqual(process.told('wrong_clocks').at(-1)?.severity, 'WARNING', 'no clock is wrong any more');
    // A host that went for good stays stale for an hour.
    if (process.told('stale').at(-1)?.severity === 'WARNING')
      assert.ok(process.seriesCount > 5 * collectd.hosts.size, 'no series is stale');
    for (const [host, series] of collectd.hosts)
      for (const resource of ['memory', 'disk-root', 'held', 'cold', 'load']) {
        const age = time.epoch - (this.#received.get(`${host}/dma-${resource}/percent-risk`) ?? 0);
        assert.ok(
          age < 2 * series[0]!.intervalSeconds + 2,
          `${host}: the risk of ${resource} is ${age} s old`,
        );
      }
  }
}
