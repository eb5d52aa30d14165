import type { Draws } from '../../../analysis/maths/seeded-random.ts';
import type { LabelledSeries } from '../../../analysis/scoring/labelled-series.ts';

/** Some kind of series with parameters left to chance. */
export interface SimulatedKind {
  readonly name: string;
  /** The limit is reached. */
  readonly crosses: boolean;
  simulate(draws: Draws): Simulation;
}

export type Simulation = Pick<
  LabelledSeries,
  'samples' | 'limit' | 'horizonSeconds' | 'intervalSeconds' | 'endsMidway'
>;

/** The limit of a quiet series: the highest value, and above it a margin of this share of the limit. */
export interface Margin {
  readonly least: number;
  readonly most: number;
}

export const usualMargin: Margin = { least: 0.05, most: 0.3 };

/** Sample times from 0 on, in seconds, that stray by some percent of the interval, as on a busy collectd. */
export function sampleTimes(draws: Draws, durationSeconds: number, intervalSeconds: number): number[] {
  const stray = draws.uniform(0, 0.04) * intervalSeconds;
  const count = Math.max(30, Math.round(durationSeconds / intervalSeconds));
  return Array.from({ length: count }, (_, index) =>
    index === 0 ? 0 : Math.round(1000 * (index * intervalSeconds + draws.uniform(-stray, stray))) / 1000,
  );
}

/** Turns a path in shares of the limit into bytes: whole pages of a random limit. */
export function inBytes(
  draws: Draws,
  times: readonly number[],
  shares: readonly number[],
  rest: Pick<Simulation, 'intervalSeconds'> & Partial<Pick<Simulation, 'horizonSeconds' | 'endsMidway'>>,
): Simulation {
  const limit = Math.round(draws.logUniform(2e8, 6e10));
  const samples = times.map((time, index) => ({
    time,
    value: Math.max(0, Math.round((shares[index]! * limit) / 4096) * 4096),
  }));
  return { horizonSeconds: 60, endsMidway: draws.chance(0.3), ...rest, samples, limit };
}

/** A path in any unit becomes one in shares of a limit that it stays below by a margin. */
export function belowLimit(draws: Draws, path: readonly number[], margin: Margin = usualMargin): number[] {
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of path) highest = Math.max(highest, value);
  const scale = (1 - draws.uniform(margin.least, margin.most)) / highest;
  return path.map((value) => value * scale);
}
