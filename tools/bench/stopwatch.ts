import { quantile } from '../../analysis/maths/quantile.ts';

/** Something whose duration is measured, again and again. */
export interface Work {
  /** Brings about what is measured next; not measured itself (default: nothing). */
  readonly prepare?: () => void;
  /** Answers a number that depends on all that was done, so that no compiler may leave it out; never NaN. */
  readonly run: () => number;
  /** The number of steps of one run, at least 1. */
  readonly steps: number;
}

/** The cost of one step. */
export interface Cost {
  /** Median over the repetitions. */
  readonly microseconds: number;
  /** The same in calls of `yardstick()`, each repetition compared with those made right after it. */
  readonly yardsticks: number;
  readonly repetitions: number;
}

export interface StopwatchOptions {
  /** The time for which work is repeated, preparation included; a quarter of it is for warming up. */
  readonly budgetSeconds: number;
  /** Fewer repetitions than this say nothing, however long they take. */
  readonly leastRepetitions: number;
  /** Seconds, from any origin. */
  readonly now: () => number;
}

const yardsticksPerRepetition = 64;

/**
 * The median cost of a step, after a warm-up.
 *
 * @throws Error when a run answers NaN
 */
export function measure(work: Work, { budgetSeconds, leastRepetitions, now }: StopwatchOptions): Cost {
  const microseconds: number[] = [];
  const ratios: number[] = [];
  const begun = now();
  let warmUps = 0;
  while (microseconds.length < leastRepetitions || now() - begun < budgetSeconds) {
    work.prepare?.();
    const start = now();
    let sum = work.run();
    const middle = now();
    for (let i = 0; i < yardsticksPerRepetition; i++) sum += yardstick();
    const end = now();
    if (Number.isNaN(sum)) throw new Error('the work that is measured answered NaN');
    if (warmUps < leastRepetitions || end - begun < budgetSeconds / 4) {
      warmUps++;
      continue;
    }
    const perStep = (middle - start) / work.steps;
    microseconds.push(1e6 * perStep);
    ratios.push((perStep * yardsticksPerRepetition) / (end - middle));
  }
  return {
    microseconds: quantile(microseconds, 1 / 2)!,
    yardsticks: quantile(ratios, 1 / 2)!,
    repetitions: microseconds.length,
  };
}

const yardstickPoints = 12;
const yardstickValues = Float64Array.from({ length: yardstickPoints }, (_, i) => Math.sin(7 * i));
const sortedSlopes = new Float64Array((yardstickPoints * (yardstickPoints - 1)) / 2);

/**
 * Work that never changes, to compare other work with: machines differ, and one that is shared differs from minute to
 * minute, but a ratio of two works done side by side stays. The median of the 66 slopes between 12 points, by insertion
 * into a sorted list; about what one robust trend costs. Nothing of `analysis/`, so that no improvement there moves it.
 */
export function yardstick(): number {
  let count = 0;
  for (let j = 1; j < yardstickPoints; j++) {
    for (let i = 0; i < j; i++) {
      const slope = (yardstickValues[j]! - yardstickValues[i]!) / (j - i);
      let at = count++;
      while (at > 0 && sortedSlopes[at - 1]! > slope) {
        sortedSlopes[at] = sortedSlopes[at - 1]!;
        at--;
      }
      sortedSlopes[at] = slope;
    }
  }
  return (sortedSlopes[count / 2 - 1]! + sortedSlopes[count / 2]!) / 2;
}
