import { medianInPlace } from '../maths/quantile.ts';
import { deviationsPerMad } from './innovations.ts';

/** A lasting change of a series: a step of its level, or a bend of its slope. */
export interface Turn {
  /** `cut` where an end of the grid hides the half of it; `burst` for one that is taken back. */
  readonly kind: 'step' | 'bend' | 'cut' | 'burst';
  readonly step: number;
  /** Robust standard deviations of its usual changes; below 0 where it went down. */
  readonly strength: number;
}

/** The time before and after, as a share of the grid, over which a series is compared with itself. */
const spanShare = 1 / 25;
/** Short grids compare over more of it, because noise has to be averaged, up to these steps. */
const [shortShare, maxShortSpan, minSpan] = [1 / 12, 8, 4];
/** A change of this many robust standard deviations is a turn. */
const minTurn = 8;
/** A series that never moved before it did. */
const maxStrength = 1000;
/** Differences of this share of the level are rounding errors. */
const roundingShare = 1e-9;
/** A step is seen for one span, at half of its height; what is seen for longer is a climb or a fall. */
const maxStepSpans = 1.5;

/** The steps before and after a turn that are compared. */
export function spanOf(length: number): number {
  const least = Math.max(minSpan, Math.min(maxShortSpan, Math.floor(length * shortShare)));
  return Math.max(least, Math.floor(length * spanShare));
}

/** The minimum number of steps, and of samples, after a turn: one alone is a peak. */
export const minAhead = 2;

/** How turns near the end are looked for. */
export interface LateLook {
  /** The steps after a turn that are compared. */
  readonly ahead: number;
  /** The steps from one sample of the series to the next (default: at most one). */
  readonly interval?: number;
}

/**
 * Finds the turns of a series. At each step of the grid, the mean of the time after it is compared with that of the
 * time before it; what is usual is the median absolute deviation of these differences over all of the grid. A
 * difference that lasts is that of a climb, which turns where it begins.
 *
 * @param late what has only begun at the end counts as a step (default: as many steps are compared after a turn as
 *   before it, and what the end cuts off does not count)
 */
export function turnsOf(values: Float64Array, late?: LateLook): Turn[] {
  const span = spanOf(values.length);
  const { ahead = span, interval = 1 } = late ?? {};
  const newest = values.length - minAhead * Math.max(1, interval);
  const sums = prefixSums(withoutSpikes(values));
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  const levels = levelChanges(sums, span, ahead);
  const usual = centre(levels, roundingShare * most);
  let slopes: Float64Array | undefined;
  const turns: Turn[] = [];
  for (const { from, to, peak } of regions(levels, minTurn * usual)) {
    const strength = usual > 0 ? Math.min(maxStrength, Math.abs(levels[peak]!) / usual) : maxStrength;
    if (to - from <= maxStepSpans * span) {
      const isCut =
        late === undefined
          ? from === 0 || to === levels.length - 1
          : from === 0 || peak + span > newest || !isOnUntilEnd(sums, span, peak + span, interval);
      const kind = isCut ? 'cut' : 'step';
      turns.push({ kind, step: peak + span, strength: Math.sign(levels[peak]!) * strength });
    } else {
      slopes ??= slopeChanges(sums, span);
      // What lasts from the beginning on turned where it ended.
      const end = from > 0 ? from : to;
      const bend = strongestIn(slopes, end - span, end + span);
      if (bend !== undefined)
        turns.push({ kind: 'bend', step: bend + span, strength: Math.sign(slopes[bend]!) * strength });
    }
  }
  return turns;
}

/**
 * A step is there at once, and still there at the end. What came later than the place where the means differ most, or
 * was taken back so near to the end, has no other turn that shows it.
 *
 * @param interval steps from one sample to the next: between two, a step is drawn as a slope
 */
function isOnUntilEnd({ plain }: Sums, span: number, step: number, interval: number): boolean {
  const length = plain.length - 1;
  if (step < length - 2 * span) return true;
  const after = length - step;
  const part = Math.min(after, Math.max(minAhead, Math.ceil(interval), Math.floor(after / 4)));
  const mean = (from: number, to: number): number => (plain[to]! - plain[from]!) / (to - from);
  const before = mean(step - span, step);
  const whole = mean(step, length) - before;
  return [mean(step, step + part), mean(length - part, length)].every(
    (level) => Math.sign(whole) * (level - before) >= Math.abs(whole) / 2,
  );
}

