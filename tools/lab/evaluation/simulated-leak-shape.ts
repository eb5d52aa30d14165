import type { Draws } from '../../../analysis/maths/seeded-random.ts';
import { progress, restlessness } from './simulated-noise.ts';
import { inBytes, sampleTimes, type Simulation } from './simulation.ts';

export const hour = 3600;

/** A leak that begins at `from` and crosses the limit at `until`, in seconds, in the last part of the series. */
export interface Leak {
  readonly intervalSeconds: number;
  readonly times: number[];
  readonly from: number;
  readonly until: number;
  /** Share of the limit that is in use before. */
  readonly base: number;
  /** The share of the way from base to limit: 0 at first, 1 at `until`, and on for a while. */
  readonly growth: number[];
}

export interface LeakRanges {
  readonly durationSeconds: number;
  readonly intervalSeconds: number;
  /** Time from the first growth to the crossing (default: much of the duration). */
  readonly growSeconds?: number;
  /** The maximum unevenness of the pace, see `progress` (default: 0.5). */
  readonly roughness?: number;
}

export function leakOf(draws: Draws, ranges: LeakRanges): Leak {
  const { durationSeconds, intervalSeconds, roughness = 0.5 } = ranges;
  const growSeconds = ranges.growSeconds ?? draws.uniform(0.4, 0.9) * durationSeconds;
  const times = sampleTimes(draws, durationSeconds, intervalSeconds);
  const until = draws.uniform(0.65, 0.92) * durationSeconds;
  const from = Math.max(0, until - growSeconds);
  const highest = draws.uniform(1.03, 1.5);
  const growth = progress(draws, times, from, until, draws.uniform(0, roughness));
  return {
    intervalSeconds,
    times,
    from,
    until,
    base: draws.uniform(0.2, 0.75),
    growth: growth.map((share) => Math.min(highest, share)),
  };
}

/** Shares of the limit with the noise of a machine become bytes. */
export function leaking(
  draws: Draws,
  { times, intervalSeconds }: Pick<Leak, 'times' | 'intervalSeconds'>,
  shares: readonly number[],
  maxNoise = 0.006,
): Simulation {
  const noise = restlessness(draws, times, draws.logUniform(0.0005, maxNoise));
  const noisy = shares.map((share, i) => share + noise[i]!);
  return inBytes(draws, times, noisy, { intervalSeconds });
}

/** The leak alone, in shares of the limit. */
export function drawnPath({ base, growth }: Leak): number[] {
  return growth.map((share) => base + (1 - base) * share);
}
