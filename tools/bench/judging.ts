import { findForecaster, defaultForecasterName } from '../../analysis/forecasters/registry.ts';
import { parseConfig } from '../../plugins/config/config.ts';
import type { SeriesConfig } from '../../plugins/config/target-config.ts';
import { ScreenedPrediction } from '../../plugins/series/screened-prediction.ts';
import { fleetInterval, fleetLimit } from './fleet.ts';
import { quantile } from '../../analysis/maths/quantile.ts';
import { quiet } from './workloads.ts';

const repetitions = 5;
/** Samples before the ones that are measured, as those of the horizons that a screen looks at. */
const pastSamples = 20;

/**
 * Measures how fast `dma predict` judges the newest sample of each of very many quiet series, when it has the samples:
 * series a second, the median of some rounds.
 *
 * @param now seconds, from any origin
 */
export function measureJudging(series: number, now: () => number): number {
  const limit = 0.9 * fleetLimit;
  const { targets } = parseConfig(
    `targets: {bench: {series: "*/bench-*/gauge-used", capacity: ${fleetLimit}, limit: ${limit}}}`,
    'bench',
  );
  const options = {
    config: targets['bench'] as SeriesConfig,
    forecaster: findForecaster(defaultForecasterName)!,
    detector: undefined,
    movingCapacity: 0,
    minimum: 0,
  };
  const { values, limit: limitOfValues } = quiet();
  const bounds = { limit, capacity: fleetLimit, intervalSeconds: fleetInterval };
  const all = Array.from({ length: series }, () => new ScreenedPrediction(options, true));
  let step = 0;
  const judge = (): void => {
    const time = 1e9 + fleetInterval * step++;
    for (const [place, one] of all.entries())
      one.append(time, (fleetLimit * values[(step + 7 * place) % values.length]!) / limitOfValues, bounds);
  };
  for (let i = 0; i < pastSamples; i++) judge();
  const rates = Array.from({ length: repetitions }, () => {
    const begun = now();
    judge();
    return series / (now() - begun);
  });
  return quantile(rates, 1 / 2)!;
}
