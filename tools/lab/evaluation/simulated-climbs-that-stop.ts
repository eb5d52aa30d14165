import type { Draws } from '../../../analysis/maths/seeded-random.ts';
import { progress, restlessness } from './simulated-noise.ts';
import {
  belowLimit,
  inBytes,
  sampleTimes,
  type Margin,
  type SimulatedKind,
  type Simulation,
} from './simulation.ts';

const hour = 3600;

/** A path that ends below the limit, with the noise of a machine. */
function quiet(
  draws: Draws,
  times: number[],
  path: number[],
  intervalSeconds: number,
  margin?: Margin,
): Simulation {
  const noise = restlessness(draws, times, draws.logUniform(0.0004, 0.006));
  const noisy = path.map((value, i) => value + noise[i]!);
  return inBytes(draws, times, belowLimit(draws, noisy, margin), { intervalSeconds });
}

/** Straight up, then not at all any more. */
const warmUp: SimulatedKind = {
  name: 'warm-up that stops',
  crosses: false,
  simulate(draws) {
    const duration = draws.uniform(0.33, 1.5) * hour;
    const interval = draws.pick([1, 1, 2]);
    const times = sampleTimes(draws, duration, interval);
    const from = draws.uniform(0, 0.3) * duration;
    const grown = progress(
      draws,
      times,
      from,
      from + draws.logUniform(30, 0.5 * duration),
      draws.uniform(0, 0.5),
    );
    const base = draws.uniform(0.1, 0.6);
    const path = grown.map((share) => base + (1 - base) * Math.min(1, share));
    return quiet(draws, times, path, interval);
  },
};

/** A store with an upper bound: fills, then throws out as much as comes in. */
const maxMemory: SimulatedKind = {
  name: 'fills up to a cap',
  crosses: false,
  simulate(draws) {
    const duration = draws.uniform(0.33, 1.5) * hour;
    const times = sampleTimes(draws, duration, 1);
    const from = draws.uniform(0, 0.3) * duration;
    const grown = progress(
      draws,
      times,
      from,
      from + draws.logUniform(40, 0.5 * duration),
      draws.uniform(0, 0.3),
    );
    const base = draws.uniform(0.02, 0.4);
    const path = grown.map((share) => base + (1 - base) * Math.min(1 + 0.002 * draws.uniform(-1, 0), share));
    return quiet(draws, times, path, 1, { least: 0.05, most: 0.2 });
  },
};

/** Whole numbers of connections up to what a pool allows. */
const connectionCap: SimulatedKind = {
  name: 'connections up to a cap',
  crosses: false,
  simulate(draws) {
    const interval = draws.pick([1, 2, 5, 10]);
    const duration = interval * draws.uniform(300, 2000);
    const times = sampleTimes(draws, duration, interval);
    const limit = draws.pick([100, 200, 500, 1024, 4096]);
    const cap = Math.floor(draws.uniform(0.75, 0.95) * limit);
    const from = draws.uniform(0.05, 0.3) * duration;
    const grown = progress(draws, times, from, from + draws.logUniform(30, 0.5 * duration), 0.5);
    const base = draws.uniform(0.05, 0.4) * cap;
    const noise = restlessness(draws, times, 0.02 * cap);
    const samples = times.map((time, i) => ({
      time,
      value: Math.max(
        0,
        Math.min(cap, Math.round(base + (cap - base) * 1.05 * Math.min(1, grown[i]!) + noise[i]!)),
      ),
    }));
    return { samples, limit, intervalSeconds: interval, horizonSeconds: 60, endsMidway: draws.chance(0.3) };
  },
};

/** Total minus free memory: grows with every file read, until reclaim keeps it where it is. */
const pageCache: SimulatedKind = {
  name: 'page cache that saturates',
  crosses: false,
  simulate(draws) {
    const duration = draws.uniform(0.33, 2) * hour;
    const interval = draws.pick([1, 2]);
    const times = sampleTimes(draws, duration, interval);
    const full = draws.uniform(0.2, 0.8) * duration;
    const base = draws.uniform(0.2, 0.6);
    const grown = progress(draws, times, 0, full, draws.uniform(0.2, 0.8));
    let reclaimed = 0;
    const path = grown.map((share) => {
      if (share - reclaimed > 1) reclaimed = share - 1 + draws.uniform(0, 0.02);
      return base + (1 - base) * (share - reclaimed);
    });
    return quiet(draws, times, path, interval, { least: 0.04, most: 0.12 });
  },
};

/** Slower and slower, towards the container's limit but not to it. */
const containerCache: SimulatedKind = {
  name: 'container cache that saturates',
  crosses: false,
  simulate(draws) {
    const duration = draws.uniform(0.5, 2) * hour;
    const interval = draws.pick([1, 2, 5]);
    const times = sampleTimes(draws, duration, interval);
    const slow = draws.uniform(0.1, 0.5) * duration;
    const base = draws.uniform(0.1, 0.4);
    const grown = progress(draws, times, 0, slow, draws.uniform(0, 0.4));
    const path = grown.map((share) => base + (1 - base) * (1 - Math.exp(-share)));
    return quiet(draws, times, path, interval, { least: 0.03, most: 0.15 });
  },
};

/** The series begins with the program itself. */
const programStart: SimulatedKind = {
  name: 'start of the program',
  crosses: false,
  simulate(draws) {
    const times = sampleTimes(draws, draws.uniform(0.33, 1) * hour, 1);
    const seconds = draws.logUniform(4, 200);
    const isStraight = draws.chance(0.5);
    const base = draws.uniform(0, 0.2);
    const drift = draws.uniform(0, 0.05) / times.at(-1)!;
    const path = times.map((time) => {
      const share = isStraight ? Math.min(1, time / seconds) : 1 - Math.exp((-2 * time) / seconds);
      return base + (1 - base) * share + drift * time;
    });
    return quiet(draws, times, path, 1);
  },
};

export const simulatedClimbsThatStop: readonly SimulatedKind[] = [
  warmUp,
  maxMemory,
  connectionCap,
  pageCache,
  containerCache,
  programStart,
];
