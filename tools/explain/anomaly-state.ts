import type { Anomaly, AnomalyAlert } from '../../analysis/anomaly/anomaly-tracker.ts';
import type { TestReading } from '../../analysis/detectors/ensemble/committee.ts';
import type { Abstention } from '../../analysis/forecast.ts';
import type { Sample } from '../../analysis/window.ts';
import { anomalyPredictor, type AnomalyOptions } from '../backtest/anomaly-replay.ts';

/** Values are tried up to this many ranges of the past beyond its end, and the ends are found to this share of one. */
const [farthestRanges, endShare] = [16, 1 / 64];

/** The judgement of a committee after the newest sample, and what each test saw. */
export interface AnomalyState {
  readonly sample: Sample;
  readonly anomaly: Anomaly | Abstention;
  readonly readings: readonly TestReading[];
  /** The alert that is on; undefined without one. */
  readonly alert: AnomalyAlert | undefined;
  /** Values from which on the next sample would be called an anomaly, on both sides; undefined where none was found. */
  readonly oddFrom: { readonly below: number | undefined; readonly above: number | undefined };
}

/** Replays a past. @returns undefined when it has no usable sample */
export function anomalyState(past: readonly Sample[], options: AnomalyOptions): AnomalyState | undefined {
  const predictor = anomalyPredictor(options);
  let readings: TestReading[] = [];
  let found: Pick<AnomalyState, 'sample' | 'anomaly'> | undefined;
  for (const [index, { time, value }] of past.entries()) {
    readings = [];
    const isLast = index === past.length - 1;
    const anomaly = predictor.append(time, value, undefined, isLast ? readings : undefined)?.anomaly;
    if (anomaly !== undefined) found = { sample: { time, value }, anomaly };
  }
  if (!found) return undefined;
  const { alert } = predictor;
  const isAsked = alert === undefined && found.anomaly.kind === 'anomaly';
  return { ...found, readings, alert, oddFrom: isAsked ? oddFrom(past, options) : nowhere };
}

const nowhere: AnomalyState['oddFrom'] = { below: undefined, above: undefined };

/**
 * The nearest values on both sides of the newest one at which enough tests would agree on the next sample; not below 0
 * where no value has been.
 */
function oddFrom(past: readonly Sample[], options: AnomalyOptions): AnomalyState['oddFrom'] {
  const values = past.map(({ value }) => value);
  const [lowest, highest] = [
    values.reduce((a, b) => Math.min(a, b)),
    values.reduce((a, b) => Math.max(a, b)),
  ];
  const newest = past.at(-1)!;
  const gap = past.length > 1 ? newest.time - past.at(-2)!.time : 1;
  const range = highest - lowest || Math.abs(newest.value) || 1;
  const isOdd = (value: number): boolean => {
    const predictor = anomalyPredictor(options);
    for (const sample of past) predictor.append(sample.time, sample.value);
    const anomaly = predictor.append(newest.time + gap, value)?.anomaly;
    return anomaly?.kind === 'anomaly' && anomaly.tests.length >= options.votes;
  };
  const nearest = (side: 1 | -1): number | undefined => {
    let [near, far] = [0, range / 4];
    while (!isOdd(newest.value + side * far)) {
      if (far >= farthestRanges * range) return undefined;
      [near, far] = [far, 2 * far];
    }
    while (far - near > endShare * range) {
      const middle = (near + far) / 2;
      if (isOdd(newest.value + side * middle)) far = middle;
      else near = middle;
    }
    const value = newest.value + side * far;
    return value < 0 && lowest >= 0 ? undefined : value;
  };
  return { below: nearest(-1), above: nearest(1) };
}