/** The strongest turn; undefined without any. */
export function strongestTurn(turns: readonly Turn[]): Turn | undefined {
  let strongest: Turn | undefined;
  for (const turn of turns)
    if (!strongest || Math.abs(turn.strength) > Math.abs(strongest.strength)) strongest = turn;
  return strongest;
}

/** The median of each three neighbours: what lasts for a step is no turn. */
function withoutSpikes(values: Float64Array): Float64Array {
  const medians = Float64Array.from(values);
  for (let i = 1; i < values.length - 1; i++) {
    const [a, b, c] = [values[i - 1]!, values[i]!, values[i + 1]!];
    medians[i] = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
  return medians;
}

interface Sums {
  /** Of the values, and of the values times their steps, before each step. */
  readonly plain: Float64Array;
  readonly timed: Float64Array;
}

function prefixSums(values: Float64Array): Sums {
  const { length } = values;
  const [plain, timed] = [new Float64Array(length + 1), new Float64Array(length + 1)];
  // Far from 0, differences would be lost to cancellation.
  const base = values[0]!;
  for (let i = 0; i < length; i++) {
    const value = values[i]! - base;
    plain[i + 1] = plain[i]! + value;
    timed[i + 1] = timed[i]! + i * value;
  }
  return { plain, timed };
}

/** By step from `span` on: the mean of `ahead` values from there on, less that of the `span` before. */
function levelChanges({ plain }: Sums, span: number, ahead: number): Float64Array {
  const changes = new Float64Array(plain.length - span - ahead);
  for (let i = 0; i < changes.length; i++) {
    const middle = plain[i + span]!;
    changes[i] = (plain[i + span + ahead]! - middle) / ahead - (middle - plain[i]!) / span;
  }
  return changes;
}

/** The same of the slopes of least squares lines over `span` values on both sides, per step. */
function slopeChanges({ plain, timed }: Sums, span: number): Float64Array {
  const changes = new Float64Array(plain.length - 2 * span);
  const middle = (span - 1) / 2;
  const scale = 12 / (span * (span * span - 1));
  for (let i = 0; i < changes.length; i++) {
    const [a, b, c] = [i, i + span, i + 2 * span];
    const before = timed[b]! - timed[a]! - (a + middle) * (plain[b]! - plain[a]!);
    const after = timed[c]! - timed[b]! - (b + middle) * (plain[c]! - plain[b]!);
    changes[i] = scale * (after - before);
  }
  return changes;
}

let scratch = new Float64Array(0);

/** Centres numbers at their median. Returns their robust standard deviation, at least `rounding`. */
function centre(numbers: Float64Array, rounding: number): number {
  const { length } = numbers;
  if (scratch.length < length) scratch = new Float64Array(length);
  scratch.set(numbers);
  const middle = medianInPlace(scratch, length);
  for (let i = 0; i < length; i++) {
    numbers[i]! -= middle;
    scratch[i] = Math.abs(numbers[i]!);
  }
  return Math.max(deviationsPerMad * medianInPlace(scratch, length), rounding);
}

/** A part in which numbers of one sign are above half of the highest of them. */
interface Region {
  readonly from: number;
  readonly to: number;
  readonly peak: number;
}

/** The regions around peaks that are above `least`, from the beginning to the end. */
function* regions(numbers: Float64Array, least: number): Generator<Region> {
  const { length } = numbers;
  for (let start = 0; start < length; start++) {
    if (!(Math.abs(numbers[start]!) > least)) continue;
    const sign = Math.sign(numbers[start]!);
    let peak = start;
    let end = start;
    for (; end < length && sign * numbers[end]! > least; end++)
      if (sign * numbers[end]! > sign * numbers[peak]!) peak = end;
    const half = (sign * numbers[peak]!) / 2;
    let [from, to] = [peak, peak];
    while (from > 0 && sign * numbers[from - 1]! >= half) from--;
    while (to < length - 1 && sign * numbers[to + 1]! >= half) to++;
    yield { from, to, peak };
    start = Math.max(end, to);
  }
}

/** The place of the number that is farthest from 0; undefined where it is at the beginning or the end of all. */
function strongestIn(numbers: Float64Array, from: number, to: number): number | undefined {
  let strongest = Math.max(0, from);
  for (let i = strongest; i <= Math.min(to, numbers.length - 1); i++)
    if (Math.abs(numbers[i]!) > Math.abs(numbers[strongest]!)) strongest = i;
  const isInside = strongest > 0 && strongest < numbers.length - 1;
  return isInside ? strongest : undefined;
}
