import type { Related } from '../../notifiers/event/alert-event.ts';
import type { Moved } from '../../analysis/correlation/correlation.ts';
import type { RelatedAnswer, RelatedKey } from './related-search.ts';

/** Series that an alert names, at most. */
const maxNamed = 5;
/** Series of one plugin that it names: the processors of a host move alike. */
const maxOfPlugin = 2;

/** The name of a data source of a type, counted from 0. */
export type NameOfSource = (type: string, dataSource: number) => string;

/** The answer as it goes with an alert. @param time epoch seconds of the newest sample that was compared */
export function relatedOf({ found, looked, of }: RelatedAnswer, nameOf: NameOfSource, time: number): Related {
  if (!found) return { ...unknownRelated('it has too few samples, or did not change', time), of };
  const series = named(found.moved).map((one) => movedSeries(one, nameOf));
  return { time, series, moved: found.moved.length, looked, of };
}

/** The same when nothing was compared. */
export function unknownRelated(problem: string, time: number): Related {
  return { time, series: [], moved: 0, looked: 0, of: 0, problem };
}

/** One that moved, as it goes with an alert. */
export function movedSeries(
  { key: { series, dataSource }, direction, lagSeconds, correlation }: Moved<RelatedKey>,
  nameOf: NameOfSource,
): Related['series'][number] {
  return {
    identifier: series.name,
    ...(dataSource !== undefined && { dataSource: nameOf(series.type, dataSource) }),
    direction,
    lagSeconds,
    correlation,
  };
}

/** The first ones, but of each plugin only some. */
function named(all: readonly Moved<RelatedKey>[]): Moved<RelatedKey>[] {
  const counts = new Map<string, number>();
  const some = all.filter(({ key: { series } }) => {
    const count = (counts.get(series.plugin) ?? 0) + 1;
    counts.set(series.plugin, count);
    return count <= maxOfPlugin;
  });
  return some.slice(0, maxNamed);
}
