import { findCrossings } from '../../../analysis/scoring/crossings.ts';
import { drawsFrom, seedOf, seededRandom } from '../../../analysis/maths/seeded-random.ts';
import type { LabelledSeries } from '../../../analysis/scoring/labelled-series.ts';
import { simulatedBriefLeaks } from './simulated-brief-leaks.ts';
import { simulatedBriefQuiet } from './simulated-brief-quiet.ts';
import { simulatedDisks } from './simulated-disks.ts';
import { simulatedHiddenLeaks } from './simulated-hidden-leaks.ts';
import { simulatedLeaks } from './simulated-leaks.ts';
import { simulatedLoad } from './simulated-load.ts';
import { simulatedNodes } from './simulated-nodes.ts';
import { simulatedPercent } from './simulated-percent.ts';
import { simulatedClimbsThatStop } from './simulated-climbs-that-stop.ts';
import { simulatedStairs } from './simulated-stairs.ts';
import { simulatedTeeth } from './simulated-teeth.ts';
import type { SimulatedKind } from './simulation.ts';

/** Everything that can be simulated. */
export const simulatedKinds: readonly SimulatedKind[] = [
  ...simulatedLeaks,
  ...simulatedHiddenLeaks,
  ...simulatedStairs,
  ...simulatedTeeth,
  ...simulatedClimbsThatStop,
  ...simulatedNodes,
  ...simulatedLoad,
  ...simulatedDisks,
  ...simulatedPercent,
  ...simulatedBriefLeaks,
  ...simulatedBriefQuiet,
];

/** Chance may make a leak that has not crossed when the series ends; then it is asked again. */
const maxAttempts = 50;

/**
 * One series of a kind; the same one for the same seed.
 *
 * @throws Error when the kind does not do what it says: nothing it makes crosses, or everything
 */
export function simulateSeries(kind: SimulatedKind, seed: number): LabelledSeries {
  const draws = drawsFrom(seededRandom(seedOf(kind.name, seed)));
  const name = `${kind.name.replaceAll(/\W+/g, '-')}-${seed}`;
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const series = { name, kind: kind.name, simulated: true, ...kind.simulate(draws) };
    if (findCrossings(series).length > 0 === kind.crosses) return series;
  }
  throw new Error(
    `no series of the kind "${kind.name}" ${kind.crosses ? 'crosses' : 'stays below'} the limit`,
  );
}
