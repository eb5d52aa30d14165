import { defaultLevel, type Forecaster } from '../../analysis/forecast.ts';
import { SeriesPredictor, type Prediction } from '../../analysis/series-predictor.ts';
import type { Work } from './stopwatch.ts';
import { measured, nextMeasured, recordSeconds, type Workload } from './workloads.ts';

export const horizonSeconds = 60;
/** Further runs of this many seconds for each of many series. */
const turns = 4;
/** Calls of `exhaustion()` a run. */
const exhaustions = 50;

/** A predictor that follows a workload. */
export class FollowedWorkload {
  readonly predictor: SeriesPredictor;
  readonly #workload: Workload;
  #second: number;

  /** @param second where in the workload it begins */
  constructor(workload: Workload, forecaster: Forecaster, second = 0) {
    this.#workload = workload;
    this.predictor = new SeriesPredictor({ forecaster, horizonSeconds, level: defaultLevel });
    this.#second = second;
  }

  /** The second that comes next. */
  get second(): number {
    return this.#second;
  }

  /**
   * One step: append, forecast, interval, risk.
   *
   * @returns the risk in percent, 0 while there is none
   */
  step(): number {
    const { values, limit } = this.#workload;
    const second = this.#second++;
    const prediction = this.predictor.append(second, values[second % values.length]!, limit);
    return prediction ? percentOf(prediction) : 0;
  }

  /** Steps up to but without `second`; answers the sum of the risks. */
  stepUntil(second: number): number {
    let sum = 0;
    while (this.#second < second) sum += this.step();
    return sum;
  }
}

function percentOf({ risk }: Prediction): number {
  return risk.kind === 'risk' ? risk.percent : 0;
}

/** Steps of one series, in the measured part of each cycle. */
export function oneSeries(workload: Workload, forecaster: Forecaster): Work {
  const followed = new FollowedWorkload(workload, forecaster);
  followed.stepUntil(recordSeconds);
  const steps = measured.to - measured.from;
  return {
    prepare: () => followed.stepUntil(nextMeasured(followed.second)),
    run: () => followed.stepUntil(followed.second + steps),
    steps,
  };
}

/** Steps of many series in turn, a second at a time: what is known of each has left the processor's caches meanwhile. */
export function seriesInTurn(all: readonly FollowedWorkload[]): Work {
  return {
    run() {
      let sum = 0;
      for (let turn = 0; turn < turns; turn++) for (const followed of all) sum += followed.step();
      return sum;
    },
    steps: turns * all.length,
  };
}

/** Calls of `exhaustion()` in a climb, before the limit. */
export function exhaustion(workload: Workload, forecaster: Forecaster): Work {
  const followed = new FollowedWorkload(workload, forecaster);
  followed.stepUntil(recordSeconds);
  followed.stepUntil(nextMeasured(followed.second) + horizonSeconds);
  return {
    run() {
      let sum = 0;
      for (let i = 0; i < exhaustions; i++) {
        sum += followed.predictor.exhaustion(workload.limit)?.earliest ?? 0;
      }
      return sum;
    },
    steps: exhaustions,
  };
}
