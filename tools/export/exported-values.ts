import { nameOfSource, type TypesDb } from '../../plugins/collectd/types-db.ts';
import type { SampleReader } from '../../plugins/samples/sample-reader.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import { readName, type NamedSeries } from '../../plugins/samples/series-names.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { OutsideError } from '../process/command-error.ts';
import { formatTime } from '../report/readable.ts';

/** A series in Redis with the names of its data sources. */
export interface ExportedSeries extends NamedSeries {
  readonly sources: readonly string[];
}

/** Epoch seconds; Infinity for an open end. */
export interface ExportRange {
  readonly from: number;
  readonly to: number;
}

/** A time and a value for each data source. */
export interface ExportedRow {
  readonly time: number;
  readonly values: readonly number[];
}

/** A series by its name, with the data sources of its newest entry. @returns rejects with OutsideError */
export async function exportedSeries(
  reader: Pick<SampleReader, 'newestEntry'>,
  name: string,
  typesDb: TypesDb | undefined,
): Promise<ExportedSeries> {
  const series = readName(name);
  const newest = await reader.newestEntry(name).catch((error: unknown) => {
    throw readable(error, name);
  });
  if (!newest) throw new OutsideError(`${name}: Redis has its name, and no sample of it`);
  const sources = newest.values.map((_, index) => nameOfSource(typesDb, series.type, index));
  return { ...series, sources: sources.length === 1 ? ['value'] : sources };
}

/**
 * Reads the entries of a series page by page, by increasing times.
 *
 * @param onLeftOut is told of each entry that is malformed, or not newer than the one before
 */
export async function* pagesOf(
  reader: Pick<WriteRedisReader, 'range'>,
  { name, sources }: ExportedSeries,
  { from, to }: ExportRange,
  onLeftOut: () => void,
): AsyncGenerator<readonly ExportedRow[]> {
  let newest = Number.NEGATIVE_INFINITY;
  try {
    for await (const { entries, malformed } of reader.range(name, from, to)) {
      for (const _ of malformed) onLeftOut();
      const rows: ExportedRow[] = [];
      for (const { time, values } of entries) {
        if (time <= newest || values.length !== sources.length) onLeftOut();
        else rows.push({ time: (newest = time), values });
      }
      yield rows;
    }
  } catch (error) {
    throw readable(error, name);
  }
}

function readable(error: unknown, name: string): unknown {
  if (!(error instanceof SeriesError)) return error;
  return new OutsideError(`${name}: ${error.message}; write_redis did not write it`, { cause: error });
}

/** The range for people. */
export function rangeText({ from, to }: ExportRange): string {
  return `from ${from === 0 ? 'the beginning' : formatTime(from)} to ${to === Number.POSITIVE_INFINITY ? 'now' : formatTime(to)}`;
}
