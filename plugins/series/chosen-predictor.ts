import { AnomalyPredictor } from '../../analysis/anomaly/anomaly-predictor.ts';
import type { Detector } from '../../analysis/detector.ts';
import type { Forecaster } from '../../analysis/forecast.ts';
import { SeriesPredictor } from '../../analysis/series-predictor.ts';
import { SharePredictor } from '../../analysis/share-predictor.ts';
import type { SeriesConfig } from '../config/target-config.ts';

/** Predicts one series. */
export type ChosenPredictor = Pick<SeriesPredictor, 'append' | 'exhaustion' | 'recallExhaustion'>;

/**
 * Chooses the way to predict a series: a value against its limit, a share where the limit goes with a capacity that
 * moves, or by a committee of tests where there is no limit.
 *
 * @param movingCapacity the present capacity, if it moves; 0 otherwise
 */
export function choosePredictor(
  config: SeriesConfig,
  forecaster: Forecaster,
  detector: Detector | undefined,
  movingCapacity: number,
): ChosenPredictor {
  const { intervalLevel: level, limit, ensemble } = config;
  if (ensemble) {
    const { horizonSeconds } = config;
    return new AnomalyPredictor({ ...ensemble, forecaster, horizonSeconds });
  }
  const options = { ...config, forecaster, detector, level };
  if (movingCapacity === 0 || typeof limit === 'number') return new SeriesPredictor(options);
  return new SharePredictor({ ...options, ...limit, capacity: movingCapacity });
}
