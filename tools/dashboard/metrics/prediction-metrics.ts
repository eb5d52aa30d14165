import type { Registry } from 'prom-client';
import { fieldsOf } from '../../../plugins/collectd/identifier.ts';
import type { WriteRedisReader } from '../../../plugins/redis/write-redis.ts';
import { readGiven, type GivenValues } from '../../outlook/given-values.ts';
import type { Row } from '../../outlook/row.ts';
import type { LookTime } from '../../outlook/series-details.ts';
import type { SeriesSight } from '../../outlook/watched-series.ts';
import type { LimitLook } from './limit-look.ts';
import { storeLabel, storeLabels } from './store-label.ts';
import { gauge } from './gauges.ts';

/** One series with its prediction. */
export interface PredictedRow {
  readonly row: Row;
  /** Undefined where Redis has none. */
  readonly given: GivenValues | undefined;
  /** In the unit of the series; undefined where it is not known. */
  readonly limit: number | undefined;
}

/** Number of series that are asked for at once. */
const seriesAtOnce = 1000;

/**
 * Reads the predictions of all rows.
 *
 * @param limits remembers the limits from call to call
 * @returns rejects as the reader does
 */
export async function readPredictions(
  reader: Pick<WriteRedisReader, 'newest' | 'newestEntry'>,
  rows: readonly Row[],
  limits: LimitLook,
  sight: Pick<SeriesSight, 'names' | 'known'>,
  time: LookTime,
): Promise<readonly PredictedRow[]> {
  const predicted: PredictedRow[] = [];
  const watched = rows.map((row) => row.watched);
  const known = await limits.look(reader, watched, sight, time);
  for (let start = 0; start < rows.length; start += seriesAtOnce) {
    const some = rows.slice(start, start + seriesAtOnce).map(async (row) => {
      const isPredicted = row.watched.standing === 'predicted';
      return {
        row,
        given: isPredicted ? await readGiven(reader, row.watched, sight.known, time.now) : undefined,
        limit: known.get(row.key),
      };
    });
    predicted.push(...(await Promise.all(some)));
  }
  return predicted;
}

/** Adds the predictions of all series: the same names for every type, and the series as labels. */
export function addPredictions(registry: Registry, rows: readonly PredictedRow[]): void {
  const labels = ['host', 'target', 'series', ...storeLabels(rows.map(({ row }) => row))];
  const metric = (name: string, help: string) => gauge(registry, `dma_${name}`, help, labels);
  const value = metric('value', 'The newest value, in the unit of the series.');
  const limits = metric('limit_value', 'The limit, in the same unit; absent while it is not known.');
  const sampled = metric('sample_timestamp_seconds', 'When the newest value was taken.');
  const risk = metric(
    'risk_ratio',
    'How sure it is that the limit is crossed soon, 0 to 1; an alert from 0.5 on.',
  );
  const predicted = metric('predicted_value', 'The value expected one horizon ahead.');
  const share = metric('predicted_ratio', 'The same as a share of the capacity.');
  const lower = metric('predicted_lower_value', 'The lower end of the interval of this forecast.');
  const upper = metric('predicted_upper_value', 'The upper end of the interval of this forecast.');
  const full = metric('exhaustion_seconds', 'Seconds until the limit; absent while it is not in sight.');
  const earliest = metric('exhaustion_earliest_seconds', 'The same at the earliest.');
  const latest = metric('exhaustion_latest_seconds', 'The same at the latest.');
  const horizon = metric('horizon_seconds', 'How far ahead it is predicted.');
  const alert = metric(
    'alert_open',
    '1 while an alert is open, 2 while the limit is reached (FAILURE); absent else.',
  );
  for (const { row, given, limit } of rows) {
    const { host, target, series, watched } = row;
    const of = { host, target, series: fieldsOf(series), ...storeLabel(row) };
    value(watched.newest?.values[watched.config.dataSource], of);
    limits(limit, of);
    sampled(watched.newest?.time, of);
    risk(row.riskPercent === undefined ? undefined : row.riskPercent / 100, of);
    horizon(row.horizonSeconds, of);
    alert(row.alert && (row.alert.event.severity === 'FAILURE' ? 2 : 1), of);
    if (!given) continue;
    predicted(given.predicted, of);
    share(given.percent === undefined ? undefined : given.percent / 100, of);
    lower(given.lower, of);
    upper(given.upper, of);
    full(given.expected, of);
    earliest(given.earliest, of);
    latest(given.latest, of);
  }
}
