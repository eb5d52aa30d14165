import { drawsFrom, seededRandom, type Draws } from '../../analysis/maths/seeded-random.ts';

/** A simulated series. */
export interface SimulatedSeries {
  readonly kind: string;
  /** Epoch seconds, increasing. */
  readonly times: Float64Array;
  /** May be NaN. */
  readonly values: Float64Array;
}

/** A target among other series. */
export interface Neighbourhood {
  readonly target: SimulatedSeries;
  readonly others: readonly SimulatedSeries[];
  /** The place of the cause in `others`; undefined where nothing was planted. */
  readonly cause: number | undefined;
  /** Seconds from the target's change to that of the cause, below 0. */
  readonly lagSeconds: number;
  readonly from: number;
  readonly to: number;
}

export interface NeighbourhoodOptions {
  readonly seed: number;
  /** The series that have nothing to do with the target. */
  readonly unrelated: number;
  /** The series that have the target's season. */
  readonly seasonal: number;
  /** Which way the cause works; undefined for nothing planted. */
  readonly cause?: CauseKind | undefined;
  readonly steps?: number;
}

/**
 * How a cause works: the target grows with its level; both grow by the same pieces; it goes up, and from then on the
 * target climbs; both begin to climb.
 */
export const causeKinds = ['drives', 'shares', 'steps up', 'leaks'] as const;
export type CauseKind = (typeof causeKinds)[number];

const start = 1_700_000_000;
const stepSeconds = 2;
const defaultSteps = 600;

/** Makes a target and its neighbours, the same ones for one seed. */
export function neighbourhood(options: NeighbourhoodOptions): Neighbourhood {
  const { seed, unrelated, seasonal, cause, steps = defaultSteps } = options;
  const draws = drawsFrom(seededRandom(seed));
  const season = seasonOf(draws, steps);
  const onset = draws.integer(Math.floor(steps * 0.55), Math.floor(steps * 0.85));
  const lag = draws.integer(0, 12);
  const { target, driver } = driven(draws, cause, { steps, onset, lag });
  // In half of them, the target has the season of the fifty as well.
  if (draws.chance(0.5)) add(target, season(draws.uniform(0.2, 1.5) * deviationOf(changesOf(target))));
  const others = [
    ...Array.from({ length: seasonal }, () => {
      const values = season(draws.logUniform(1, 100)).map((value) => value + draws.normal());
      return sampled(draws, 'season', values);
    }),
    ...Array.from({ length: unrelated }, (_, index) => unrelatedSeries(draws, index, steps)),
  ];
  const place = driver ? draws.integer(0, others.length) : undefined;
  if (driver) others.splice(place!, 0, sampled(draws, `cause ${cause!}`, driver, 1));
  return {
    target: sampled(draws, 'target', target, 1),
    others,
    cause: place,
    lagSeconds: -lag * stepSeconds,
    from: start,
    to: start + steps * stepSeconds,
  };
}

interface Course {
  readonly steps: number;
  readonly onset: number;
  readonly lag: number;
}

/** A target, and the series that drives it, where there is one. */
function driven(
  draws: Draws,
  cause: CauseKind | undefined,
  { steps, onset, lag }: Course,
): { readonly target: Float64Array; readonly driver?: Float64Array } {
  const noise = draws.logUniform(0.5, 2);
  const jitter = (size: number): Float64Array =>
    Float64Array.from({ length: steps }, () => size * draws.normal());
  const climb = (from: number, slope: number): Float64Array =>
    Float64Array.from({ length: steps }, (_, i) => slope * Math.max(0, i - from));
  if (cause === 'drives') {
    const driver = autoregression(draws, steps, draws.uniform(0.3, 0.95));
    const target = jitter(0);
    for (let i = 1; i < steps; i++)
      target[i] = target[i - 1]! + (driver[i - lag] ?? 0) + noise * 0.5 * draws.normal();
    return { target, driver };
  }
  if (cause === 'shares') {
    const pieces = Float64Array.from({ length: steps + lag }, () =>
      draws.chance(0.3) ? draws.uniform(0, 4) : 0,
    );
    const driver = sumsOf(pieces.subarray(lag));
    const target = sumsOf(pieces.subarray(0, steps));
    add(target, jitter(0.4 * noise));
    return { target, driver };
  }
  const target = climb(onset, draws.uniform(0.3, 2));
  add(target, jitter(noise));
  if (cause === undefined) return { target: draws.chance(0.5) ? target : walk(draws, steps) };
  const at = onset - lag;
  if (cause === 'steps up') {
    const driver = jitter(1);
    const height = draws.uniform(6, 40);
    for (let i = at; i < steps; i++) driver[i]! += height;
    return { target, driver };
  }
  const driver = climb(at, draws.uniform(0.3, 2));
  add(driver, jitter(1));
  return { target, driver };
}

