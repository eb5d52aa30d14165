import { realpathSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { countOf } from '../../notifiers/count-of.ts';
import { quoteAsJson, replaceUnprintable } from '../../notifiers/printable.ts';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { epochSeconds } from '../../plugins/process/clock.ts';
import { checkWritable, writeWhole } from '../process/written-file.ts';
import { UsageError } from '../process/command-error.ts';
import { formatTime, textTable } from '../report/readable.ts';
import type { ProgressStream } from '../report/progress-bar.ts';
import { headIndex, valueColumns } from '../series/csv-columns.ts';
import type { SeriesInput } from '../series/series-input.ts';
import { archiveWish, type ArchiveArguments } from './archive-arguments.ts';
import { askPrometheus, readGivenArchive, type GivenArchive } from './given-archive.ts';
import { prometheusQuestion, type PrometheusArguments } from './prometheus-arguments.ts';
import { openArchive } from './recorded-input.ts';

/** The command line of `dma import`, as given. */
export interface ImportArguments extends ArchiveArguments, PrometheusArguments {
  readonly input: string | undefined;
  /** The CSV file to write; `-` for stdout. */
  readonly out: string | undefined;
  readonly json: boolean;
}

interface ImportStreams {
  readonly stdout: Writable;
  readonly stderr: ProgressStream;
  /** Gets the token of Prometheus. */
  readonly secrets: KnownSecrets;
}

/** The series of an archive, for people and programs. */
interface Listing {
  readonly kind: string;
  readonly series: readonly { readonly name: string; readonly about: string }[];
}

/** Lines that are written at once. */
const linesInPart = 10_000;

/**
 * Lists the series of an archive, or writes one of them as CSV.
 *
 * @returns rejects with UsageError or OutsideError
 */
export async function runImport(given: ImportArguments, streams: ImportStreams): Promise<void> {
  const clock = epochSeconds();
  const question = prometheusQuestion(given, clock);
  if (given.input !== undefined && question)
    throw new UsageError('a file, or --prometheus: only one of them');
  const archive = given.input ?? question;
  if (archive === undefined)
    throw new UsageError('say what to read: a file, a folder, or a --prometheus with a --query');
  const wish = archiveWish(given, 'max', clock);
  const { out, json } = given;
  if (out === undefined) {
    if (given.select !== undefined)
      throw new UsageError('--select: say where the series goes, such as --out used.csv');
    streams.stdout.write(listed(await listingOf(archive, given.timeColumn, streams), json));
    return;
  }
  if (json) throw new UsageError('--json: goes with the list, without --out');
  if (out !== '-') checkTarget(out, given.input);
  const series = await readGivenArchive(archive, wish, streams);
  if (out === '-') for (const part of csvOf(series)) streams.stdout.write(part);
  else await writeWhole(out, '--out', csvOf(series));
  for (const line of [...series.remarks, summaryOf(series)]) streams.stderr.write(`dma import: ${line}\n`);
}

function checkTarget(out: string, input: string | undefined): void {
  checkWritable(out, '--out');
  if (input !== undefined && pathOf(out) === pathOf(input))
    throw new UsageError(`--out: ${out} is what is read; it would be overwritten`);
}

/** As given where there is nothing yet. */
function pathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

async function listingOf(
  archive: GivenArchive,
  timeColumn: string | undefined,
  streams: ImportStreams,
): Promise<Listing> {
  if (typeof archive !== 'string')
    return { kind: 'Prometheus', series: await askPrometheus(archive, streams) };
  const opened = openArchive(archive);
  if ('series' in opened) return opened;
  const lines = opened.head.split(/\r?\n/);
  const columns = valueColumns(lines[headIndex(lines)] ?? '', timeColumn, archive);
  return { kind: 'CSV file', series: columns.map((name) => ({ name, about: '' })) };
}

function listed({ kind, series }: Listing, json: boolean): string {
  const rows = series.map(({ name, about }) => ({ name, about }));
  if (json) return `${quoteAsJson({ kind, series: rows })}\n`;
  const lines = textTable(
    [['series', 'values'], ...rows.map(({ name, about }) => [replaceUnprintable(name, ' '), about])],
    new Set(),
  );
  return `${kind}\n\n${lines.join('\n')}\n`;
}

function* csvOf({ samples }: SeriesInput): Generator<string> {
  yield 't,value\n';
  for (let start = 0; start < samples.length; start += linesInPart) {
    const lines = samples.slice(start, start + linesInPart).map(({ time, value }) => `${time},${value}\n`);
    yield lines.join('');
  }
}

function summaryOf({ name, samples }: SeriesInput): string {
  const [first, last] = [samples[0]!.time, samples.at(-1)!.time];
  return `${name}: ${countOf(samples.length, 'sample')} from ${formatTime(first)} to ${formatTime(last)}`;
}
