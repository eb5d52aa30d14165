import { formatAmount, type AmountUnit } from '../../notifiers/event/alert-units.ts';

/** A value beyond the capacity by less is within the precision of collectd's cache. */
const tolerance = 1e-5;

/** Amounts of one series, all in its own unit. */
export interface SeriesAmounts {
  readonly value: number;
  readonly limit: number;
  /** Infinity when it is not known. */
  readonly capacity: number;
}

/**
 * The reason why the capacity of a series cannot be the one that is meant, as it is found beside its values; undefined
 * when it can.
 */
export function capacityMisfit(
  { value, limit, capacity }: SeriesAmounts,
  unit: AmountUnit,
): string | undefined {
  const text = (amount: number): string => formatAmount(amount, unit);
  const most = capacity * (1 + tolerance);
  if (limit > most)
    return `the limit of ${text(limit)} is above the capacity of ${text(capacity)}, so it is never reached; see limit in dma.yaml`;
  if (value > most)
    return `the capacity of ${text(capacity)} is less than what is used, ${text(value)}; see capacity in dma.yaml`;
  return undefined;
}
