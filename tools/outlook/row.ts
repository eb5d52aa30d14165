import { exhaustedPercent, raiseAtPercent } from '../../analysis/risk/risk-percent.ts';
import { unitOf } from '../../plugins/collectd/types-db.ts';
import type { Silence } from '../../plugins/spool/silence-files.ts';
import { withoutDetails, type SeriesDetails } from './series-details.ts';
import { silenceFinder, type OpenAlert, type SpoolSight } from './spool-look.ts';
import type { WatchedSeries } from './watched-series.ts';

/**
 * The state of one series:
 *
 * - `failure`, `warning`: an alert is open, of this severity
 * - `reached`, `alert`: the limit has been reached, or the risk is high, and no alert is in this spool
 * - `late`: no samples arrive
 * - `unread`: it cannot be read
 * - `blind`: it has samples, and is not predicted
 * - `ok`
 */
export type RowState = 'failure' | 'warning' | 'reached' | 'alert' | 'late' | 'unread' | 'blind' | 'ok';

/** One series as it is shown. */
export interface Row {
  readonly key: string;
  /** The name of its Redis, where there are several. */
  readonly store?: string;
  readonly host: string;
  /** The resource, as in events. */
  readonly resource: string;
  readonly target: string;
  /** The name of the series; of a sum, of its first part. */
  readonly series: string;
  readonly unit: 'bytes' | 'plain';
  readonly horizonSeconds: number;
  readonly limitSide: 'upper' | 'lower';
  readonly state: RowState;
  /** 0 to 100; undefined without a fresh prediction. */
  readonly riskPercent: number | undefined;
  /** Seconds since its newest sample; Infinity without one. */
  readonly ageSeconds: number;
  readonly alert: OpenAlert | undefined;
  readonly silence: Silence | undefined;
  readonly watched: WatchedSeries;
  readonly details: SeriesDetails;
  /** True when the details have been read. */
  readonly isDetailed: boolean;
}

/**
 * The rows of all series, by risk: the highest first; of equal risk the open alerts, and then by name. An unknown risk
 * comes last.
 *
 * @param details by the key of a series
 * @param now epoch seconds
 */
export function rowsOf(
  series: readonly WatchedSeries[],
  details: ReadonlyMap<string, SeriesDetails>,
  { alerts, silences }: Pick<SpoolSight, 'alerts' | 'silences'>,
  now: number,
): readonly Row[] {
  const byResource = new Map(alerts.map((alert) => [resourceKey(alert.event), alert]));
  const silenceOf = silenceFinder(silences);
  const rows = series.map((watched): Row => {
    const { key, target, identifier, outputs, config, riskPercent, newest } = watched;
    const { host, resource } = outputs;
    const alert = byResource.get(resourceKey(outputs));
    const known = details.get(key);
    return {
      key,
      host,
      resource,
      target,
      series: identifier.name,
      unit: unitOf(identifier),
      horizonSeconds: config.horizonSeconds,
      limitSide: config.limitSide,
      state: stateOf(watched, alert),
      riskPercent,
      ageSeconds: newest ? now - newest.time : Number.POSITIVE_INFINITY,
      alert,
      silence: silenceOf({ host, resource }),
      watched,
      details: known ?? withoutDetails,
      isDetailed: known !== undefined,
    };
  });
  return orderByRisk(rows);
}

/** True of a series without a limit, that an ensemble of tests judges: its risk is how sure they are of an anomaly. */
export function isOfEnsemble({ watched }: Pick<Row, 'watched'>): boolean {
  return watched.config.ensemble !== undefined;
}

function resourceKey({ host, resource }: { readonly host: string; readonly resource: string }): string {
  return `${host}\n${resource}`;
}

function stateOf({ standing, riskPercent = 0 }: WatchedSeries, alert: OpenAlert | undefined): RowState {
  if (alert) return alert.event.severity === 'FAILURE' ? 'failure' : 'warning';
  if (standing === 'late') return 'late';
  if (standing === 'unreadable') return 'unread';
  if (standing === 'unpredicted') return 'blind';
  if (riskPercent >= exhaustedPercent) return 'reached';
  return riskPercent >= raiseAtPercent ? 'alert' : 'ok';
}

/** Rows by risk: the highest first. */
export function orderByRisk(rows: readonly Row[]): readonly Row[] {
  const byName = new Intl.Collator('en', { numeric: true });
  const rank = ({ riskPercent = -1, alert }: Row): number => Math.round(riskPercent) + (alert ? 0.5 : 0);
  return rows.toSorted(
    (a, b) => rank(b) - rank(a) || byName.compare(a.host, b.host) || byName.compare(a.resource, b.resource),
  );
}
