import { IdentifierPattern } from '../collectd/identifier-pattern.ts';
import type { SampleReader } from './sample-reader.ts';

/** What is to be added to a series, or why that is not known. */
export type SumParts =
  | { readonly kind: 'parts'; readonly identifiers: readonly string[] }
  | { readonly kind: 'incomplete'; readonly problem: string };

/**
 * Which series are added to `series`: for each glob the one of the same host, and of the same plugin instance as
 * {@link capacitySeries} pairs them. None or several of them make no sum: it would change its meaning with what there is.
 *
 * @param addends the target's globs but the first
 * @param seriesPattern the first one
 * @param series the identifier that the first one matches
 */
export function sumParts(
  addends: readonly string[],
  seriesPattern: string,
  series: string,
  identifiers: readonly string[],
): SumParts {
  const parts: string[] = [];
  for (const addend of addends) {
    const matching = capacitySeries(addend, seriesPattern, series, identifiers);
    const [part, ...more] = matching.filter((identifier) => identifier !== series);
    if (part === undefined || more.length > 0) {
      const found = part === undefined ? 'there is none' : `there are ${more.length + 1}`;
      return {
        kind: 'incomplete',
        problem: `of series like ${addend} there has to be one, and ${found}`,
      };
    }
    parts.push(part);
  }
  return { kind: 'parts', identifiers: parts };
}

/**
 * Which series are summed up to the capacity of `series`.
 *
 * The glob is meant for the series' own host, and where its plugin field reads the same as in the target's `series`
 * glob, for the same plugin instance: beside df-root/df_complex-used, the glob of df_complex-* in df-* means
 * df-root/df_complex-*.
 *
 * @param sumOf the target's `capacity` glob
 * @param seriesPattern the target's `series` glob
 * @param series the identifier of the predicted series
 */
export function capacitySeries(
  sumOf: string,
  seriesPattern: string,
  series: string,
  identifiers: readonly string[],
): string[] {
  const [, plugin, type] = sumOf.split('/');
  const [host, pluginField] = series.split('/');
  const samePlugin = plugin === seriesPattern.split('/')[1];
  const expected = new IdentifierPattern(`*/${plugin}/${type}`);
  return identifiers.filter(
    (identifier) =>
      identifier.startsWith(`${host}/`) &&
      expected.match(identifier) !== undefined &&
      (!samePlugin || identifier.split('/')[1] === pluginField),
  );
}

/**
 * The sum of the newest values of these series.
 *
 * @param dataSource which of a series' data sources, counted from 0
 * @returns undefined when there is no series, one has no finite newest value, or the newest values are further apart
 *   than `slackSeconds` (a sum over different times is not a capacity)
 */
export async function sumOfNewest(
  reader: Pick<SampleReader, 'newestEntry'>,
  series: readonly string[],
  dataSource: number,
  slackSeconds: number,
): Promise<number | undefined> {
  const newest = await Promise.all(series.map((identifier) => reader.newestEntry(identifier)));
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
