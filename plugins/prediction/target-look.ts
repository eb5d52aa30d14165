import type { TargetConfig } from '../config/target-config.ts';
import type { Reason } from '../coverage/reason.ts';
import { nameReason, unreadableReason } from '../coverage/series-reasons.ts';
import { inBatches } from '../process/batches.ts';
import type { SeriesIsolation } from '../samples/sample-reader.ts';
import type { FoundSeries } from '../series/series-start.ts';
import type { TargetMatches } from './target-matches.ts';

/**
 * The result of a look at a series that a target's glob matches: it is catalogued, has had no samples for an hour, or
 * the reason why it is not predicted.
 */
export type Outcome = 'catalogued' | 'gone' | Reason;

/** The series of one target at the last look. */
export interface TargetLook {
  readonly target: string;
  readonly config: TargetConfig;
  /** By name; malformed names as well. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

export interface TargetLookParts {
  readonly isolation: SeriesIsolation;
  /** Looks at one series. */
  readonly look: (found: FoundSeries) => Promise<Outcome>;
  /** True for a name that is still written. */
  readonly isWritten: (name: string) => Promise<boolean>;
}

/** Looks at all series of a target. The fault of one is its reason; rejects as `look` does. */
export async function lookAtTarget(
  { target, config, found, malformed }: TargetMatches,
  { isolation, look, isWritten }: TargetLookParts,
): Promise<TargetLook> {
  const outcomes = new Map<string, Outcome>();
  const isolated = async (name: string, work: () => Promise<Outcome>): Promise<string | undefined> => {
    let fault: string | undefined;
    const outcome = await isolation.run(name, work, (problem) => (fault = problem));
    if (outcome !== undefined) outcomes.set(name, outcome);
    return fault;
  };
  await inBatches(found, async (one) => {
    const { name } = one.identifier;
    const fault = await isolated(name, () => look(one));
    if (fault !== undefined) outcomes.set(name, unreadableReason(fault));
  });
  await inBatches([...malformed], async ([name, error]) => {
    const fault = await isolated(name, async () => {
      if (await isWritten(name)) throw error;
      return 'gone';
    });
    if (fault !== undefined) outcomes.set(name, nameReason);
  });
  return { target, config, outcomes };
}
