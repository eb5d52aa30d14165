import type { EvaluatedRow, LabelledSeries } from '../../../analysis/scoring/labelled-series.ts';

/** A series sampled each second from time 0, with limit 100 and a horizon of 60 s. */
export function handMade(path: readonly number[], rest: Partial<LabelledSeries> = {}): LabelledSeries {
  return {
    name: 'hand-made',
    kind: 'hand-made',
    simulated: true,
    samples: path.map((value, time) => ({ time, value })),
    limit: 100,
    horizonSeconds: 60,
    intervalSeconds: 1,
    endsMidway: false,
    ...rest,
  };
}

/** That many values by their position. */
export function values(count: number, value: (index: number) => number): number[] {
  return Array.from({ length: count }, (_, index) => value(index));
}

/** 10 until 400 s, then 1 more each second: 100 is reached at 490 s. */
export const leak = values(600, (time) => 10 + Math.max(0, time - 400));

/** No forecasts, and alerts within these times, both included. */
export function rowsWithAlerts(
  { samples }: LabelledSeries,
  ...spans: readonly (readonly [from: number, until: number])[]
): EvaluatedRow[] {
  return samples.map(({ time }) => ({
    t: time,
    pred: null,
    q10: null,
    q90: null,
    alert: spans.some(([from, until]) => time >= from && time <= until),
  }));
}
