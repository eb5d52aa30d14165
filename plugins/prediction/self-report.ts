import { ownPlugin } from '../collectd/identifier.ts';
import { forecastScores, targetReport, type NamedValue } from './target-report.ts';
import type { TargetSeries } from './target-series.ts';
import type { ValueList } from '../collectd/text-protocol.ts';

/** How often the program reports on itself. */
export const selfReportSeconds = 10;

/** What the rounds since the last report came to. */
export interface RoundTotals {
  rounds: number;
  samples: number;
  /** Wall-clock seconds spent in rounds. */
  seconds: number;
}

/** How things are at the time of the report. */
export interface PresentState {
  /** Series that get no new samples. */
  readonly stale: number;
  /** Series that collectd has new samples of, and Redis has not. */
  readonly fromCache: number;
  /** Value lists since the start that a newer one replaced before collectd took them: reports may be among them. */
  readonly superseded: number;
}

/**
 * The program's own health, as `<host>/dma-self/...`:
 *
 * | value | meaning |
 * |---|---|
 * | `gauge-series` | series being predicted |
 * | `gauge-stale` | series of those that get no new samples |
 * | `gauge-from_cache` | series of those that are read from collectd's cache, because Redis has nothing new |
 * | `gauge-abstentions` | series of those without a forecast, or without the verdict that is to judge their risk alone |
 * | `gauge-samples_per_second` | samples read |
 * | `duration-round` | seconds a round took, mean |
 * | `gauge-superseded` | values since the start that a newer one replaced before collectd took them |
 * | `percent-forecast_error` | mean absolute error of past forecasts, in % of the capacity, mean over the series |
 * | `percent-coverage` | share of values that fell within the forecast's interval, mean over the series |
 *
 * and, for each target that has series, what {@link targetReport} says.
 *
 * @param time epoch seconds
 */
export function selfReport(
  host: string,
  time: number,
  series: readonly TargetSeries[],
  totals: RoundTotals,
  { stale, fromCache, superseded }: PresentState,
): ValueList[] {
  const { error, coverage } = forecastScores(series);
  const values: NamedValue[] = [
    ['gauge', 'series', series.length],
    ['gauge', 'stale', stale],
    ['gauge', 'from_cache', fromCache],
    ['gauge', 'abstentions', series.filter((one) => one.abstention).length],
    ['gauge', 'samples_per_second', totals.samples / selfReportSeconds],
    ['duration', 'round', totals.rounds > 0 ? totals.seconds / totals.rounds : undefined],
    ['gauge', 'superseded', superseded],
    ['percent', 'forecast_error', error],
    ['percent', 'coverage', coverage],
  ];
  for (const [target, itsSeries] of byTarget(series)) values.push(...targetReport(target, itsSeries));
  return values.flatMap(([type, typeInstance, value]) =>
    value === undefined
      ? []
      : {
          identifier: { host, plugin: ownPlugin, pluginInstance: 'self', type, typeInstance },
          time,
          intervalSeconds: selfReportSeconds,
          values: [value],
        },
  );
}

function byTarget(series: readonly TargetSeries[]): ReadonlyMap<string, readonly TargetSeries[]> {
  const groups = new Map<string, TargetSeries[]>();
  for (const one of series) {
    const group = groups.get(one.target);
    if (group) group.push(one);
    else groups.set(one.target, [one]);
  }
  return groups;
}
