import { medianInPlace } from '../../../analysis/maths/quantile.ts';

/** One reading of a quantity. */
export interface Reading {
  /** Since the soak began. */
  readonly seconds: number;
  readonly value: number;
}

/** The rule by which a quantity grows. */
export interface GrowthRule {
  /** Maximum gain within the judged half, in the quantity's own unit. */
  readonly tolerance: number;
  /** A judged half that is shorter than this gives no verdict. */
  readonly minSeconds: number;
}

export interface Growth {
  readonly verdict: 'flat' | 'grows' | 'too-short';
  /** Medians of the third and of the last quarter. */
  readonly thirdQuarter: number;
  readonly lastQuarter: number;
  readonly highest: number;
  /** Units a second over the second half, with its interval of 95 % (Sen). */
  readonly perSecond: number;
  readonly lower: number;
  readonly upper: number;
}

/** Number of medians that stand for the readings of the second half; they hide the sawtooth of a garbage collector. */
const blocks = 24;
const minReadings = 16;
/** A growing quantity continues in the last quarter at this share of its pace or more; one that settles does not. */
const lastingShare = 0.5;
/** Quantile of the normal distribution for 95 %. */
const quantile = 1.96;

/**
 * Judges whether a quantity grows, by a line through the second half of its readings (Theil and Sen: the median of the
 * slopes between any two).
 *
 * It grows when the lower bound of the slope makes it gain more than `tolerance` within that half, and the last quarter
 * continues at half that slope or more. A program that is still finding its size rises and then stays.
 *
 * @param readings at increasing times, any number
 */
export function judgeGrowth(readings: readonly Reading[], { tolerance, minSeconds }: GrowthRule): Growth {
  const end = readings.at(-1)?.seconds ?? 0;
  const begin = readings[0]?.seconds ?? 0;
  const from = (share: number): readonly Reading[] =>
    readings.filter(({ seconds }) => seconds >= begin + share * (end - begin));
  const half = from(0.5);
  const last = from(0.75);
  const { perSecond, lower, upper } = sen(blockMedians(half, blocks));
  const seconds = end - (half[0]?.seconds ?? end);
  const third = half.slice(0, half.length - last.length);
  const growth = {
    thirdQuarter: median(third.map(valueOf)),
    lastQuarter: median(last.map(valueOf)),
    highest: Math.max(...readings.map(valueOf)),
    perSecond,
    lower,
    upper,
  };
  if (readings.length < minReadings || seconds < minSeconds) return { verdict: 'too-short', ...growth };
  const isMuch = lower * seconds > tolerance;
  const goesOn = sen(blockMedians(last, blocks / 2)).perSecond >= lastingShare * perSecond;
  return { verdict: isMuch && goesOn ? 'grows' : 'flat', ...growth };
}

function median(values: readonly number[]): number {
  return medianInPlace(Float64Array.from(values), values.length);
}

function valueOf({ value }: Reading): number {
  return value;
}

/** Reduces the readings to `count` medians; fewer readings are returned unchanged. */
function blockMedians(readings: readonly Reading[], count: number): readonly Reading[] {
  if (readings.length <= count) return readings;
  return Array.from({ length: count }, (_, index) => {
    const at = (edge: number): number => Math.round((edge * readings.length) / count);
    const part = readings.slice(at(index), at(index + 1));
    return { seconds: median(part.map(({ seconds }) => seconds)), value: median(part.map(valueOf)) };
  });
}

/** The median slope and its interval; all 0 for fewer than two readings. */
function sen(readings: readonly Reading[]) {
  const slopes = readings
    .flatMap((early, index) =>
      readings.slice(index + 1).map((late) => (late.value - early.value) / (late.seconds - early.seconds)),
    )
    .toSorted((a, b) => a - b);
  if (slopes.length === 0) return { perSecond: 0, lower: 0, upper: 0 };
  const count = readings.length;
  const spread = quantile * Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  const bound = (rank: number): number => slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(rank)))]!;
  return {
    perSecond: median(slopes),
    lower: bound((slopes.length - spread) / 2 - 1),
    upper: bound((slopes.length + spread) / 2),
  };
}
