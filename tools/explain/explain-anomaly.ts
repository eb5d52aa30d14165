import { parseIdentifier } from '../../plugins/collectd/identifier.ts';
import { unitOf } from '../../plugins/collectd/types-db.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { thinner } from '../../plugins/samples/past-loader.ts';
import { maxEnsembleSeconds } from '../../plugins/series/series-start.ts';
import { readAnomalySeries } from '../backtest/anomaly-past.ts';
import { ensembleOptions } from '../backtest/anomaly-replay.ts';
import { OutsideError } from '../process/command-error.ts';
import type { ProgressStream } from '../report/progress-bar.ts';
import { seriesOfTarget } from '../series/configured-target.ts';
import { anomalyJson, anomalyText } from './anomaly-explanation.ts';
import { anomalyState } from './anomaly-state.ts';
import type { AskedSeries } from './asked-series.ts';
import { givenRisk } from './given-risk.ts';

/**
 * Replays the past of a series whose target has an ensemble, and tells which tests vote, and what would change it.
 *
 * @param asked the time, the present one (both in epoch seconds), and the format
 * @returns the output; rejects with UsageError and OutsideError
 */
export async function explainAnomaly(
  reader: WriteRedisReader,
  { target, config, name, host, resource, riskName }: AskedSeries,
  { at, now, json }: { readonly at: number; readonly now: number; readonly json: boolean },
  stderr: ProgressStream,
): Promise<string> {
  const identifiers = await seriesOfTarget(reader, target, config, { host, series: name });
  const range = { identifiers, from: undefined, to: at, warmUpSeconds: 0 };
  const past = await readAnomalySeries(reader, { target, config }, range, { clock: now, stderr });
  const { series, horizonSeconds } = past;
  const options = ensembleOptions(config, horizonSeconds);
  // As dma predict reads it at its start.
  const samples = series.samples.filter(({ time }) => time >= at - maxEnsembleSeconds);
  const state = anomalyState(thinner(horizonSeconds, at)(samples), options);
  if (!state) throw new OutsideError(`${name}: Redis holds no usable sample of it`);
  const explanation = {
    host,
    resource,
    target,
    series: identifiers,
    unit: unitOf(parseIdentifier(name)),
    options,
    at,
    state,
    given: await givenRisk(reader, riskName, state.sample.time, horizonSeconds),
    remarks: series.remarks,
  };
  return json ? anomalyJson(explanation) : anomalyText(explanation);
}
