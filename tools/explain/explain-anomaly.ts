import { parseIdentifier } from '../../plugins/collectd/identifier.ts';
import { unitOf } from '../../plugins/collectd/types-db.ts';
import type { Config } from '../../plugins/config/config.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { thinner } from '../../plugins/samples/past-loader.ts';
import type { SeriesNames } from '../../plugins/samples/series-names.ts';
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
import { relatedAt } from './related-at.ts';
import { newestOfSeries } from './silent-series.ts';

export interface AskedExplanation extends Pick<Config, 'typesDb'> {
  /** The time that is asked for and the present one, both in epoch seconds. */
  readonly at: number;
  readonly now: number;
  readonly json: boolean;
  /** The series of the store. */
  readonly names: SeriesNames;
}

/**
 * Replays the past of a series whose target has an ensemble, and tells which tests vote, and what would change it.
 *
 * @returns the output; rejects with UsageError and OutsideError
 */
export async function explainAnomaly(
  reader: WriteRedisReader,
  { target, config, name, host, resource, riskName }: AskedSeries,
  { at, now, json, typesDb, names }: AskedExplanation,
  stderr: ProgressStream,
): Promise<string> {
  const identifiers = await seriesOfTarget(reader, target, config, { host, series: name });
  const range = { identifiers, from: undefined, to: at, warmUpSeconds: 0 };
  const read = await readAnomalySeries(reader, { target, config }, range, { clock: now, stderr });
  const { series, horizonSeconds } = read;
  const options = ensembleOptions(config, horizonSeconds);
  // As dma predict reads it at its start.
  const samples = series.samples.filter(({ time }) => time >= at - maxEnsembleSeconds);
  const past = thinner(horizonSeconds, at)(samples);
  const state = anomalyState(past, options);
  if (!state) throw new OutsideError(`${name}: Redis holds no usable sample of it`);
  const explanation = {
    host,
    resource,
    target,
    series: identifiers,
    unit: unitOf(parseIdentifier(name)),
    options,
    at,
    silent: (await newestOfSeries(reader, identifiers, riskName, at)).silent,
    state,
    given: await givenRisk(reader, riskName, state.sample.time, horizonSeconds),
    related: await relatedAt(reader, names, { typesDb }, { identifiers, past, horizonSeconds }),
    remarks: series.remarks,
  };
  return json ? anomalyJson(explanation) : anomalyText(explanation);
}
