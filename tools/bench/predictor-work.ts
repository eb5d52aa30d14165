import { defaultLevel, type Forecaster } from '../../analysis/forecast.ts';
import { SeriesPredictor, type Prediction } from '../../analysis/series-predictor.ts';
import { measuredSteps, SteppedWorkload } from './stepped-workload.ts';
import type { Work } from './stopwatch.ts';
import { nextMeasured, recordSeconds, type Workload } from './workloads.ts';

export const horizonSeconds = 60;
/** Further runs of this many seconds for each of many series. */
const turns = 4;
/** Calls of `exhaustion()` a run. */
const exhaustions = 50;

/** A predictor that follows a workload: a step's number is the risk in percent. */
export class FollowedWorkload extends SteppedWorkload {
  readonly predictor: SeriesPredictor;

  /** @param second where in the workload it begins */
  constructor(workload: Workload, forecaster: Forecaster, second = 0) {
    super(workload, second);
    this.predictor = new SeriesPredictor({ forecaster, horizonSeconds, level: defaultLevel });
  }

  /** One sample: append, forecast, interval, risk. */
  protected append(second: number, value: number, limit: number): number {
    const prediction = this.predictor.append(second, value, limit);
    return prediction ? percentOf(prediction) : 0;
  }
}

function percentOf({ risk }: Prediction): number {
  return risk.kind === 'risk' ? risk.percent : 0;
}

/** Steps of one series, in the measured part of each cycle. */
export function oneSeries(workload: Workload, forecaster: Forecaster): Work {
  return measuredSteps(new FollowedWorkload(workload, forecaster));
}

/**
 * Steps of many series in turn, a second at a time: what is known of each has left the processor's caches meanwhile.
 */
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
