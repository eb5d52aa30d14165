import type { TargetSeries } from './target-series.ts';

/** A measure of danger: the risk, and without one how much of the limit is used. */
export function dangerOf({ riskPercent, state }: TargetSeries): number {
  if (!state) return -1;
  const { value, limit } = state.prediction;
  if (!Number.isFinite(limit)) return riskPercent ?? 0;
  const share = Math.abs(value - limit) / (Math.abs(value) + Math.abs(limit) || 1);
  return (riskPercent ?? 0) + (1 - share) / 2;
}
