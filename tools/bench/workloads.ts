import { drawsFrom, seededRandom } from '../../analysis/maths/seeded-random.ts';

/** Seconds after which a workload's shape begins anew. */
const cycleSeconds = 300;
/** Cycles with noise of their own, before that repeats as well. */
const cycles = 16;
/** A trend record and the record of earlier climbs are complete after this many cycles. */
export const recordCycles = 8;
/** The part of each cycle that is measured: two horizons of a minute. */
export const measured = { from: 62, to: 182 } as const;

/** A series with a sample a second that never ends. */
export interface Workload {
  readonly limit: number;
  /** Its values, one a second; after the last comes the first again. */
  readonly values: Float64Array;
}

const limit = 64 * 2 ** 30;

/**
 * A leak whose program is started anew again and again, each time when the limit was passed a while ago. In the
 * measured part of a cycle the limit is in sight, earlier climbs got there, and earlier promises have been kept:
 * nothing is left out.
 */
export function leak(): Workload {
  const lowest = 0.5;
  const highest = 1.3;
  return workload((second) => lowest + ((highest - lowest) * second) / (cycleSeconds - 1), 0.001);
}

/** A series at half of its limit that goes nowhere, with noise of 0.5 % of the limit. */
export function quiet(): Workload {
  return workload(() => 0.5, 0.005);
}

/** @param shareAt the share of the limit at a second of the cycle; `noise` is its standard deviation there */
function workload(shareAt: (second: number) => number, noise: number): Workload {
  const draws = drawsFrom(seededRandom(1));
  const values = Float64Array.from(
    { length: cycles * cycleSeconds },
    (_, second) => limit * (shareAt(second % cycleSeconds) + noise * draws.normal()),
  );
  return { limit, values };
}

/** The second at which the measured part begins that comes next at or after `second`. */
export function nextMeasured(second: number): number {
  return second + ((measured.from - (second % cycleSeconds) + cycleSeconds) % cycleSeconds);
}

/** The second after the last one of the cycles that make a record. */
export const recordSeconds = recordCycles * cycleSeconds;
