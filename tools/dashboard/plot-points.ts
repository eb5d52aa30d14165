import { valueAt, type ChangePoint } from '../outlook/change-points.ts';
import type { SeriesPast } from '../outlook/series-past.ts';

/** A plot is hardly wider in pixels. */
const maxPoints = 2000;

/** The points of a plot: time and value, and time and ends of an interval. */
export interface PlotPoints {
  readonly samples: readonly (readonly [time: number, value: number])[];
  readonly forecasts: readonly (readonly [time: number, lower: number, upper: number])[];
  /** Time and limit, where the limit has changed; none where it is the same all the time. */
  readonly limits: readonly (readonly [time: number, limit: number])[];
  /** Change points: time, value, and the way from there on. */
  readonly changes: readonly (readonly [time: number, value: number, way: ChangePoint['way']])[];
}

/** Makes the points of a plot: of many, the low and the high of each stretch of time, and its widest interval. */
export function plotPoints({
  from,
  samples,
  forecasts,
  limits,
  evidence,
}: Pick<SeriesPast, 'from' | 'samples' | 'forecasts' | 'limits' | 'evidence'>): PlotPoints {
  const changes = samples.length === 0 ? [] : (evidence?.changes ?? []);
  return {
    samples: thinned(samples, maxPoints / 2, (some) => {
      const low = some.reduce((a, b) => (b.value < a.value ? b : a));
      const high = some.reduce((a, b) => (b.value > a.value ? b : a));
      return low.time < high.time ? [low, high] : low === high ? [low] : [high, low];
    }).map(({ time, value }) => [time, value]),
    forecasts: thinned(forecasts, maxPoints, (some) => [
      some.reduce((a, b) => (b.upper - b.lower > a.upper - a.lower ? b : a)),
    ]).map(({ time, lower, upper }) => [time, lower, upper]),
    limits: thinned(limits, maxPoints, (some) => some.slice(-1)).map(({ time, value }) => [time, value]),
    changes: changes
      .filter(({ time }) => time >= from)
      .map((change) => [change.time, valueAt(change, samples), change.way]),
  };
}

function thinned<Point>(
  points: readonly Point[],
  maxStretches: number,
  choose: (some: readonly Point[]) => readonly Point[],
): readonly Point[] {
  if (points.length <= maxStretches) return points;
  const length = Math.ceil(points.length / maxStretches);
  return Array.from({ length: Math.ceil(points.length / length) }, (_, index) =>
    choose(points.slice(index * length, (index + 1) * length)),
  ).flat();
}
