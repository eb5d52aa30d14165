import type { NamedSeries, SeriesNames } from '../samples/series-names.ts';

/** The series that may have moved with another. */
export interface Candidates {
  readonly chosen: readonly NamedSeries[];
  /** The number of series that there are, of which `chosen` may be a part. */
  readonly of: number;
}

/**
 * Chooses the series that may explain why another one moved: those of its host, or of all hosts. The series of the
 * same plugin instance are left out, because they are its own parts: what memory-used gains, memory-free loses. So
 * are the series that are summed up with it, and, by {@link SeriesNames}, our own values.
 *
 * @param parts names of the series that are summed up with it
 * @param maxSeries of more, each plugin in turn has one chosen
 */
export function candidatesFor(
  series: NamedSeries,
  names: SeriesNames,
  {
    parts,
    isEveryHost,
    maxSeries,
  }: { readonly parts: readonly string[]; readonly isEveryHost: boolean; readonly maxSeries: number },
): Candidates {
  const own = new Set([series.name, ...parts]);
  const among = isEveryHost ? names.all : names.ofHost(series.host);
  const all = among.filter((one) => !own.has(one.name) && !isSameInstance(one, series));
  return { chosen: all.length <= maxSeries ? all : inTurn(all, maxSeries), of: all.length };
}

function isSameInstance(a: NamedSeries, b: NamedSeries): boolean {
  return a.host === b.host && a.plugin === b.plugin && a.pluginInstance === b.pluginInstance;
}

function inTurn(all: readonly NamedSeries[], count: number): NamedSeries[] {
  const byPlugin = new Map<string, NamedSeries[]>();
  for (const one of all) {
    const others = byPlugin.get(one.plugin);
    if (others) others.push(one);
    else byPlugin.set(one.plugin, [one]);
  }
  const chosen: NamedSeries[] = [];
  for (let turn = 0; chosen.length < count; turn++) {
    for (const some of byPlugin.values()) {
      const one = some[turn];
      if (one && chosen.length < count) chosen.push(one);
    }
  }
  return chosen;
}
