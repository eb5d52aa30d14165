import { setImmediate as breath } from 'node:timers/promises';
import { CorrelationSearch, type Moved } from '../../analysis/correlation/correlation.ts';
import type { Sample } from '../../analysis/window.ts';
import type { Entry } from '../samples/entry.ts';
import { maxEntries, type SampleReader } from '../samples/sample-reader.ts';
import type { NamedSeries, SeriesNames } from '../samples/series-names.ts';
import { candidatesFor } from './candidates.ts';

/** A series that is looked at: one data source of what Redis holds under a name. */
export interface RelatedKey {
  readonly series: NamedSeries;
  /** Counted from 0; undefined where the series has one only. */
  readonly dataSource: number | undefined;
}

export interface RelatedQuestion {
  /** The series that moved, or that names the sum that did. */
  readonly series: NamedSeries;
  /** Names of the series that are summed up with it. */
  readonly parts: readonly string[];
  /** Its samples, oldest first. */
  readonly samples: readonly Sample[];
  /** Epoch seconds. */
  readonly from: number;
  readonly to: number;
  readonly maxLagSeconds: number;
  readonly isEveryHost: boolean;
  readonly maxSeries: number;
}

/** The series that moved with another one; undefined `found` where that one has too few samples, or does not change. */
export interface RelatedAnswer {
  readonly found: Readonly<Record<'moved' | 'unsure', readonly Moved<RelatedKey>[]>> | undefined;
  /** The number of series that were read and compared, of those that there are. */
  readonly looked: number;
  readonly of: number;
}

/** Approximate number of entries that are asked for at once, and the bounds of the number of series of which. */
const [entriesAtOnce, minAtOnce, maxAtOnce] = [20_000, 32, 256];
/** Series that are compared without a pause: a few milliseconds. */
const comparedAtOnce = 16;

/**
 * Reads the series beside another one, a batch at a time, and finds those that moved with it. Others have their turn
 * in between.
 *
 * @param onProgress is told the share that is done, 0 to 1
 * @returns rejects as the reader does; a series that cannot be read is left out
 */
export async function searchRelated(
  reader: Pick<SampleReader, 'afterEach' | 'range'>,
  names: SeriesNames,
  question: RelatedQuestion,
  onProgress: (share: number) => void = () => undefined,
): Promise<RelatedAnswer> {
  const { series, samples, to } = question;
  // Before its first sample, nothing is known of it.
  const from = Math.max(question.from, samples[0]?.time ?? question.from);
  const { chosen, of } = candidatesFor(series, names, question);
  const target = {
    times: samples.map(({ time }) => time),
    values: samples.map(({ value }) => value),
  };
  const search = CorrelationSearch.for<RelatedKey>(target, { ...question, from });
  if (!search) return { found: undefined, looked: 0, of };
  const expected = Math.max(1, samples.length);
  const atOnce = Math.min(maxAtOnce, Math.max(minAtOnce, Math.floor(entriesAtOnce / expected)));
  let compared = 0;
  for (let start = 0; start < chosen.length; start += atOnce) {
    onProgress(start / chosen.length);
    const some = chosen.slice(start, start + atOnce);
    const answers = await reader.afterEach(
      // A sample at `from` is asked for as well.
      some.map(({ name }) => ({ name, time: from - 1e-3, count: maxEntries, until: to })),
    );
    for (const [index, answer] of answers.entries()) {
      if (answer instanceof Error) continue;
      const one = some[index]!;
      const isWhole = answer.entries.length + answer.malformed.length < maxEntries;
      const older =
        isWhole || answer.entries.length === 0
          ? []
          : await olderEntries(reader, one.name, from, answer.entries);
      add(search, one, [...older, ...answer.entries]);
      if (++compared % comparedAtOnce === 0) await breath();
    }
  }
  const { moved, unsure } = search.result();
  return { found: { moved, unsure }, looked: compared, of };
}

/** The entries of the range before those that fitted into an answer. */
async function olderEntries(
  reader: Pick<SampleReader, 'range'>,
  name: string,
  from: number,
  newer: readonly Entry[],
): Promise<readonly Entry[]> {
  const first = newer[0]!.time;
  const older: Entry[] = [];
  for await (const { entries } of reader.range(name, from, first)) {
    for (const entry of entries) if (entry.time < first) older.push(entry);
  }
  return older;
}

function add(search: CorrelationSearch<RelatedKey>, series: NamedSeries, entries: readonly Entry[]): void {
  const sources = entries.at(-1)?.values.length ?? 0;
  const times = entries.map(({ time }) => time);
  for (let source = 0; source < sources; source++) {
    const values = entries.map((entry) => entry.values[source] ?? Number.NaN);
    search.add({ series, dataSource: sources === 1 ? undefined : source }, { times, values });
  }
}

/** The length of the past that is looked at: in horizons, and within these numbers of samples of the series. */
const [pastHorizons, minSamples, maxSamples] = [10, 256, 600];

/** The seconds before an alert that tell which series moved with one. @param intervalSeconds between its samples */
export function relatedPastSeconds(horizonSeconds: number, intervalSeconds: number): number {
  const bounded = Math.max(pastHorizons * horizonSeconds, minSamples * intervalSeconds);
  return Math.min(bounded, maxSamples * intervalSeconds);
}
