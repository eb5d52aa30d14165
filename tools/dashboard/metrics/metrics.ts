import { Registry } from 'prom-client';
import type { SpoolCounts } from '../../../plugins/spool/dead-letters.ts';
import type { Spool } from '../../../plugins/spool/spool.ts';
import type { Snapshot } from '../../outlook/outlook.ts';
import type { LookTime } from '../../outlook/series-details.ts';
import { readSelfValues } from '../../outlook/self-values.ts';
import type { LiveOutlook } from '../live-outlook.ts';
import { addDeliverMetrics } from './deliver-metrics.ts';
import type { LimitLook } from './limit-look.ts';
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
  limits: LimitLook,
  time: () => LookTime,
): Promise<string> {
  const snapshot = await live.snapshot();
  const registry = new Registry();
  const isRead = snapshot.redis.problem === undefined;
  const found = isRead
    ? await live.outlook.read(async (reader, sight) => ({
        rows: await readPredictions(reader, snapshot.rows, limits, sight, time()),
        reports: await readSelfValues(reader, snapshot.predictors, sight.known),
      }))
    : undefined;
  gauge(registry, 'dma_redis_up', '1 while Redis can be read.')(found ? 1 : 0);
  addDeliverMetrics(registry, snapshot.spool, countsOf(live.outlook.spool, snapshot));
  if (found) {
    gauge(registry, 'dma_redis_names', 'Number of series that Redis holds.')(snapshot.redis.names);
    addPredictMetrics(registry, snapshot.predictors, found.reports);
    addPredictions(registry, found.rows);
  }
  return registry.metrics();
}

function countsOf(spool: Spool, { spool: { problem } }: Snapshot): SpoolCounts | undefined {
  try {
    return problem === undefined ? spool.deadLetters.counts() : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}
