import { UsageError } from '../process/command-error.ts';
import type { PrometheusArguments } from '../archives/prometheus-arguments.ts';
import { parseTime } from '../series/time-range.ts';
import { askedEnsemble } from './asked-ensemble.ts';
import { formats, type Format } from './formats.ts';
import { expectedOneOf } from '../process/expected-one-of.ts';

/** The command line of `dma backtest`, as given. */
export interface BacktestArguments extends PrometheusArguments {
  readonly file: string | undefined;
  /** The columns of the CSV file. */
  readonly timeColumn: string | undefined;
  readonly valueColumn: string | undefined;
  /** One of the series in the file. */
  readonly select: string | undefined;
  readonly consolidation: string | undefined;
  readonly target: string | undefined;
  readonly host: string | undefined;
  readonly series: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly config: string | undefined;
  readonly limit: string | undefined;
  /** The whole of the resource. */
  readonly capacity: string | undefined;
  /** The limit is one from below (true) or from above; left to the target when undefined. */
  readonly lower: boolean | undefined;
  readonly horizon: string | undefined;
  readonly forecaster: string | undefined;
  readonly samples: string | undefined;
  readonly level: string | undefined;
  /** A model file, or an ensemble. */
  readonly detector: string | undefined;
  readonly riskFrom: string | undefined;
  readonly format: string | undefined;
  readonly json: boolean | undefined;
  readonly report: string | undefined;
  readonly recommend: boolean;
  readonly manifest: string | undefined;
  readonly streams: string | undefined;
}

/**
 * Checks that there is one source of the series, and only the options that go with it.
 *
 * @throws UsageError
 */
export function checkSource(given: BacktestArguments): void {
  const { target, series, manifest } = given;
  const file = given.file ?? given.prometheus;
  const fromRedis = target !== undefined || series !== undefined;
  const count = [
    given.file !== undefined,
    given.prometheus !== undefined,
    fromRedis,
    manifest !== undefined,
  ].filter(Boolean).length;
  if (count === 0)
    throw new UsageError('say what to replay: a file, --prometheus, --target, --series, or --manifest');
  if (count > 1)
    throw new UsageError('a file, --prometheus, a series in Redis, or a --manifest: only one of them');
  if ((manifest === undefined) !== (given.streams === undefined)) {
    throw new UsageError(
      '--manifest and --streams go together: what is replayed, and the folder that it is written to',
    );
  }
  if (given.capacity !== undefined && file === undefined) {
    throw new UsageError('--capacity: goes with a file; a target has its own');
  }
  for (const [option, name] of [
    ['--time-column', given.timeColumn],
    ['--value-column', given.valueColumn],
    ['--select', given.select],
    ['--consolidation', given.consolidation],
    ['--step', given.step],
  ]) {
    if (name !== undefined && file === undefined) throw new UsageError(`${option}: goes with a file only`);
  }
  if (given.host !== undefined && !fromRedis)
    throw new UsageError('--host: goes with --target or --series only');
  for (const option of ['from', 'to'] as const) {
    if (given[option] !== undefined && manifest !== undefined)
      throw new UsageError(`--${option}: does not go with --manifest`);
  }
  for (const option of ['limit', 'lower', 'horizon', 'level', 'format', 'report'] as const) {
    if (given[option] !== undefined && manifest !== undefined) {
      throw new UsageError(`--${option}: does not go with --manifest, which has its own`);
    }
  }
  if (manifest !== undefined && askedEnsemble(given.detector))
    throw new UsageError('--detector: an ensemble judges series without a limit; leave --manifest out');
  if (given.lower !== undefined && given.limit === undefined) {
    throw new UsageError('--lower: goes with --limit, and says of which kind it is; a target has its own');
  }
  if (given.recommend && (given.forecaster !== undefined || given.samples !== undefined))
    throw new UsageError('--recommend: tries forecasters and samples itself');
}

/**
 * @param isTerminal whether people read stdout
 * @throws UsageError
 */
export function formatOf(
  { format, json, recommend }: BacktestArguments,
  isTerminal: boolean,
): Format | 'json' {
  if (json === true && format !== undefined) throw new UsageError('--json: does not go with --format');
  if (json === true) return 'json';
  if (recommend) {
    if (format === undefined || format === 'table') return 'table';
    throw new UsageError('--format: with --recommend there is only table, or --json');
  }
  if (format === undefined) return isTerminal ? 'table' : 'jsonl';
  const known = formats.find((name) => name === format);
  if (known) return known;
  throw expectedOneOf('--format', formats, format);
}

/** The part of the past that is asked for, in epoch seconds. @param clock now. @throws UsageError */
export function askedRange(
  given: Pick<BacktestArguments, 'from' | 'to'>,
  clock: number,
): { readonly from: number | undefined; readonly to: number | undefined } {
  const from = given.from === undefined ? undefined : parseTime(given.from, '--from', clock);
  const to = given.to === undefined ? undefined : parseTime(given.to, '--to', clock);
  if (from !== undefined && from >= (to ?? clock))
    throw new UsageError('--from: has to be before --to, and before now');
  return { from, to };
}
