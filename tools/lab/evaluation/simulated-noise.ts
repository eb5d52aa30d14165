import type { Draws } from '../../../analysis/maths/seeded-random.ts';

/** Memory of a machine at rest: jitter from sample to sample on slow wandering, in units of `size`. */
export function restlessness(draws: Draws, times: readonly number[], size: number): number[] {
  const jitter = size * draws.uniform(0.1, 0.7);
  const slow = wandering(draws, times, draws.logUniform(20, 400));
  return slow.map((wander) => jitter * draws.normal() + size * wander);
}

/**
 * A stationary first-order autoregression, an Ornstein-Uhlenbeck process at the sample times: mean 0, standard
 * deviation 1.
 *
 * @param memorySeconds time after which the correlation has fallen to 1/e, above 0
 */
export function wandering(draws: Draws, times: readonly number[], memorySeconds: number): number[] {
  let state = draws.normal();
  return times.map((time, index) => {
    const kept = Math.exp(-(time - (times[index - 1] ?? time)) / memorySeconds);
    state = kept * state + Math.sqrt(1 - kept * kept) * draws.normal();
    return state;
  });
}

/**
 * Work done at an uneven pace: 0 until `from`, 1 at `until`, and on from there.
 *
 * @param roughness 0 for a constant pace; 0.5 for one that often is half or twice as fast
 */
export function progress(
  draws: Draws,
  times: readonly number[],
  from: number,
  until: number,
  roughness: number,
): number[] {
  const pace = wandering(draws, times, draws.logUniform(1, 1 + (until - from) / 6));
  let done = 0;
  let doneAtEnd = Number.NaN;
  const path = times.map((time, index) => {
    const step = Math.max(0, time - Math.max(from, times[index - 1] ?? time));
    const grown = step * Math.exp(roughness * pace[index]!);
    if (time >= until && Number.isNaN(doneAtEnd)) {
      doneAtEnd =
        done + grown * (step > 0 ? Math.max(0, Math.min(1, (until - (times[index - 1] ?? 0)) / step)) : 0);
    }
    return (done += grown);
  });
  const whole = Number.isNaN(doneAtEnd) || doneAtEnd <= 0 ? Math.max(done, 1e-9) : doneAtEnd;
  return path.map((share) => share / whole);
}

/** Rare short peaks of other programs, in units of `size`; each lasts some seconds. */
export function bumps(
  draws: Draws,
  times: readonly number[],
  size: number,
  meanGapSeconds: number,
): number[] {
  let until = Number.NEGATIVE_INFINITY;
  let height = 0;
  let next = draws.uniform(0, 2 * meanGapSeconds);
  return times.map((time) => {
    if (time >= next) {
      until = time + draws.logUniform(1, 20);
      height = size * draws.logUniform(0.2, 1);
      next = until + draws.uniform(0.2, 2) * meanGapSeconds;
    }
    return time < until ? height : 0;
  });
}
