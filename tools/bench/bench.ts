import { ModelError, type Detector } from '../../analysis/detector.ts';
import type { Forecaster } from '../../analysis/forecast.ts';
import { defaultForecasterName, findForecaster, forecasters } from '../../analysis/forecasters/registry.ts';
import { loadDetector } from '../../plugins/models/model-file.ts';
import { correlationWork } from './correlation-work.ts';
import { CommitteeWorkload, judgements } from './committee-work.ts';
import { decisionsAlone, JudgedWorkload, verdicts } from './detector-work.ts';
import { forecastWork } from './forecast-work.ts';
import { measureGarbage, measureSize, type SeriesSize } from './memory-cost.ts';
import { exhaustion, FollowedWorkload, oneSeries, seriesInTurn } from './predictor-work.ts';
import { measure, type Cost, type Work } from './stopwatch.ts';
import { leak, quiet } from './workloads.ts';
import { shippedModelFile } from '../package-root.ts';
import { OutsideError } from '../process/command-error.ts';

/** The measurements beside the forecasts alone. */
export type Measured =
  | 'step-climb'
  | 'step-quiet'
  | 'step-quiet-in-turn'
  | 'exhaustion'
  | 'verdict-climb'
  | 'verdict-quiet'
  | 'decision'
  | 'anomaly-climb'
  | 'anomaly-quiet'
  | 'correlate'
  | 'forecast';

export interface Timing extends Cost {
  readonly measured: Measured;
  /** Absent where no forecaster is asked. */
  readonly forecaster?: string;
  /** For a forecast alone: the samples before it. */
  readonly samples?: number;
  /** The goal, in microseconds. */
  readonly goal?: number;
}

export interface BenchResult {
  readonly timings: readonly Timing[];
  /** The memory of a series. */
  readonly size: SeriesSize;
  /** The memory of its features, where there is a detector. */
  readonly featuresSize: SeriesSize;
  /** The memory of a series that an ensemble judges. */
  readonly ensembleSize: SeriesSize;
  /** Bytes that a step allocates, over all of the climb's cycle and in the quiet series. */
  readonly garbage: { readonly climb: number; readonly quiet: number };
}

export interface BenchOptions {
  /** Less of everything, for a first look: the figures are noisier. */
  readonly quick: boolean;
  /** The detector for the verdicts (default: the shipped model). */
  readonly detector?: Detector;
  /** Seconds, from any origin. */
  readonly now: () => number;
  /** @param share what is done, 0 to 1 */
  readonly onProgress?: (share: number) => void;
}

/**
 * The goals of a step, in microseconds, when everything is computed and when the series is screened; a verdict,
 * features and decision, or the judgement of an ensemble: 100,000 a second; and a series that is compared with one that
 * moved: 10,000 in 2 s.
 */
const goals = { climb: 50, quiet: 5, verdict: 10, anomaly: 10, correlate: 200 } as const;
const sampleCounts = [20, 600] as const;

const scales = {
  full: { budgetSeconds: 0.6, leastRepetitions: 9, series: 1000, garbage: { repetitions: 5, steps: 7200 } },
  quick: { budgetSeconds: 0.03, leastRepetitions: 2, series: 50, garbage: { repetitions: 3, steps: 480 } },
} as const;

/**
 * Measures the speed and the memory of prediction on this machine: the default forecaster with everything around it,
 * a detector, and every forecaster alone. The horizon is 60 s, with a sample a second.
 *
 * @throws OutsideError when the shipped model cannot be used
 */
export function bench({ quick, detector, now, onProgress }: BenchOptions): BenchResult {
  const { series, garbage, ...budget } = quick ? scales.quick : scales.full;
  const climb = leak();
  const calm = quiet();
  const judge = detector ?? shippedDetector();
  const usual = findForecaster(defaultForecasterName)!;
  const total = 10 + sampleCounts.length * forecasters.length + 5;
  let done = 0;
  const tick = (): void => onProgress?.(++done / total);

  const timings: Timing[] = [];
  const time = (work: Work, what: Omit<Timing, keyof Cost>): void => {
    timings.push({ ...what, ...measure(work, { ...budget, now }) });
    tick();
  };
  const of = (measured: Measured, forecaster: Forecaster = usual) => ({
    measured,
    forecaster: forecaster.name,
  });

  // What a running dma predict does comes first, while the compiler has seen nothing else.
  time(oneSeries(climb, usual), { ...of('step-climb'), goal: goals.climb });
  time(oneSeries(calm, usual), { ...of('step-quiet'), goal: goals.quiet });
  const { size, followed } = measureSize(series, (second) => new FollowedWorkload(calm, usual, second));
  tick();
  time(seriesInTurn(followed), of('step-quiet-in-turn'));
  time(exhaustion(climb, usual), of('exhaustion'));
  const climbGarbage = measureGarbage(climb, usual, garbage);
  tick();
  const quietGarbage = measureGarbage(calm, usual, garbage);
  tick();
  time(verdicts(climb, judge), { measured: 'verdict-climb', goal: goals.verdict });
  time(verdicts(calm, judge), { measured: 'verdict-quiet', goal: goals.verdict });
  time(decisionsAlone(climb, judge), { measured: 'decision' });
  time(correlationWork(), { measured: 'correlate', goal: goals.correlate });
  const { size: featuresSize } = measureSize(series, (second) => new JudgedWorkload(calm, judge, second));
  tick();
  time(judgements(climb), { measured: 'anomaly-climb', goal: goals.anomaly });
  time(judgements(calm), { measured: 'anomaly-quiet', goal: goals.anomaly });
  const { size: ensembleSize } = measureSize(series, (second) => new CommitteeWorkload(calm, second));
  tick();
  for (const forecaster of forecasters) {
    for (const samples of sampleCounts) {
      time(forecastWork(forecaster, climb, samples), { ...of('forecast', forecaster), samples });
    }
  }
  return { timings, size, featuresSize, ensembleSize, garbage: { climb: climbGarbage, quiet: quietGarbage } };
}

function shippedDetector(): Detector {
  try {
    return loadDetector('svm', shippedModelFile);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new OutsideError(error.message, { cause: error });
  }
}