const kinds: readonly ((draws: Draws, steps: number) => Float64Array)[] = [
  (draws, steps) => autoregression(draws, steps, 0),
  (draws, steps) => autoregression(draws, steps, draws.uniform(0.5, 0.98)),
  walk,
  (draws, steps) => {
    const trend = draws.normal();
    return autoregression(draws, steps, 0).map((value, i) => value + trend * i);
  },
  // The same trend, without any noise.
  (_, steps) => Float64Array.from({ length: steps }, (_value, i) => 1e6 + 3 * i),
  (_, steps) => Float64Array.from({ length: steps }, (_value, i) => 1e3 + i * i),
  (draws, steps) => new Float64Array(steps).fill(draws.integer(0, 1e9)),
  (draws, steps) =>
    autoregression(draws, steps, 0).map(() => (draws.chance(0.02) ? draws.logUniform(1, 1000) : 0)),
  (draws, steps) => {
    let level = 0;
    return new Float64Array(steps).map(() => (level = draws.chance(0.02) ? 1 - level : level));
  },
  (draws, steps) => sumsOf(new Float64Array(steps).map(() => draws.integer(0, 3))),
];

/** One of five hundred has a step once: somebody started something. */
const stepChance = 0.002;

function unrelatedSeries(draws: Draws, index: number, steps: number): SimulatedSeries {
  const values = kinds[index % kinds.length]!(draws, steps);
  if (draws.chance(stepChance)) {
    const at = draws.integer(0, steps - 1);
    const height = draws.uniform(6, 40);
    for (let i = at; i < steps; i++) values[i]! += height;
  }
  return sampled(draws, String(index % kinds.length), values);
}

/** A season that many series have at the same time: waves, a sawtooth, or the peaks of jobs. */
function seasonOf(draws: Draws, steps: number): (size: number) => Float64Array {
  const period = draws.integer(20, Math.floor(steps / 3));
  const phase = draws.uniform(0, period);
  const shapes: readonly ((share: number) => number)[] = [
    (share) => Math.SQRT2 * Math.sin(2 * Math.PI * share),
    (share) => 3.5 * (share - 0.5),
    (share) => (share < 0.1 ? 3 : 0),
  ];
  const shape = draws.pick(shapes);
  return (size) =>
    Float64Array.from({ length: steps }, (_, i) => size * shape(((i + phase) % period) / period));
}

/** A series as collectd would have it: every so often, with some samples missing. */
function sampled(
  draws: Draws,
  kind: string,
  values: Float64Array,
  every = draws.pick([1, 1, 2, 5]),
): SimulatedSeries {
  const missing = draws.pick([0, 0, 0.02, 0.1]);
  const [times, kept]: [number[], number[]] = [[], []];
  const first = draws.uniform(0, stepSeconds);
  for (let i = 0; i < values.length; i += every) {
    if (draws.chance(missing)) continue;
    times.push(start + first + i * stepSeconds);
    kept.push(draws.chance(missing / 4) ? Number.NaN : values[i]!);
  }
  return { kind, times: Float64Array.from(times), values: Float64Array.from(kept) };
}

function walk(draws: Draws, steps: number): Float64Array {
  return sumsOf(autoregression(draws, steps, 0));
}

function autoregression(draws: Draws, steps: number, coefficient: number): Float64Array {
  let value = 0;
  return new Float64Array(steps).map(() => (value = coefficient * value + draws.normal()));
}

function sumsOf(numbers: Float64Array): Float64Array {
  let sum = 0;
  return numbers.map((number) => (sum += number));
}

function add(numbers: Float64Array, others: Float64Array): void {
  for (let i = 0; i < numbers.length; i++) numbers[i]! += others[i]!;
}

function changesOf(numbers: Float64Array): Float64Array {
  return numbers.map((number, i) => (i === 0 ? 0 : number - numbers[i - 1]!));
}

function deviationOf(numbers: Float64Array): number {
  return Math.sqrt(numbers.reduce((sum, number) => sum + number * number, 0) / numbers.length);
}
