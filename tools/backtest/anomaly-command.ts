import { writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { describeError } from '../../notifiers/error-text.ts';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { parseIdentifier } from '../../plugins/collectd/identifier.ts';
import { unitOf } from '../../plugins/collectd/types-db.ts';
import { loadConfig } from '../../plugins/config/config.ts';
import { epochSeconds, monotonicSeconds } from '../../plugins/process/clock.ts';
import { maxEnsembleSeconds } from '../../plugins/series/series-start.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';
import { refuseRiskOfRoot } from '../process/root-refusal.ts';
import { writeLines } from '../report/line-writer.ts';
import { ProgressBar, withProgress, type ProgressStream } from '../report/progress-bar.ts';
import { findTarget, requireSeries, seriesOfTarget } from '../series/configured-target.ts';
import { withRedis } from '../series/open-redis.ts';
import { anomalyReport } from './anomaly-page.ts';
import { anomalyReplay, ensembleOptions } from './anomaly-replay.ts';
import { readAnomalySeries } from './anomaly-past.ts';
import { summariseAnomalies } from './anomaly-summary.ts';
import { formatAnomalyRows, formatAnomalySummary } from './anomaly-text.ts';
import { askedRange, type BacktestArguments } from './arguments.ts';
import type { BacktestJob } from './backtest.ts';
import { askedHorizon, forecasterOf } from './replay-options.ts';

interface Streams {
  readonly stdout: Writable;
  readonly stderr: ProgressStream;
  readonly secrets: KnownSecrets;
}

/** Options that are about a limit. */
const aboutLimits = {
  samples: '--samples',
  level: '--level',
  detector: '--detector',
  riskFrom: '--risk-from',
} as const satisfies Partial<Record<keyof BacktestArguments, string>>;

/**
 * Replays a series of a target with an ensemble, and says what it would have told.
 *
 * @returns false for anything else, when nothing was done; rejects with UsageError, ConfigError or OutsideError
 */
export async function runAnomalyBacktest(
  given: BacktestArguments,
  format: BacktestJob['format'],
  streams: Streams,
): Promise<boolean> {
  const { target: name, report } = given;
  if (name === undefined || given.limit !== undefined) return false;
  const config = loadConfig(given.config);
  const target = findTarget(config, name);
  if (!target.ensemble) return false;
  refuseLimits(given, name);
  if (report !== undefined) refuseRiskOfRoot(report, '--report');
  const forecaster = forecasterOf(given);
  const asked = { ...target, horizonSeconds: askedHorizon(given, target) };
  const clock = epochSeconds();
  const { from, to } = askedRange(given, clock);
  const { series, horizonSeconds } = await withRedis(config.redis, streams.secrets, async (reader) => {
    if (given.series !== undefined) await requireSeries(reader, given.series);
    const identifiers = await seriesOfTarget(reader, name, target, {
      host: given.host,
      series: given.series,
    });
    const range = { identifiers, from, to, warmUpSeconds: maxEnsembleSeconds };
    const isOwn = given.horizon === undefined;
    return readAnomalySeries(reader, { target: isOwn ? name : undefined, config: asked }, range, {
      clock,
      stderr: streams.stderr,
    });
  });
  for (const remark of series.remarks) streams.stderr.write(`dma backtest: ${remark}\n`);
  const options = ensembleOptions(target, horizonSeconds, forecaster);
  const bar = new ProgressBar(streams.stderr, 'Replaying', monotonicSeconds);
  const samples = withProgress(series.samples, (share) => bar.update(share));
  const rows = [...anomalyReplay(samples, options)].filter(({ t }) => t >= (from ?? t));
  bar.end();
  const summary = summariseAnomalies(series.name, rows, options);
  const unit = unitOf(parseIdentifier(series.name.split(' + ')[0]!));
  if (report !== undefined) writeReport(report, anomalyReport(summary, rows, unit));
  if (format === 'jsonl' || format === 'csv')
    await writeLines(streams.stdout, formatAnomalyRows(rows, format));
  else
    await writeLines(streams.stdout, [
      format === 'json' ? `${JSON.stringify(summary)}\n` : formatAnomalySummary(summary, unit),
    ]);
  return true;
}

/** @throws UsageError */
function refuseLimits(given: BacktestArguments, target: string): void {
  const names = Object.keys(aboutLimits) as (keyof typeof aboutLimits)[];
  const option = given.recommend
    ? '--recommend'
    : aboutLimits[names.find((name) => given[name] !== undefined)!];
  if (option === undefined) return;
  throw new UsageError(
    `${option}: is about a limit, and the target ${target} has detector.ensemble; give --limit as well, or leave it out`,
  );
}

function writeReport(file: string, page: string): void {
  try {
    writeFileSync(file, page);
  } catch (error) {
    throw new OutsideError(`--report: ${file} cannot be written: ${describeError(error)}`, { cause: error });
  }
}
