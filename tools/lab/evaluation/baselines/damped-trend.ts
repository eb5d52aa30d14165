import { leastSeconds } from '../../../../analysis/scoring/crossings.ts';
import type { EvaluatedRow } from '../../../../analysis/scoring/labelled-series.ts';
import type { Method } from '../method.ts';

/** Two-sided 80 % of the normal distribution. */
const normal80 = 1.2816;

/**
 * Holt's method with a damped trend, with fixed time constants: H/30 for the level, H/4 for the trend, which fades by
 * 1/e in H.
 *
 * Equation: mean = L + H (1 - 1/e) T; its interval takes the errors made so far as normal, those of the last 10 H more
 * than older ones. The alarm as that of the other simple methods.
 * Source: Gardner and McKenzie (1985), Forecasting trends in time series, Management Science 31; with the weights of
 * Wright (1986) for uneven sampling.
 */
export const dampedTrend: Method = {
  name: 'Holt, damped',
  rowsOf(series) {
    const { samples, horizonSeconds, limit, intervalSeconds } = series;
    const errors = errorMemory(10 * horizonSeconds);
    const rows: EvaluatedRow[] = [];
    let [level, trend, before] = [samples[0]!.value, 0, samples[0]!.time];
    let due = 0;
    let since: number | undefined;
    for (const { time, value } of samples) {
      const step = time - before;
      const expected = level + trend * step;
      level = expected + share(step, Math.max(intervalSeconds, horizonSeconds / 30)) * (value - expected);
      if (step > 0) trend += share(step, horizonSeconds / 4) * ((value - expected) / step);
      trend *= Math.exp(-step / horizonSeconds);
      before = time;
      for (; due < rows.length && rows[due]!.t <= time - horizonSeconds; due++) {
        errors.add(rows[due]!.t, value - rows[due]!.pred!);
      }
      const pred = level + horizonSeconds * (1 - Math.exp(-1)) * trend;
      if (pred >= limit) since ??= time;
      else since = undefined;
      const half = due > 0 ? normal80 * errors.deviation() : null;
      rows.push({
        t: time,
        pred,
        q10: half === null ? null : pred - half,
        q90: half === null ? null : pred + half,
        alert: since !== undefined && time - since >= leastSeconds(series.intervalSeconds) - 1e-6,
      });
    }
    return rows;
  },
};

/** The weight of what is new after some seconds. */
function share(seconds: number, memorySeconds: number): number {
  return 1 - Math.exp(-seconds / memorySeconds);
}

function errorMemory(memorySeconds: number): { add(time: number, error: number): void; deviation(): number } {
  let [weights, squares, last] = [0, 0, 0];
  return {
    add(time, error) {
      const kept = Math.exp((last - time) / memorySeconds);
      weights = kept * weights + 1;
      squares = kept * squares + error * error;
      last = time;
    },
    deviation: () => Math.sqrt(squares / weights),
  };
}
