import { AnomalyPredictor } from '../../analysis/anomaly/anomaly-predictor.ts';
import { seasonNames } from '../../analysis/detectors/ensemble/anomaly-test.ts';
import { holt } from '../../analysis/forecasters/holt.ts';
import { horizonSeconds } from './predictor-work.ts';
import { measuredSteps, SteppedWorkload } from './stepped-workload.ts';
import type { Work } from './stopwatch.ts';
import type { Workload } from './workloads.ts';

/** The options of a target that names none. */
const options = {
  forecaster: holt,
  horizonSeconds,
  seasons: seasonNames,
  votes: 2,
  minimumSamples: 120,
  normalAfterSeconds: 3600,
} as const;

/** A series that an ensemble judges: a step's number is the anomaly in percent. */
export class CommitteeWorkload extends SteppedWorkload {
  readonly predictor = new AnomalyPredictor(options);

  /** One sample: all tests, votes, damping. */
  protected append(second: number, value: number): number {
    const anomaly = this.predictor.append(second, value)?.anomaly;
    return anomaly?.kind === 'anomaly' ? anomaly.percent : 0;
  }
}

/** Judgements of one series, in the measured part of each cycle. */
export function judgements(workload: Workload): Work {
  return measuredSteps(new CommitteeWorkload(workload));
}
