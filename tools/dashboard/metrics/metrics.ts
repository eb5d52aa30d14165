import { Registry } from 'prom-client';
import type { SpoolCounts } from '../../../plugins/spool/dead-letters.ts';
import type { Spool } from '../../../plugins/spool/spool.ts';
import type { Snapshot } from '../../outlook/outlook.ts';
import type { WriteRedisReader } from '../../../plugins/redis/write-redis.ts';
import type { SeriesSight } from '../../outlook/watched-series.ts';
import type { LookTime } from '../../outlook/series-details.ts';
import { readSelfValues } from '../../outlook/self-values.ts';
import type { LiveOutlook } from '../live-outlook.ts';
import { addDeliverMetrics } from './deliver-metrics.ts';
import type { LimitLooks } from './limit-look.ts';
import { gauge } from './gauges.ts';
import { addPredictMetrics } from './predict-metrics.ts';
import { addPredictions, readPredictions } from './prediction-metrics.ts';

/** The type of the text. */
export const metricsType = Registry.PROMETHEUS_CONTENT_TYPE;

/**
 * Makes the text of all metrics. While Redis cannot be read, it has what is known without Redis.
 *
 * @param limits remembers the limits from call to call
 */
export async function metricsText(
  live: LiveOutlook,
  limits: LimitLooks,
  time: () => LookTime,
): Promise<string> {
  const snapshot = await live.snapshot();
  const registry = new Registry();
  const isRead = snapshot.redis.problem === undefined;
  const found = isRead ? await live.outlook.readEach(reportOf(snapshot, limits, time)) : [];
  addRedis(registry, snapshot, found.length > 0);
  addDeliverMetrics(registry, snapshot.spool, countsOf(live.outlook.spool, snapshot));
  if (found.length === 0) return registry.metrics();
  addPredictMetrics(
    registry,
    snapshot.predictors,
    found.flatMap(({ reports }) => reports),
  );
  addPredictions(
    registry,
    found.flatMap(({ rows }) => rows),
  );
  return registry.metrics();
}

/** Reads what there is of one Redis. */
function reportOf({ rows, predictors }: Snapshot, limits: LimitLooks, time: () => LookTime) {
  return async (reader: WriteRedisReader, sight: SeriesSight, store: string | undefined) => {
    const own = rows.filter((row) => row.store === store);
    const its = predictors.filter((one) => one.store === store);
    const reports = await readSelfValues(reader, its, sight.known);
    return {
      rows: await readPredictions(reader, own, limits.of(store), sight, time()),
      reports: reports.map((report) => ({ ...report, ...(store !== undefined && { store }) })),
    };
  };
}

/** Adds the state of Redis; of several, by their names. */
function addRedis(registry: Registry, { redis, stores }: Snapshot, isRead: boolean): void {
  const labels = stores ? ['redis'] : [];
  const up = gauge(registry, 'dma_redis_up', '1 while Redis can be read.', labels);
  const names = gauge(registry, 'dma_redis_names', 'Number of series that Redis holds.', labels);
  const all = stores ?? [{ ...redis, problem: isRead ? redis.problem : 'away', name: '' }];
  for (const { name, problem, names: count } of all) {
    const of = stores ? { redis: name } : {};
    up(problem === undefined ? 1 : 0, of);
    names(problem === undefined ? count : undefined, of);
  }
}

function countsOf(spool: Spool, { spool: { problem } }: Snapshot): SpoolCounts | undefined {
  try {
    return problem === undefined ? spool.deadLetters.counts() : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}
