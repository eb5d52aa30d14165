import type { Unpredicted } from './coverage.ts';
import type { Reason } from './reason.ts';

/** What is not predicted for one reason with one cure. */
export interface ReasonGroup {
  /** The reason of the first one. */
  readonly reason: Reason;
  /** Names of series, or texts such as `memory of web1` and `target memory`. */
  readonly places: readonly string[];
  /** True when it is about a whole target, of which there is no series. */
  readonly isWhole: boolean;
}

/** Groups what is not predicted by its cure, the largest group first. */
export function groupByReason(unpredicted: readonly Unpredicted[]): readonly ReasonGroup[] {
  const groups = new Map<string, { reason: Reason; places: string[]; isWhole: boolean }>();
  for (const one of unpredicted) {
    const key = `${one.reason.kind} ${one.reason.cure}`;
    const group = groups.get(key);
    if (group) group.places.push(placeOf(one));
    else groups.set(key, { reason: one.reason, places: [placeOf(one)], isWhole: one.host === undefined });
  }
  return [...groups.values()].toSorted((a, b) => b.places.length - a.places.length);
}

function placeOf({ target, host, series }: Unpredicted): string {
  if (series !== undefined) return series;
  return host === undefined ? `target ${target}` : `${target} of ${host}`;
}
