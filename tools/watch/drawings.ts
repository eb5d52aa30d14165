import type { Sample } from '../../analysis/window.ts';
import type { Glyphs } from './glyphs.ts';

/** A series moves at least by this share of its limit before it looks as if it moved. */
const minRangeShare = 0.05;
/** The share of a sparkline that shows the forecast. */
const aheadShare = 0.2;

/**
 * A bar: the present value and the forecast as shares of the limit.
 *
 * @param share 0 to 1; undefined when it is not known
 * @param aheadShare of the forecast
 */
export function bar(
  share: number | undefined,
  forecast: number | undefined,
  width: number,
  glyphs: Glyphs,
): string {
  if (share === undefined) return '?'.padEnd(width);
  const cells = (part: number): number => Math.round(Math.min(1, Math.max(0, part)) * width);
  const full = cells(share);
  const ahead = Math.max(0, cells(forecast ?? 0) - full);
  return glyphs.full.repeat(full) + glyphs.ahead.repeat(ahead) + glyphs.empty.repeat(width - full - ahead);
}

/**
 * The way to the limit that is behind, 0 to 1: for an upper limit the value as a share of it, for a lower one the limit
 * as a share of the value. Undefined where that makes no share.
 */
export function shareOfLimit(
  value: number | undefined,
  limit: number | undefined,
  side: 'upper' | 'lower',
): number | undefined {
  if (value === undefined || limit === undefined) return undefined;
  const share = side === 'upper' ? value / limit : limit / value;
  if (side === 'lower' && value <= limit) return 1;
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : undefined;
}

/** The past and the forecast of a sparkline. */
export interface Sparked {
  readonly samples: readonly Sample[];
  /** Epoch seconds of the beginning and of now. */
  readonly from: number;
  readonly to: number;
  /** One horizon ahead. */
  readonly forecast: number | undefined;
  readonly limit: number | undefined;
}

/** A sparkline: the past, a bar, and the way to the forecast. Times without samples are blank. */
export function sparkline(
  { samples, from, to, forecast, limit }: Sparked,
  width: number,
  { levels, now }: Glyphs,
): string {
  const ahead = width < 6 ? 0 : Math.max(1, Math.round(width * aheadShare));
  const past = width - ahead - (ahead > 0 ? 1 : 0);
  const means = binned(samples, from, to, past);
  const newest = samples.at(-1)?.value;
  const way = Array.from({ length: ahead }, (_, index) =>
    forecast === undefined || newest === undefined
      ? undefined
      : newest + ((forecast - newest) * (index + 1)) / ahead,
  );
  const known = [...means, ...way].filter((value) => value !== undefined);
  const lowest = Math.min(...known);
  const range = Math.max(Math.max(...known) - lowest, minRangeShare * Math.abs(limit ?? 0));
  const level = (value: number | undefined): string => {
    if (value === undefined) return ' ';
    const share = range > 0 ? (value - lowest) / range : 0;
    return levels[Math.min(levels.length - 1, Math.floor(share * levels.length))]!;
  };
  const text = means.map(level).join('');
  return ahead > 0 ? `${text}${now}${way.map(level).join('')}` : text;
}

/** The mean of each of `count` equal times; undefined where there is no sample, unless samples are rarer than that. */
export function binned(
  samples: readonly Sample[],
  from: number,
  to: number,
  count: number,
): (number | undefined)[] {
  const sums = Array.from({ length: count }, () => ({ sum: 0, count: 0 }));
  for (const { time, value } of samples) {
    const bin = sums[Math.min(count - 1, Math.floor(((time - from) / (to - from)) * count))];
    if (time < from || !bin) continue;
    bin.sum += value;
    bin.count += 1;
  }
  const means = sums.map((bin) => (bin.count > 0 ? bin.sum / bin.count : undefined));
  const binSeconds = (to - from) / count;
  const usual = samples.length > 1 ? (samples.at(-1)!.time - samples[0]!.time) / (samples.length - 1) : 0;
  // A series whose samples are further apart than the cells has no gaps.
  const reach = usual > binSeconds / 2 ? Math.ceil((1.5 * usual) / binSeconds) : 0;
  return means.map(
    (mean, index) =>
      mean ?? means.slice(Math.max(0, index - reach), index).findLast((one) => one !== undefined),
  );
}
