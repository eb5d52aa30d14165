import type { Draws } from '../../../analysis/maths/seeded-random.ts';
import { restlessness } from './simulated-noise.ts';
import { belowLimit, inBytes, sampleTimes, type Margin, type Simulation } from './simulation.ts';

/**
 * Recordings of a few minutes, begun just before something happens: from idle, at the very start or after up to a
 * minute, and over the limit, or not, within 30 to 150 s.
 */
export interface Brief {
  readonly times: number[];
  readonly from: number;
  readonly seconds: number;
  /** Share of the limit in use while idle: a process of its own, or a machine. */
  readonly base: number;
}

export function briefOf(draws: Draws, interval = 1, seconds = draws.logUniform(30, 150)): Brief {
  const from = draws.chance(0.4) ? draws.uniform(0, 6) : draws.uniform(6, 60);
  const after = draws.uniform(10, 60);
  const times = sampleTimes(draws, from + seconds + after, interval);
  return {
    times,
    from,
    seconds,
    base: draws.chance(0.5) ? draws.uniform(0, 0.06) : draws.uniform(0.06, 0.5),
  };
}

/** From the idle level, by `path` (0 idle, 1 at the limit), with the noise of a process or of a machine. */
function shown(draws: Draws, brief: Brief, path: readonly number[]): number[] {
  const noise = restlessness(draws, brief.times, draws.logUniform(0.0002, 0.006));
  return path.map((share, i) => brief.base + (1 - brief.base) * share + noise[i]! * (share > 0 ? 1 : 0.3));
}

export function briefCrossing(
  draws: Draws,
  brief: Brief,
  path: readonly number[],
  intervalSeconds = 1,
): Simulation {
  return inBytes(draws, brief.times, shown(draws, brief, path), { intervalSeconds, endsMidway: false });
}

export function briefQuiet(draws: Draws, brief: Brief, path: readonly number[], margin?: Margin): Simulation {
  const shares = belowLimit(draws, shown(draws, brief, path), margin);
  return inBytes(draws, brief.times, shares, { intervalSeconds: 1, endsMidway: false });
}

export interface HeapGrowth {
  readonly keeps: number;
  readonly tooth: number;
  readonly period: number;
}

/** A heap: garbage comes and is collected, some of it stays. */
export function briefHeap(
  draws: Draws,
  { times, from, seconds }: Brief,
  { keeps, tooth, period }: HeapGrowth,
): number[] {
  let garbage = 0;
  let height = tooth;
  return times.map((time, i) => {
    if (time < from) return 0;
    garbage += (tooth / period) * (time - (times[i - 1] ?? 0)) * draws.uniform(0.6, 1.4);
    if (garbage > height) {
      garbage *= draws.uniform(0, 0.3);
      height = tooth * draws.uniform(0.5, 1.2);
    }
    return (keeps * (time - from)) / seconds + garbage;
  });
}
