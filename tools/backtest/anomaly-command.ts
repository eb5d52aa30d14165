import type { Writable } from 'node:stream';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { monotonicSeconds } from '../../plugins/process/clock.ts';
import { loadConfig, type Config } from '../../plugins/config/config.ts';
import type { EnsembleConfig } from '../../plugins/config/ensemble-config.ts';
import { judgedByEnsemble, type TargetConfig } from '../../plugins/config/target-config.ts';
import { UsageError } from '../process/command-error.ts';
import { ProgressBar, withProgress, type ProgressStream } from '../report/progress-bar.ts';
import { findTarget, targetDefaults } from '../series/configured-target.ts';
import { anomalyReport } from './anomaly-page.ts';
import { anomalyReplay, ensembleOptions } from './anomaly-replay.ts';
import { archivedSource, storedSource } from './anomaly-source.ts';
import { summariseAnomalies } from './anomaly-summary.ts';
import { formatAnomalyRows, formatAnomalySummary } from './anomaly-text.ts';
import type { BacktestArguments } from './arguments.ts';
import { askedEnsemble } from './asked-ensemble.ts';
import { forecasterOf } from './replay-options.ts';
import { checkReport, writeReplay, type AskedOutput } from './written-replay.ts';

interface Streams {
  readonly stdout: Writable;
  readonly stderr: ProgressStream;
  readonly secrets: KnownSecrets;
}

/** Options that are about a limit. */
const aboutLimits = {
  samples: '--samples',
  level: '--level',
  capacity: '--capacity',
  riskFrom: '--risk-from',
} as const satisfies Partial<Record<keyof BacktestArguments, string>>;

/**
 * Replays a series that an ensemble judges, by its target or by `--detector`, and says what it would have told.
 *
 * @returns false for anything else, when nothing was done; rejects with UsageError, ConfigError or OutsideError
 */
export async function runAnomalyBacktest(
  given: BacktestArguments,
  format: AskedOutput['format'],
  streams: Streams,
): Promise<boolean> {
  const judged = judgedTarget(given);
  if (!judged) return false;
  const { report } = given;
  refuseLimits(given);
  checkReport(report);
  const forecaster = forecasterOf(given);
  const { config, target } = judged;
  const source = config
    ? await storedSource(given, config, target, streams)
    : await archivedSource(given, target, streams);
  const { series, horizonSeconds, unit, from } = source;
  for (const remark of series.remarks) streams.stderr.write(`dma backtest: ${remark}\n`);
  const options = ensembleOptions(target, horizonSeconds, forecaster);
  const bar = new ProgressBar(streams.stderr, 'Replaying', monotonicSeconds);
  const samples = withProgress(series.samples, (share) => bar.update(share));
  const rows = [...anomalyReplay(samples, options)].filter(({ t }) => t >= (from ?? t));
  bar.end();
  const summary = summariseAnomalies(series.name, rows, options);
  await writeReplay(
    streams.stdout,
    { format, report },
    {
      summary,
      table: () => formatAnomalySummary(summary, unit),
      rows: (kind) => formatAnomalyRows(rows, kind),
      page: () => anomalyReport(summary, rows, unit),
    },
  );
  return true;
}

/** A target with an ensemble, and the dma.yaml that says where its Redis is; undefined for a file. */
interface JudgedTarget {
  readonly target: TargetConfig;
  readonly config: Config | undefined;
}

/** @returns undefined for a series with a limit @throws UsageError, ConfigError */
function judgedTarget(given: BacktestArguments): JudgedTarget | undefined {
  const asked = askedEnsemble(given.detector);
  if (given.limit !== undefined) {
    if (!asked) return undefined;
    throw new UsageError('--detector: an ensemble judges a series without a limit; leave --limit out');
  }
  if (given.target === undefined && given.series === undefined)
    return asked && { target: judgedByEnsemble(targetDefaults, asked), config: undefined };
  if (given.target === undefined && !asked) return undefined;
  const config = loadConfig(given.config);
  const target = given.target === undefined ? targetDefaults : findTarget(config, given.target);
  return ensembleOf(target, asked, config);
}

function ensembleOf(
  target: TargetConfig,
  asked: EnsembleConfig | undefined,
  config: Config,
): JudgedTarget | undefined {
  if (asked) return { target: judgedByEnsemble(target, asked), config };
  return target.ensemble && { target, config };
}

/** @throws UsageError */
function refuseLimits(given: BacktestArguments): void {
  const isOfTarget = askedEnsemble(given.detector) === undefined;
  const names = Object.keys(aboutLimits) as (keyof typeof aboutLimits)[];
  const option = given.recommend
    ? '--recommend'
    : isOfTarget && given.detector !== undefined
      ? '--detector'
      : aboutLimits[names.find((name) => given[name] !== undefined)!];
  if (option === undefined) return;
  throw new UsageError(
    isOfTarget
      ? `${option}: is about a limit, and the target ${given.target} has detector.ensemble; give --limit as well, or leave it out`
      : `${option}: is about a limit, and an ensemble judges a series without one; leave it out`,
  );
}
