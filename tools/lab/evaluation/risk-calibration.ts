import {
  crossingProbability,
  fillFeatures,
  isSilent,
  type RiskState,
} from '../../../analysis/risk/calibration.ts';
import { calibrationWeights, type CalibrationWeights } from '../../../analysis/risk/calibration-weights.ts';
import {
  calibrationError,
  judgedRows,
  poolRisks,
  riskBins,
  type CalibrationError,
  type RiskBin,
} from '../../../analysis/scoring/reliability.ts';
import type { LabelledSeries } from '../../../analysis/scoring/labelled-series.ts';
import { defaultForecasterName, findForecaster } from '../../../analysis/forecasters/registry.ts';
import { defaultLevel } from '../../../analysis/forecast.ts';
import { SeriesPredictor } from '../../../analysis/series-predictor.ts';
import { readRecordedSeries } from '../../archives/recorded-series.ts';
import { logisticFit, type Example } from './logistic-fit.ts';
import { simulatedKinds, simulateSeries } from './simulated-series.ts';
import { familiesOf, recordedTraces } from './training-material.ts';

/** The seeds of each simulated kind; an evaluation begins at 101. */
const seeds = [1, 2, 3] as const;
/** Kinds are left out in this many parts. */
const parts = 5;
/** Digits of a weight after the point. */
const digits = 3;

/** A moment at which a risk can be judged. */
interface Moment {
  readonly state: RiskState;
  readonly isCrossed: boolean;
}

interface StateRow {
  readonly t: number;
  readonly risk: number;
  readonly state: RiskState;
}

/** The moments of one series that are not silent, and the numbers of the others. */
export interface CalibrationSeries {
  /** Series of one family are left out together. */
  readonly family: string;
  readonly moments: readonly Moment[];
  readonly silent: number;
  /** Silent moments after which the limit was crossed within the horizon. */
  readonly silentCrossed: number;
}

/**
 * Replays the recorded series of `traces/` and some simulated ones of every kind. The same moments each time.
 *
 * @param onProgress is told the share that is done, 0 to 1
 * @throws OutsideError when a recorded series cannot be read
 */
export function calibrationMoments(
  onProgress: (share: number) => void = () => undefined,
): CalibrationSeries[] {
  const series = [
    ...readRecordedSeries(recordedTraces),
    ...simulatedKinds.flatMap((kind) => seeds.map((seed) => simulateSeries(kind, seed))),
  ];
  const families = familiesOf(series);
  return series.map((each, index) => {
    onProgress(index / series.length);
    const all = [...judgedRows(each, statesOf(each))];
    const silent = all.filter(({ row }) => isSilent(row.state));
    return {
      family: families.get(each.kind)!,
      moments: all
        .filter(({ row }) => !isSilent(row.state))
        .map(({ row, isCrossed }) => ({ state: row.state, isCrossed })),
      silent: silent.length,
      silentCrossed: silent.filter(({ isCrossed }) => isCrossed).length,
    };
  });
}

/** The weights of the calibration. All moments of a series together weigh 1. */
export function fitCalibration(series: readonly CalibrationSeries[]): CalibrationWeights {
  const examples = series.flatMap(({ moments, silent }) =>
    moments.map(({ state, isCrossed }): Example => {
      const features = new Float64Array(calibrationWeights.length);
      fillFeatures(features, state);
      return { features: [...features], outcome: isCrossed ? 1 : 0, weight: 1 / (moments.length + silent) };
    }),
  );
  const weights = logisticFit(examples).map((weight) => Number(weight.toFixed(digits)));
  return weights as unknown as CalibrationWeights;
}

/** The calibration error on kinds that the weights were not fitted on, all parts together. */
export function heldOutError(series: readonly CalibrationSeries[]): CalibrationError {
  const families = [...new Set(series.map(({ family }) => family))];
  const partOf = (family: string): number => families.indexOf(family) % parts;
  const bins = Array.from({ length: parts }, (_, part) => {
    const weights = fitCalibration(series.filter(({ family }) => partOf(family) !== part));
    return series.filter(({ family }) => partOf(family) === part).map((each) => binsOf(each, weights));
  });
  return calibrationError(poolRisks(bins.flat()));
}

function binsOf(
  { moments, silent, silentCrossed }: CalibrationSeries,
  weights: CalibrationWeights,
): RiskBin[] {
  const bins = Array.from({ length: riskBins }, () => ({ weight: 0, said: 0, crossed: 0 }));
  bins[0]!.weight = silent;
  bins[0]!.crossed = silentCrossed;
  for (const { state, isCrossed } of moments) {
    const probability = crossingProbability(state, weights);
    const bin = bins[Math.min(riskBins - 1, Math.floor(probability * riskBins))]!;
    bin.weight++;
    bin.said += probability;
    if (isCrossed) bin.crossed++;
  }
  return bins;
}

function statesOf({ samples, limit, horizonSeconds }: LabelledSeries): StateRow[] {
  const forecaster = findForecaster(defaultForecasterName)!;
  const predictor = new SeriesPredictor({ forecaster, horizonSeconds, level: defaultLevel });
  return samples.flatMap(({ time, value }) => {
    const prediction = predictor.append(time, value, limit);
    if (prediction?.risk.kind !== 'risk') return [];
    const { evidence, mean, horizonsToLimit, watchedHorizons, reachShare } = predictor.reasons();
    return [
      {
        t: time,
        risk: prediction.risk.percent,
        state: { evidence, mean, horizonsToLimit, watchedHorizons, reachShare },
      },
    ];
  });
}
