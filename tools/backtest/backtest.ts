import type { Writable } from 'node:stream';
import { formatSummary } from './summary-text.ts';
import { formatRows } from './formats.ts';
import { writeLines } from '../report/line-writer.ts';
import { ProgressBar, withProgress, type ProgressStream } from '../report/progress-bar.ts';
import type { Unit } from '../report/readable.ts';
import { formatLeadCurve, leadCurve } from './lead-curve.ts';
import { formatRecommendation, maxTriedSamples, recommend } from './recommend.ts';
import { backtest, type BacktestOptions, type BacktestRow } from './replay.ts';
import { reportPage } from './report-page.ts';
import type { SeriesInput } from '../series/series-input.ts';
import { summarise } from './summary.ts';
import { checkReport, writeReplay, writeReport, type AskedOutput } from './written-replay.ts';

export { backtest, type BacktestOptions, type BacktestRow } from './replay.ts';

/** The checked arguments of `dma backtest`. */
export interface BacktestJob extends AskedOutput {
  readonly series: SeriesInput;
  readonly options: BacktestOptions;
  readonly unit: Unit;
  /** Samples before this time are replayed, and nothing is said about them (default: nothing is left out). */
  readonly since?: number | undefined;
  /** Try forecasters and windows instead of one replay. */
  readonly recommend: boolean;
}

export interface BacktestStreams {
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: ProgressStream;
  /** Seconds, for the progress bar. */
  readonly now: () => number;
}

/**
 * Replays a series and writes what was asked for: data to stdout, remarks to stderr.
 *
 * @returns rejects with UsageError or OutsideError
 */
export async function runBacktest(job: BacktestJob, streams: BacktestStreams): Promise<void> {
  const { series, options, since = Number.NEGATIVE_INFINITY } = job;
  checkReport(job.report);
  for (const remark of series.remarks) streams.stderr.write(`dma backtest: ${remark}\n`);
  const bar = new ProgressBar(streams.stderr, job.recommend ? 'Comparing' : 'Replaying', streams.now);
  const isStreaming = (job.format === 'jsonl' || job.format === 'csv') && job.report === undefined;
  // Rows on the same terminal show well enough that it goes on.
  const isSilent = isStreaming && streams.stdout.isTTY === true;
  const onProgress = (share: number): void => (isSilent ? undefined : bar.update(share));
  try {
    if (job.recommend) {
      await writeRecommendation(job, onProgress, streams.stdout);
      return;
    }
    const rows = from(since, backtest(withProgress(series.samples, onProgress), options));
    if (isStreaming && (job.format === 'jsonl' || job.format === 'csv')) {
      await writeLines(streams.stdout, formatRows(rows, job.format, options.detector !== undefined));
      return;
    }
    const kept = [...rows];
    bar.end();
    await writeKept(job, kept, streams.stdout);
  } finally {
    bar.end();
  }
}

/** Compares forecasters, then horizons and thresholds with the present one. */
async function writeRecommendation(
  { series: { name, samples }, options, unit, format, report }: BacktestJob,
  onProgress: (share: number) => void,
  stdout: Writable,
): Promise<void> {
  const tried = samples.slice(-maxTriedSamples);
  const candidates = recommend(name, tried, options, (share) => onProgress(share / 2));
  const curve = leadCurve(name, tried, options, (share) => onProgress((1 + share) / 2));
  if (report !== undefined) {
    const rows = [...backtest(tried, options)];
    await writeReport(report, reportPage(summarise(name, rows, options), rows, unit, { curve }));
  }
  const text =
    format === 'json'
      ? `${JSON.stringify({ series: name, best: candidates[0], candidates, curve })}\n`
      : [formatRecommendation(name, candidates), formatLeadCurve(curve)].join('\n');
  await writeLines(stdout, [text]);
}

async function writeKept(job: BacktestJob, rows: readonly BacktestRow[], stdout: Writable): Promise<void> {
  const { series, options, unit } = job;
  const summary = summarise(series.name, rows, options);
  await writeReplay(stdout, job, {
    summary,
    table: () => formatSummary(summary, unit),
    rows: (format) => formatRows(rows, format, options.detector !== undefined),
    page: () => reportPage(summary, rows, unit),
  });
}

function* from(since: number, rows: Iterable<BacktestRow>): Generator<BacktestRow> {
  for (const row of rows) if (row.t >= since) yield row;
}
