import type { AlertContext, Culprit } from '../../notifiers/event/alert-event.ts';
import { anomalyTests } from '../../analysis/detectors/ensemble/registry.ts';
import type { Prediction } from '../../analysis/series-predictor.ts';
import type { Identifier } from '../collectd/identifier.ts';
import { unitOf } from '../collectd/types-db.ts';
import type { SeriesConfig } from '../config/target-config.ts';
import type { PredictedValue, SeriesState } from './prediction-values.ts';
import { boundedForecast } from './value-bounds.ts';

/** Makes the alert context of a series as it goes with an event. Unknown values are left out. */
export function contextOfSeries(
  identifier: Pick<Identifier, 'type'>,
  { horizonSeconds, limitSide }: Pick<SeriesConfig, 'horizonSeconds' | 'limitSide'>,
  state: SeriesState,
  culprits: readonly Culprit[],
): AlertContext {
  const { exhaustion, reachedTime } = state;
  const { time, risk } = state.prediction;
  return {
    time,
    ...amountsOf(identifier, state),
    limitSide,
    horizonSeconds,
    ...(risk.kind === 'risk' && { riskPercent: risk.percent }),
    ...anomalyOf(state.prediction),
    ...evidenceOf(state.prediction),
    ...(reachedTime !== undefined && { reachedTime }),
    ...(exhaustion && {
      exhaustion: {
        ...(exhaustion.seconds !== undefined && { seconds: exhaustion.seconds }),
        earliest: exhaustion.earliest,
        ...(exhaustion.latest !== undefined && { latest: exhaustion.latest }),
      },
    }),
    culprits,
  };
}

function anomalyOf({ anomaly }: Prediction): Pick<AlertContext, 'anomaly'> {
  if (anomaly?.kind !== 'anomaly') return {};
  const { percent, agreed } = anomaly;
  return { anomaly: { percent, of: anomalyTests.length, tests: agreed } };
}

function evidenceOf({ climb, verdict }: Prediction): Pick<AlertContext, 'evidence'> {
  if (!climb) return {};
  return { evidence: { ...climb, ...(verdict?.kind === 'verdict' && { abnormal: verdict.abnormal }) } };
}

type Amounts = Pick<AlertContext, 'value' | 'limit' | 'unit' | 'capacity' | 'forecast'>;

/** The amounts in the unit of the series; where its capacity moves, as percents of it. */
function amountsOf(
  identifier: Pick<Identifier, 'type'>,
  { prediction, predicted, capacity }: SeriesState,
): Amounts {
  const { value, limit, share } = prediction;
  if (share)
    return {
      value: share.value,
      limit: share.limit,
      unit: 'percent',
      capacity: 100,
      ...forecastOf(share.forecast, boundedForecast(share.forecast, 0, 100)),
    };
  return {
    value,
    ...(Number.isFinite(limit) && { limit }),
    unit: unitOf(identifier),
    ...(Number.isFinite(capacity) && { capacity }),
    ...forecastOf(prediction.forecast, predicted),
  };
}

function forecastOf(
  forecast: Prediction['forecast'],
  predicted: PredictedValue | undefined,
): Pick<Amounts, 'forecast'> {
  if (forecast.kind !== 'forecast' || predicted === undefined) return {};
  const { value, lower, upper } = predicted;
  return { forecast: { predicted: value, lower, upper, level: forecast.level } };
}
