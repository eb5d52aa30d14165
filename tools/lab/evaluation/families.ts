import type { LabelledSeries } from '../../../analysis/scoring/labelled-series.ts';

/**
 * Kinds that must not be told apart when some are left out: two recordings of one run, as the heap of a program and its
 * memory are, belong to two kinds and yet show the same.
 *
 * @returns for each kind, the first of the kinds that are connected with it by runs
 */
export function familiesOf(
  series: readonly Pick<LabelledSeries, 'kind' | 'run'>[],
): ReadonlyMap<string, string> {
  const families = new Map(series.map(({ kind }) => [kind, kind]));
  const firstOfRun = new Map<string, string>();
  for (const { kind, run } of series) {
    if (run === undefined) continue;
    const [kept, joined] = [families.get(firstOfRun.get(run) ?? kind)!, families.get(kind)!];
    for (const [each, family] of families) if (family === joined) families.set(each, kept);
    firstOfRun.set(run, kind);
  }
  return families;
}
