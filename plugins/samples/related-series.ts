import { IdentifierPattern } from '../collectd/identifier-pattern.ts';
import type { SampleReader } from './sample-reader.ts';
import type { NamedSeries, SeriesNames } from './series-names.ts';

/**
 * Finds the series that are summed up to the capacity of a series.
 *
 * The glob applies to the series' own host. Where its plugin field equals the one of the target's `series` glob, it
 * applies to the same plugin instance only: for df-root/df_complex-used of df-*, the glob df_complex-* in df-* means
 * df-root/df_complex-*.
 *
 * @param sumOf the target's `capacity` glob
 * @param seriesGlob the target's `series` glob
 * @param series the predicted series
 */
export function capacitySeries(
  sumOf: string,
  seriesGlob: string,
  { host, plugin, pluginInstance }: NamedSeries,
  names: SeriesNames,
): NamedSeries[] {
  const pattern = new IdentifierPattern(sumOf).onAnyHost();
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
 * Finds the series that are added to `series`: one for each glob, as {@link capacitySeries} applies it. No match and
 * several matches make no sum, because the sum would change its meaning as series come and go.
 *
 * @param addends the target's globs except the first
 * @param seriesGlob the target's first glob
 * @param series a series that the first glob matches
 */
export function sumParts(
  addends: readonly string[],
  seriesGlob: string,
  series: NamedSeries,
  names: SeriesNames,
): SumParts {
  const parts: string[] = [];
  for (const addend of addends) {
    const matching = capacitySeries(addend, seriesGlob, series, names);
    const [part, ...more] = matching.filter(({ name }) => name !== series.name);
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

/**
 * Adds the newest values of several series.
 *
 * @param dataSource which of a series' data sources, counted from 0
 * @param slackSeconds how far apart the newest values may be; a sum over different times is not a capacity
 * @param until epoch seconds; later values are left out (default: no limit)
 * @returns undefined when there is no series, one has no finite newest value, or they are too far apart
 */
export async function sumOfNewest(
  reader: Pick<SampleReader, 'newestEntry'>,
  series: readonly NamedSeries[],
  dataSource: number,
  slackSeconds: number,
  until?: number,
): Promise<number | undefined> {
  const newest = await Promise.all(series.map(({ name }) => reader.newestEntry(name, until)));
  let sum = 0;
  let earliest = Number.POSITIVE_INFINITY;
  let latest = Number.NEGATIVE_INFINITY;
  for (const entry of newest) {
    const value = entry?.values[dataSource];
    if (entry === undefined || value === undefined || !Number.isFinite(value)) return undefined;
    sum += value;
    earliest = Math.min(earliest, entry.time);
    latest = Math.max(latest, entry.time);
  }
  return series.length > 0 && sum > 0 && latest - earliest <= slackSeconds ? sum : undefined;
}
