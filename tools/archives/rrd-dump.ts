import type { Sample } from '../../analysis/window.ts';
import { OutsideError } from '../process/command-error.ts';
import type { ArchivedSeries, ArchivedValues, Consolidation } from './archive.ts';
import { joinResolutions } from './resolutions.ts';

/** A round robin archive: rows of all data sources, oldest first. */
interface RoundRobin {
  readonly consolidation: Consolidation;
  readonly stepSeconds: number;
  /** Each row is a primary value, the same for all consolidations. */
  readonly isPrimary: boolean;
  /** Epoch seconds of the end of the last row. */
  readonly end: number;
  readonly rows: readonly string[];
}

/** Of the archives that hold values; others hold forecasts. */
export const consolidationNames: Readonly<Record<string, Consolidation>> = {
  AVERAGE: 'average',
  MIN: 'min',
  MAX: 'max',
  LAST: 'last',
};

/**
 * The data sources of an RRD file by its dump. Elements have no attributes there, and stand in a fixed order.
 *
 * @param file for messages
 * @throws OutsideError when it is cut off, or no such dump
 */
export function seriesOfDump(dump: string, file: string): readonly ArchivedSeries[] {
  const text = withoutComments(dump);
  if (!text.trimEnd().endsWith('</rrd>'))
    throw new OutsideError(`${file}: ends in the middle, without </rrd>; dump the RRD file again`);
  const head = text.slice(0, text.indexOf('<rra>'));
  const step = numberIn(head, 'step', file);
  const updated = numberIn(head, 'lastupdate', file);
  const sources = [...head.matchAll(/<ds>\s*<name>([^<]*)<\/name>\s*<type>([^<]*)<\/type>/g)];
  const archives = text
    .split('<rra>')
    .slice(1)
    .flatMap((part) => archiveOf(part, { step, updated, file }));
  if (sources.length === 0 || archives.length === 0)
    throw new OutsideError(`${file}: has no data source with an archive of AVERAGE, MIN, MAX or LAST`);
  return sources.map(([, name, type], index) => ({
    name: name!.trim(),
    about: `${type!.trim()}, ${stepsText(archives.map(({ stepSeconds }) => stepSeconds))}`,
    steps: [...new Set(archives.map(({ stepSeconds }) => stepSeconds))].sort((a, b) => a - b),
    read: (consolidation, stepSeconds) =>
      valuesOf(
        archives.filter((one) => one.stepSeconds === (stepSeconds ?? one.stepSeconds)),
        consolidation,
        index,
        file,
      ),
  }));
}

/** In one pass, also through a text that only begins comments. */
function withoutComments(text: string): string {
  const [first, ...parts] = text.split('<!--');
  return first + parts.map((part) => after(part, '-->')).join('');
}

function after(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at < 0 ? '' : text.slice(at + mark.length);
}

interface DumpFacts {
  readonly step: number;
  readonly updated: number;
  readonly file: string;
}

/** An archive, or nothing where it is one of forecasts. */
function archiveOf(text: string, { step, updated, file }: DumpFacts): RoundRobin[] {
  const consolidation = consolidationNames[/<cf>\s*(\w+)\s*<\/cf>/.exec(text)?.[1] ?? ''];
  if (consolidation === undefined) return [];
  const primaryValues = numberIn(text, 'pdp_per_row', file);
  const stepSeconds = step * primaryValues;
  const database = text.slice(text.indexOf('<database>'));
  const rows = database.split('<row>').slice(1);
  return [
    {
      consolidation,
      stepSeconds,
      isPrimary: primaryValues === 1,
      end: updated - (updated % stepSeconds),
      rows,
    },
  ];
}

function numberIn(text: string, element: string, file: string): number {
  const number = Number(new RegExp(`<${element}>\\s*(\\d+)\\s*</${element}>`).exec(text)?.[1]);
  if (number > 0) return number;
  throw new OutsideError(`${file}: expected a number in <${element}>, as rrdtool dump prints it`);
}

/** A phrase for people. */
export function stepsText(steps: readonly number[]): string {
  const [finest, coarsest] = [Math.min(...steps), Math.max(...steps)];
  return finest === coarsest ? `${finest} s apart` : `${finest} s to ${coarsest} s apart`;
}

function valuesOf(
  archives: readonly RoundRobin[],
  asked: Consolidation,
  source: number,
  file: string,
): ArchivedValues {
  const has = (one: Consolidation): boolean => archives.some(({ consolidation }) => consolidation === one);
  const used = [asked, 'average' as const, 'max' as const, 'last' as const, 'min' as const].find(has)!;
  const chosen = new Map<number, RoundRobin>();
  for (const archive of archives) {
    const { consolidation, isPrimary, stepSeconds, rows } = archive;
    if (consolidation !== used && !isPrimary) continue;
    if (rows.length > (chosen.get(stepSeconds)?.rows.length ?? 0)) chosen.set(stepSeconds, archive);
  }
  const resolutions = Array.from(chosen.values(), (archive) => ({
    stepSeconds: archive.stepSeconds,
    values: samplesOf(archive, source, file),
  }));
  const { values, remarks } = joinResolutions(resolutions, 'end');
  const name = used === asked ? used : `has no ${asked}, so ${used}`;
  return { values, remarks: remarks.map((remark) => `${name} ${remark}`) };
}

function samplesOf({ rows, end, stepSeconds }: RoundRobin, source: number, file: string): Sample[] {
  return rows.map((row, index) => {
    const cells = row.split('</v>').slice(0, -1);
    const text = after(cells[source] ?? '', '<v>').trim();
    const value = Number(text);
    const time = end - (rows.length - 1 - index) * stepSeconds;
    if (text === '' || (Number.isNaN(value) && !/nan|inf/i.test(text)))
      throw new OutsideError(
        `${file}: row ${index + 1} of the archive of ${stepSeconds} s has no number; dump it again`,
      );
    return { time, value: Number.isFinite(value) ? value : Number.NaN };
  });
}
