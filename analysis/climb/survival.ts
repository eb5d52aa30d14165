/** The state of the climb that a series is in. */
export interface Climb {
  /** Seconds since it began: since it had covered a tenth of its way. */
  readonly ageSeconds: number;
  /** Seconds since it first reached half of its present rise. */
  readonly halfAgeSeconds: number;
  /** The rise so far, at least 0, in the series' own unit. */
  readonly rise: number;
  /** The distance to the limit, above 0. */
  readonly need: number;
  /** Its present slope, above 0, in units of the value per second. */
  readonly slope: number;
  /** The typical change from point to point, at least 0, in the series' own unit. */
  readonly noise: number;
}

/** A climb at the pace that its slope says. */
export type PacedClimb = Omit<Climb, 'halfAgeSeconds' | 'noise'>;

/** The prior's exponent for a climb at a steady pace, and the pull and bounds of a changing one. */
const steadyExponent = 1.4;
const pacePull = 0.7;
const fastestPace = 0.46;
const slowestPace = 1.4;
/** The rise that an age is counted from is a tenth of the whole. */
const agedShare = 0.9;

/** Half of the rise takes this share of the age at a steady pace, and this one in exponential growth. */
const steadyHalf = 0.5 / agedShare;
const exponentialHalf = Math.LN2 / Math.LN10;
/** Only of a climb this many times higher than the noise can it be told whether it accelerates. */
const cleanNoises = 30;
/** As a share of its rise, what a climb needs counts as at most this, where its last part is as high. */
const largestNeed = 0.95;

/**
 * Seconds that a climb still needs to the limit: at its present slope, or less where it accelerates, but no less than
 * it took to rise by as much before. What grows in bursts is steep for a while, and the next burst is not there yet.
 *
 * Exponential growth that took h seconds for the second half of its rise r needs h log2((r + need) / r) more. Between
 * a steady pace and exponential growth, told apart by how much of the age that half took, the two are mixed
 * geometrically. By as much as growth accelerates, it also takes less time than for the rise before.
 *
 * @param lastSeconds the time that the newest part of the climb took, which is as high as what is missing
 */
export function missingSeconds(climb: Climb, lastSeconds: number): number {
  const { halfAgeSeconds, rise, need, slope } = climb;
  const steady = need / slope;
  const share = acceleration(climb);
  if (share === 0) return Math.max(steady, lastSeconds);
  const exponential = halfAgeSeconds * Math.log2((rise + need) / rise);
  const ahead = exponential < steady ? steady ** (1 - share) * exponential ** share : steady;
  return Math.max(ahead, nextOverLast(Math.min(largestNeed, need / rise)) ** share * lastSeconds);
}

/** 0 for a steady or slowing pace, or where noise hides it, up to 1 for exponential growth. */
function acceleration({ ageSeconds, halfAgeSeconds, rise, noise }: Climb): number {
  if (rise <= cleanNoises * noise || ageSeconds <= 0 || halfAgeSeconds <= 0) return 0;
  const half = halfAgeSeconds / ageSeconds;
  return Math.min(1, Math.max(0, (steadyHalf - half) / (steadyHalf - exponentialHalf)));
}

/** The time for the next rise as a share of that for the last one as high, in exponential growth. */
function nextOverLast(shareOfRise: number): number {
  return Math.log1p(shareOfRise) / -Math.log1p(-shareOfRise);
}

/**
 * The probability that a climb without precedents goes on until it has added what is needed.
 *
 * (A / (A + T))^e with A its age and T the time it still needs. What has lasted A lasts as long again with a
 * probability of one half (Lindy), if e is 1; leaks are rarer than climbs that stop. e is larger while the climb slows
 * down and smaller while it accelerates.
 *
 * Source: Gott (1993), Implications of the Copernican principle for our future prospects, Nature 363.
 *
 * @param missing seconds that it still needs, above 0
 * @returns 0 to 1
 */
export function survival({ ageSeconds, rise, slope }: Omit<PacedClimb, 'need'>, missing: number): number {
  const pace = ageSeconds > 0 ? (agedShare * rise) / ageSeconds / slope : 1;
  const exponent = steadyExponent * Math.min(slowestPace, Math.max(fastestPace, pace)) ** pacePull;
  return (ageSeconds / (ageSeconds + missing)) ** exponent;
}

/** The same for what has gone on at one pace. */
export function steadySurvival(ageSeconds: number, missing: number): number {
  return (ageSeconds / (ageSeconds + missing)) ** steadyExponent;
}
