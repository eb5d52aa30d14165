import type { Detector } from '../../analysis/detector.ts';
import { FeatureTracker } from '../../analysis/features/feature-tracker.ts';
import { featureNames } from '../../analysis/features/features.ts';
import { horizonSeconds } from './predictor-work.ts';
import { measuredSteps, SteppedWorkload } from './stepped-workload.ts';
import type { Work } from './stopwatch.ts';
import { measured, nextMeasured, recordSeconds, type Workload } from './workloads.ts';

/** Decisions a run. */
const decisions = 256;

/** A series that is described, and judged at each point of its grid: a step's number is the margin. */
export class JudgedWorkload extends SteppedWorkload {
  readonly tracker = new FeatureTracker(horizonSeconds);
  readonly #detector: Detector;

  /** @param second where in the workload it begins */
  constructor(workload: Workload, detector: Detector, second = 0) {
    super(workload, second);
    this.#detector = detector;
  }

  /** One sample: features, decision. */
  protected append(second: number, value: number, limit: number): number {
    if (!this.tracker.append(second, value, limit)) return 0;
    const { features } = this.tracker;
    return 'kind' in features ? 0 : marginOf(this.#detector, features);
  }
}

/** Verdicts on one series, in the measured part of each cycle. */
export function verdicts(workload: Workload, detector: Detector): Work {
  return measuredSteps(new JudgedWorkload(workload, detector));
}

/** Decisions alone, on the features of the measured part of a cycle. */
export function decisionsAlone(workload: Workload, detector: Detector): Work {
  const judged = new JudgedWorkload(workload, detector);
  judged.stepUntil(recordSeconds);
  judged.stepUntil(nextMeasured(judged.second));
  const width = featureNames.length;
  const rows = new Float64Array((measured.to - measured.from) * width);
  for (let start = 0; start < rows.length; start += width) {
    judged.step();
    const { features } = judged.tracker;
    if (!('kind' in features)) rows.set(features, start);
  }
  const views = Array.from({ length: rows.length / width }, (_, i) =>
    rows.subarray(i * width, (i + 1) * width),
  );
  return {
    run() {
      let sum = 0;
      for (let i = 0; i < decisions; i++) sum += marginOf(detector, views[i % views.length]!);
      return sum;
    },
    steps: decisions,
  };
}

function marginOf(detector: Detector, features: Float64Array): number {
  const verdict = detector.judge(features);
  return verdict.kind === 'verdict' ? verdict.margin : 0;
}
