import type { Work } from './stopwatch.ts';
import { measured, nextMeasured, recordSeconds, type Workload } from './workloads.ts';

/** Something that follows a workload, a sample a second. */
export abstract class SteppedWorkload {
  readonly #workload: Workload;
  #second: number;

  /** @param second where in the workload it begins */
  constructor(workload: Workload, second = 0) {
    this.#workload = workload;
    this.#second = second;
  }

  /** The second that comes next. */
  get second(): number {
    return this.#second;
  }

  /** One step; answers a number that depends on all that it did, 0 before the first. */
  step(): number {
    const { values, limit } = this.#workload;
    const second = this.#second++;
    return this.append(second, values[second % values.length]!, limit);
  }

  /** Steps up to but without `second`; answers the sum of their numbers. */
  stepUntil(second: number): number {
    let sum = 0;
    while (this.#second < second) sum += this.step();
    return sum;
  }

  /** The work of a step on its sample; answers its number. */
  protected abstract append(second: number, value: number, limit: number): number;
}

/** Its steps in the measured part of each cycle, after what makes a record. */
export function measuredSteps(stepped: SteppedWorkload): Work {
  stepped.stepUntil(recordSeconds);
  const steps = measured.to - measured.from;
  return {
    prepare: () => stepped.stepUntil(nextMeasured(stepped.second)),
    run: () => stepped.stepUntil(stepped.second + steps),
    steps,
  };
}
