import type { Culprit, AlertContext } from '../../notifiers/event/alert-event.ts';
import type { Identifier } from '../collectd/identifier.ts';
import { unitOf } from '../collectd/types-db.ts';
import type { SeriesState } from './prediction-values.ts';
import type { TargetConfig } from '../config/target-config.ts';

/** What is known of a series, in the form in which it goes along with an event. What is not known is left out. */
export function contextOfSeries(
  identifier: Pick<Identifier, 'type'>,
  { horizonSeconds, limitSide }: Pick<TargetConfig, 'horizonSeconds' | 'limitSide'>,
  { prediction, predicted, exhaustion, capacity }: SeriesState,
  culprits: readonly Culprit[],
): AlertContext {
  const { time, value, limit, forecast, risk } = prediction;
  return {
    time,
    value,
    limit,
    limitSide,
    unit: unitOf(identifier),
    ...(Number.isFinite(capacity) && { capacity }),
    horizonSeconds,
    ...(forecast.kind === 'forecast' &&
      predicted !== undefined && {
        forecast: {
          predicted,
          lower: forecast.lower,
          upper: forecast.upper,
          level: forecast.level,
        },
      }),
    ...(risk.kind === 'risk' && { riskPercent: risk.percent }),
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
