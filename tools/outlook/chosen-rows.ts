import type { Row } from './row.ts';

/** The rows that have each word of a filter in their host, resource, name or state; all for an empty one. */
export function chosenRows(rows: readonly Row[], filter: string): readonly Row[] {
  const words = filter.toLowerCase().split(' ').filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter(({ host, resource, series, state, store = '' }) => {
    const text = `${host} ${resource} ${series} ${state} ${store}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
