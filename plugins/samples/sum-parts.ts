import { capacitySeries } from './capacity.ts';

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
