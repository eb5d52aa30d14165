import type { TargetConfig } from '../config/target-config.ts';
import { nameReason, unreadableReason } from '../coverage/series-reasons.ts';
import { askingAhead, batchesOf, inBatches } from '../process/batches.ts';
import { sliceSize } from '../process/sliced-work.ts';
import type { PackedEntries } from '../samples/packed-entries.ts';
import type { SeriesIsolation } from '../samples/sample-reader.ts';
import type { FoundSeries } from '../series/series-start.ts';
import type { Outcome, TargetMatches } from './target-matches.ts';

/** The series of one target at the last look. */
export interface TargetLook {
  readonly target: string;
  readonly config: TargetConfig;
  /** By name; malformed names as well. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

export interface TargetLookParts {
  readonly isolation: SeriesIsolation;
  /** Looks at one series. @param newest its newest entries, where they are known */
  readonly look: (found: FoundSeries, newest: PackedEntries | undefined) => Promise<Outcome>;
  /** Reads the newest entries of many; undefined for those that have to be asked for by themselves (default: all). */
  readonly newestOf?: (some: readonly FoundSeries[]) => Promise<readonly (PackedEntries | undefined)[]>;
  /** The outcome of a series that need not be looked at this time; undefined for any other one (default: none). */
  readonly knownOutcome?: (found: FoundSeries, place: number) => Outcome | undefined;
  /** True for a name that is still written. */
  readonly isWritten: (name: string) => Promise<boolean>;
}

/**
 * Looks at all series of a target, and pauses after each part of them. The fault of one is its reason; rejects as
 * `look` does.
 */
export async function* lookAtTarget(
  { target, config, found, malformed, outcomes }: TargetMatches,
  { isolation, look, newestOf, knownOutcome, isWritten }: TargetLookParts,
): AsyncGenerator<undefined, TargetLook, undefined> {
  const isolated = async (name: string, work: () => Promise<Outcome>): Promise<string | undefined> => {
    let fault: string | undefined;
    const outcome = await isolation.run(name, work, (problem) => (fault = problem));
    if (outcome !== undefined) outcomes.set(name, outcome);
    return fault;
  };
  const lookedAt: FoundSeries[] = [];
  for (let place = 0; place < found.length; place++) {
    if (place % sliceSize === sliceSize - 1) yield;
    const one = found[place]!;
    const outcome = knownOutcome?.(one, place);
    if (outcome === undefined) lookedAt.push(one);
    else outcomes.set(one.identifier.name, outcome);
  }
  const errors: unknown[] = [];
  const newestOfAll = async (
    batch: readonly FoundSeries[],
  ): Promise<readonly (PackedEntries | undefined)[]> => (await newestOf?.(batch)) ?? [];
  for await (const [batch, newest] of askingAhead(batchesOf(lookedAt), newestOfAll)) {
    const settled = await Promise.allSettled(
      batch.map(async (one, index) => {
        const { name } = one.identifier;
        const fault = await isolated(name, () => look(one, newest[index]));
        if (fault !== undefined) outcomes.set(name, unreadableReason(fault));
      }),
    );
    for (const one of settled) if (one.status === 'rejected') errors.push(one.reason);
    yield;
  }
  // The others are looked at all the same.
  if (errors.length > 0) throw errors[0];
  await inBatches([...malformed], async ([name, error]) => {
    const fault = await isolated(name, async () => {
      if (await isWritten(name)) throw error;
      return 'gone';
    });
    if (fault !== undefined) outcomes.set(name, nameReason);
  });
  return { target, config, outcomes };
}
