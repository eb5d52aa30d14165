import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findForecaster, forecasterNames } from '../analysis/forecasters/registry.ts';
import { SeriesPredictor, type Prediction } from '../analysis/series-predictor.ts';
import type { Sample } from '../analysis/window.ts';
import { z } from 'zod';
import { parseCsvSeries } from './csv-series.ts';
import { OutsideError } from './outside-error.ts';
import { UsageError } from './usage-error.ts';

export interface BacktestOptions {
  /** What counts as exhaustion, in the series' unit, above 0. */
  readonly limit: number;
  readonly horizonSeconds: number;
  /** A name of the registry. */
  readonly forecaster: string;
  /** Samples that the forecaster sees. */
  readonly samples: number;
  /** Nominal coverage of the interval, between 0 and 1. */
  readonly level: number;
}

/** What was known right after a sample, from it and those before it alone. */
export interface BacktestRow {
  /** The sample's time, as in the input. */
  readonly t: number;
  /** Value expected one horizon later, with its interval; null while the forecaster abstains. */
  readonly predicted: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** 0 to 100; null while there is nothing to judge by. */
  readonly risk: number | null;
  readonly alert: boolean;
  /** Seconds until the limit; null when no crossing is in sight. */
  readonly exhaustion: number | null;
}

/**
 * Replays a series through the code of `dma predict`, strictly causally: a row for each sample that is not refused
 * (not finite, or not newer than the one before).
 *
 * @throws UsageError when there is no such forecaster
 */
export function* backtest(series: Iterable<Sample>, options: BacktestOptions): Generator<BacktestRow> {
  const { limit, horizonSeconds, samples, level } = options;
  const forecaster = findForecaster(options.forecaster);
  if (!forecaster) {
    throw new UsageError(
      `--forecaster: expected one of ${forecasterNames.join(', ')}, not "${options.forecaster}"`,
    );
  }
  const predictor = new SeriesPredictor({ forecaster, horizonSeconds, samples, level });
  for (const { time, value } of series) {
    const prediction = predictor.append(time, value, limit);
    if (prediction) yield rowOf(prediction, predictor.exhaustion(limit));
  }
}

/**
 * Replays every series of a manifest and writes what an evaluator wants, `<name>.csv` with `t,pred,q10,q50,q90,alert`.
 *
 * @param manifest a JSON file with `traces`: name, file (beside it), threshold, horizon
 * @returns the number of series
 * @throws OutsideError when a file cannot be read or is not what it should be
 */
export function backtestManifest(
  manifest: string,
  directory: string,
  options: Pick<BacktestOptions, 'forecaster' | 'samples'>,
): number {
  const { traces } = readManifest(manifest);
  mkdirSync(directory, { recursive: true });
  for (const { name, file, threshold, horizon } of traces) {
    const series = readSeries(join(dirname(manifest), file));
    const rows = backtest(series, { ...options, limit: threshold, horizonSeconds: horizon, level: 0.8 });
    const lines = ['t,pred,q10,q50,q90,alert'];
    for (const { t, predicted, lower, upper, alert } of rows) {
      lines.push([t, predicted ?? '', lower ?? '', predicted ?? '', upper ?? '', alert ? 1 : 0].join(','));
    }
    writeFileSync(join(directory, `${name}.csv`), `${lines.join('\n')}\n`);
  }
  return traces.length;
}

/** @throws OutsideError when the file cannot be read or is not a series */
export function readSeries(file: string): Sample[] {
  return parseCsvSeries(readFile(file), file);
}

const manifestSchema = z.object({
  traces: z.array(
    z.object({
      name: z.string().regex(/^[\w.-]+$/),
      file: z.string(),
      threshold: z.number().positive(),
      horizon: z.number().positive().default(60),
    }),
  ),
});

function readManifest(file: string): z.output<typeof manifestSchema> {
  try {
    return manifestSchema.parse(JSON.parse(readFile(file)));
  } catch (error) {
    if (error instanceof OutsideError) throw error;
    throw new OutsideError(`${file}: is not a manifest of traces`, { cause: error });
  }
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new OutsideError(`${file}: cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function rowOf({ time, forecast, risk }: Prediction, exhaustion: number | undefined): BacktestRow {
  const known = forecast.kind === 'forecast' ? forecast : undefined;
  return {
    t: time,
    predicted: known?.mean ?? null,
    lower: known?.lower ?? null,
    upper: known?.upper ?? null,
    risk: risk?.percent ?? null,
    alert: risk?.raised ?? false,
    exhaustion: exhaustion ?? null,
  };
}
