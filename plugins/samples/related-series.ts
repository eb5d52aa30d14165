import { IdentifierPattern } from '../collectd/identifier-pattern.ts';
import { isCountedTwice } from '../collectd/memory-states.ts';
import { endedSeconds, type SampleReader } from './sample-reader.ts';
import type { NamedSeries, SeriesNames } from './series-names.ts';

/**
 * Finds the series that are summed up to the capacity of a series, as {@link siblings} does. States of memory that are
 * part of others are left out where the glob does not name its types.
 *
 * @param sumOf the target's `capacity` glob
 * @param seriesGlob the target's `series` glob
 * @param series the predicted series
 */
export function capacitySeries(
  sumOf: string,
  seriesGlob: string,
  series: NamedSeries,
  names: SeriesNames,
): NamedSeries[] {
  const found = siblings(sumOf, seriesGlob, series, names);
  if (new IdentifierPattern(sumOf).namesTypes) return found;
  return found.filter((one) => !isCountedTwice(one, found));
}

/**
 * Finds the series of the same host that a glob matches. Where its plugin field equals the one of the target's `series`
 * glob, they are of the same plugin instance: for df-root/df_complex-used of df-*, the glob df_complex-* in df-* means
 * df-root/df_complex-*.
 */
function siblings(
  glob: string,
  seriesGlob: string,
  { host, plugin, pluginInstance }: NamedSeries,
  names: SeriesNames,
): NamedSeries[] {
  const pattern = new IdentifierPattern(glob).onAnyHost();
  const isSamePlugin = pattern.pluginField === new IdentifierPattern(seriesGlob).pluginField;
  return names
    .ofHost(host)
    .filter(
      (sibling) =>
        pattern.match(sibling.name) !== undefined &&
        (!isSamePlugin || (sibling.plugin === plugin && sibling.pluginInstance === pluginInstance)),
    );
}

/** The series that are added to another one, or why they are not known. */
export type SumParts =
  | { readonly kind: 'parts'; readonly names: readonly string[] }
  | { readonly kind: 'incomplete'; readonly problem: string };

/**
 * Finds the series that are added to `series`: one for each glob, as {@link siblings} applies it. Of several matches,
 * the ones that are far older than the newest do not count. No match and several matches make no sum, because the sum
 * would change its meaning as series come and go.
 *
 * @param addends the target's globs except the first
 * @param seriesGlob the target's first glob
 * @param series a series that the first glob matches
 * @returns rejects as the reader does
 */
export async function sumParts(
  reader: Pick<SampleReader, 'newestEntry'>,
  addends: readonly string[],
  seriesGlob: string,
  series: NamedSeries,
  names: SeriesNames,
): Promise<SumParts> {
  const parts: string[] = [];
  for (const addend of addends) {
    const matching = siblings(addend, seriesGlob, series, names).filter(({ name }) => name !== series.name);
    const [part, ...more] = matching.length > 1 ? await stillWritten(reader, matching) : matching;
    if (part === undefined || more.length > 0) {
      const found = part === undefined ? 'there is none' : `there are ${more.length + 1}`;
      return {
        kind: 'incomplete',
        problem: `of series like ${addend} there has to be one, and ${found}`,
      };
    }
    parts.push(part.name);
  }
  return { kind: 'parts', names: parts };
}

/** The series whose newest entry is not far older than that of another one. */
async function stillWritten(
  reader: Pick<SampleReader, 'newestEntry'>,
  series: readonly NamedSeries[],
): Promise<readonly NamedSeries[]> {
  const entries = await Promise.all(series.map(({ name }) => reader.newestEntry(name)));
  const times = entries.map((entry) => entry?.time ?? 0);
  const newest = Math.max(...times);
  return series.filter((_, index) => newest - times[index]! <= endedSeconds);
}
