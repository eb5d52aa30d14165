import type { Culprit, AlertContext } from '../../notifiers/event/alert-event.ts';
import type { Identifier } from '../collectd/identifier.ts';
import type { SeriesState } from './prediction-values.ts';
import type { TargetConfig } from '../config/target-config.ts';

/** Those of collectd's types (types.db) that are bytes. */
const typesInBytes = new Set([
  'bytes',
  'cache_size',
  'df',
  'df_complex',
  'file_size',
  'memory',
  'ps_data',
  'ps_rss',
  'ps_stacksize',
  'ps_vm',
  'swap',
  'total_bytes',
  'vs_memory',
]);

/** What is known of a series, in the form in which it goes along with an event. What is not known is left out. */
export function contextOfSeries(
  { type }: Pick<Identifier, 'type'>,
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
    unit: typesInBytes.has(type) ? 'bytes' : 'plain',
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
