import type { Draws } from '../../../analysis/maths/seeded-random.ts';
import { progress, restlessness } from './simulated-noise.ts';
import { sampleTimes, type SimulatedKind, type Simulation } from './simulation.ts';

const hour = 3600;

function wholePercent(draws: Draws, times: number[], path: number[], limit: number): Simulation {
  const samples = times.map((time, i) => ({ time, value: Math.max(0, Math.round(path[i]!)) }));
  return { samples, limit, intervalSeconds: 10, horizonSeconds: 60, endsMidway: draws.chance(0.5) };
}

const percentLeak: SimulatedKind = {
  name: 'whole percent, leak',
  crosses: true,
  simulate(draws) {
    const duration = draws.uniform(1.5, 5) * hour;
    const times = sampleTimes(draws, duration, 10);
    const limit = draws.integer(80, 95);
    const until = draws.uniform(0.7, 0.9) * duration;
    const base = draws.uniform(0.4, 0.75) * limit;
    const grown = progress(draws, times, draws.uniform(0, 0.4) * duration, until, draws.uniform(0, 0.5));
    const noise = restlessness(draws, times, draws.uniform(0.1, 1));
    const path = grown.map((share, i) => base + (limit - base) * share + noise[i]!);
    return wholePercent(draws, times, path, limit);
  },
};

/** A machine of a busy cluster: a random walk between bounds, rarely a deep drop. */
const percentVolatile: SimulatedKind = {
  name: 'whole percent, volatile',
  crosses: false,
  simulate(draws) {
    const times = sampleTimes(draws, draws.uniform(4, 12) * hour, 10);
    const limit = draws.integer(90, 99);
    const [low, high] = [limit - draws.uniform(6, 15), limit - draws.uniform(0.6, 3)];
    const [size, bias] = [draws.logUniform(0.1, 1), draws.uniform(0.3, 0.9)];
    const pull = draws.logUniform(0.002, 0.05);
    let level = draws.uniform(low, high);
    const path = times.map(() => {
      level += size * draws.normal() + pull * (low + bias * (high - low) - level);
      if (draws.chance(0.001)) level -= draws.uniform(1, 6);
      if (level > high) level = 2 * high - level;
      if (level < low) level = 2 * low - level;
      return Math.min(high, level);
    });
    return wholePercent(draws, times, path, limit);
  },
};

export const simulatedPercent: readonly SimulatedKind[] = [percentLeak, percentVolatile];
