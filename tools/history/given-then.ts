import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { raiseAtPercent } from '../../analysis/risk/risk-percent.ts';
import type { BacktestOptions, BacktestRow } from '../backtest/replay.ts';
import { givenNames, valuesByTime } from '../outlook/given-values.ts';
import type { WatchedSeries } from '../outlook/watched-series.ts';

/** Redis keeps the times of what is given back to a thousandth, and of samples as well. */
function keyOf(time: number): number {
  return Math.round(time * 1000);
}

/**
 * The rows of a replay with what `dma predict` really gave at each sample in the place of what it would give now.
 *
 * @param rows in the unit of the series, or in percent of its capacity
 * @returns undefined where Redis holds no risk of that time; rejects as the reader does
 */
export async function withGiven(
  reader: WriteRedisReader,
  series: Pick<WatchedSeries, 'outputs'> & { readonly riskName: string },
  rows: readonly BacktestRow[],
  { shareOfCapacity, capacity = Number.POSITIVE_INFINITY }: BacktestOptions,
): Promise<BacktestRow[] | undefined> {
  const [from, to] = [rows[0]!.t - 1, rows.at(-1)!.t + 1];
  const read = async (name: string | undefined): Promise<ReadonlyMap<number, number>> => {
    if (name === undefined) return new Map();
    const values = await valuesByTime(reader, name, from, to);
    return new Map([...values].map(([time, value]) => [keyOf(time), value]));
  };
  const names = givenNames(series);
  const risks = await read(series.riskName);
  if (risks.size === 0) return undefined;
  const isPercent = shareOfCapacity !== undefined;
  // Without an `output` in dma.yaml, only the share of the capacity is given.
  const isShare = isPercent || names.predicted === undefined;
  const unit = isPercent ? 1 : capacity / 100;
  const expectedAt = await read(isShare ? names.percent : names.predicted);
  const predictedAt = (at: number): number | null => {
    const value = (expectedAt.get(at) ?? Number.NaN) * (isShare ? unit : 1);
    return Number.isFinite(value) ? value : null;
  };
  const [lower, upper, expected, earliest, latest] = await Promise.all([
    // These two are in the unit of the series.
    read(isPercent ? undefined : names.lower),
    read(isPercent ? undefined : names.upper),
    read(names.expected),
    read(names.earliest),
    read(names.latest),
  ]);
  return rows.map((row) => {
    const at = keyOf(row.t);
    const risk = risks.get(at) ?? null;
    return {
      t: row.t,
      value: row.value,
      predicted: predictedAt(at),
      lower: lower.get(at) ?? null,
      upper: upper.get(at) ?? null,
      risk,
      alert: risk !== null && risk >= raiseAtPercent,
      exhaustion: expected.get(at) ?? null,
      exhaustionEarliest: earliest.get(at) ?? null,
      exhaustionLatest: latest.get(at) ?? null,
      // collectd has no name for the climb: it is the one of the replay.
      ...(row.climb && { climb: row.climb }),
    };
  });
}
