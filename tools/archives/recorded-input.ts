import { statSync } from 'node:fs';
import { replaceUnprintable } from '../../notifiers/printable.ts';
import { OutsideError } from '../process/command-error.ts';
import { formatTime } from '../report/readable.ts';
import type { CsvColumnNames } from '../series/csv-columns.ts';
import { parseCsvSeries, readBytes } from '../series/csv-series.ts';
import { SampleGate, type SeriesInput } from '../series/series-input.ts';
import type { ArchivedSeries, ArchiveInput, Consolidation, OpenArchive } from './archive.ts';
import { complaintAboutBinary, complaintAboutJson, complaintAboutPacked } from './binary-file.ts';
import { openFolder } from './folder.ts';
import { archiveReaders } from './registry.ts';

/** The part of an archive that is wanted. */
export interface ArchiveWish {
  /** A name, or the part of one that no other has; undefined for the only one. */
  readonly select: string | undefined;
  readonly consolidation: Consolidation;
  /** The one resolution to take; undefined for all, the finest where it reaches. */
  readonly stepSeconds: number | undefined;
  /** Epoch seconds; undefined for all that there is. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Seconds before `from` that are read as well. */
  readonly warmUpSeconds: number;
  /** Of a CSV file. */
  readonly columns: CsvColumnNames;
}

const headBytes = 4096;
/** Names in a message, at most. */
const maxNamed = 8;

/** @throws OutsideError when it cannot be read, or is damaged */
export function openArchive(path: string): OpenArchive | ArchiveInput {
  // The command line makes an empty name of `-`.
  if (path === '')
    throw new OutsideError('the file has no name; a pipe is /dev/stdin, as in ... | dma backtest /dev/stdin');
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return openFolder(path);
  const input = inputOf(path);
  const reader = archiveReaders.find((one) => one.recognises(input));
  if (reader) return { kind: reader.kind, series: reader.open(input) };
  const packed = complaintAboutPacked(input);
  if (packed !== undefined) throw new OutsideError(packed);
  const [, ending] = /\.(rrd|wsp)$/.exec(path) ?? [];
  if (ending !== undefined)
    throw new OutsideError(
      `${path}: does not begin as a .${ending} file does; copy it again as a binary file, and whole`,
    );
  const binary = complaintAboutBinary(input) ?? complaintAboutJson(input);
  if (binary !== undefined) throw new OutsideError(binary);
  return input;
}

/**
 * Reads a series that others have kept: what one of the readers recognises, or CSV.
 *
 * @throws OutsideError that says what to do, also when it is not clear which of several series is meant
 */
export function readRecordedInput(path: string, wish: ArchiveWish): SeriesInput {
  const opened = openArchive(path);
  if ('series' in opened) return archivedInput(opened.series, path, wish);
  if (wish.stepSeconds !== undefined) throw otherStep(path, wish.stepSeconds, []);
  const { time, value = wish.select } = wish.columns;
  const { name, samples, remarks } = parseCsvSeries(opened.bytes.toString(), path, { time, value });
  return { name, remarks, samples: withinRange(samples, name, wish) };
}

/** The chosen one of several series. @param path names the archive in messages */
export function archivedInput(
  series: readonly ArchivedSeries[],
  path: string,
  wish: ArchiveWish,
): SeriesInput {
  const chosen = chosenSeries(series, path, wish.select);
  const name = series.length === 1 ? path : `${path}: ${replaceUnprintable(chosen.name, ' ')}`;
  const { stepSeconds } = wish;
  if (stepSeconds !== undefined && chosen.steps?.includes(stepSeconds) !== true)
    throw otherStep(name, stepSeconds, chosen.steps ?? []);
  const { values, remarks } = chosen.read(wish.consolidation, stepSeconds);
  const gate = new SampleGate();
  for (const { time, value } of values) gate.take(time, value, time);
  const left = gate.describe(formatTime);
  if (gate.samples.length === 0)
    throw new OutsideError(`${name}: has no number at any time${left === undefined ? '' : `; ${left}`}`);
  return {
    name,
    samples: withinRange(gate.samples, name, wish),
    remarks: [...remarks, ...(left === undefined ? [] : [left])].map((remark) => `${name}: ${remark}`),
  };
}

function inputOf(path: string): ArchiveInput {
  const bytes = readBytes(path);
  const head = bytes
    .toString('utf8', 0, headBytes)
    .replace(/^\uFEFF/, '')
    .trimStart();
  return { path, bytes, head };
}

function chosenSeries(
  series: readonly ArchivedSeries[],
  path: string,
  select: string | undefined,
): ArchivedSeries {
  const exact = series.find(({ name }) => name === select);
  const matching = series.filter(({ name }) => name.includes(select ?? ''));
  const found = exact ?? (matching.length === 1 ? matching[0] : undefined);
  if (found) return found;
  const names = (matching.length > 0 ? matching : series).map(({ name }) => name);
  const more = names.length > maxNamed ? ` and ${names.length - maxNamed} more (dma import lists them)` : '';
  const problem =
    select === undefined
      ? `holds ${series.length} series; choose one by --select`
      : `--select ${JSON.stringify(select)} is ${matching.length === 0 ? 'no part of a name' : `a part of ${matching.length} names`} in it; there is`;
  throw new OutsideError(`${path}: ${problem}: ${names.slice(0, maxNamed).join(', ')}${more}`);
}

function otherStep(name: string, asked: number, steps: readonly number[]): OutsideError {
  const there = steps.length === 0 ? 'one resolution' : `values every ${steps.join(' s, ')} s`;
  return new OutsideError(`${name}: has ${there}, and --step asks for every ${asked} s`);
}

function withinRange(
  samples: SeriesInput['samples'],
  name: string,
  wish: Pick<ArchiveWish, 'from' | 'to' | 'warmUpSeconds'>,
): SeriesInput['samples'] {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, warmUpSeconds } = wish;
  const within = samples.filter(({ time }) => time >= from - warmUpSeconds && time <= to);
  if (within.some(({ time }) => time >= from)) return within;
  throw new OutsideError(
    `${name}: has no sample in that range; it has ${formatTime(samples[0]!.time)} to ${formatTime(samples.at(-1)!.time)}`,
  );
}
