import { ClimbHistory } from './climb/climb-history.ts';
import type { Sample } from './window.ts';

/** The newest samples that a horizon is chosen by: 60 horizons of the longer kind. */
export const maxHorizonSamples = 1200;
/** Fewer samples do not tell how far apart they usually are. */
export const minHorizonSamples = 5;
/** A horizon is this many intervals between samples long; where the series has teeth, this many. */
const [intervals, intervalsOfTeeth] = [20, 10];
/** Among the newest samples, the number of climbs that have ended which makes teeth. */
const minTeeth = 5;
/** The horizons to choose from, in seconds: round ones stay as they are when samples come a little earlier or later. */
const horizons = [
  60, 120, 180, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400,
];
/** The shortest horizon that is ever chosen, in seconds. */
export const minChosenSeconds = horizons[0]!;
/** By which share a horizon may be longer than it should be. */
const slack = 1.05;

/** A horizon that was chosen by the past of a series. */
export interface ChosenHorizon {
  readonly horizonSeconds: number;
  /** The usual time between samples. */
  readonly intervalSeconds: number;
  /** True for a series that goes up and down. */
  readonly hasTeeth: boolean;
}

/**
 * Chooses the horizon of a series by its past: the longest round one of at most 20 intervals between
 * samples, or of 10 where the series goes up and down. Other samples, of the same past, give the same one.
 *
 * A longer horizon gives more lead and more false alarms. 20 intervals are where both still are in balance; in a series
 * with teeth, the next tooth is as near as the limit, and half of it is.
 *
 * @param samples oldest first; the newest 1,200 count, and those without a value do not
 * @returns undefined for fewer than five
 */
export function chooseHorizon(samples: readonly Sample[]): ChosenHorizon | undefined {
  const past = usable(samples).slice(-maxHorizonSamples);
  if (past.length < minHorizonSamples) return undefined;
  const gaps = past.slice(1).map(({ time }, index) => time - past[index]!.time);
  const intervalSeconds = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)]!;
  const hasTeeth = climbsEnded(past, intervals * intervalSeconds) >= minTeeth;
  const wanted = (hasTeeth ? intervalsOfTeeth : intervals) * intervalSeconds;
  return { horizonSeconds: roundHorizon(wanted), intervalSeconds, hasTeeth };
}

function usable(samples: readonly Sample[]): Sample[] {
  let newest = Number.NEGATIVE_INFINITY;
  return samples.filter(({ time, value }) => {
    if (!Number.isFinite(value) || time <= newest) return false;
    newest = time;
    return true;
  });
}

function climbsEnded(past: readonly Sample[], horizonSeconds: number): number {
  const history = new ClimbHistory(horizonSeconds);
  return past.filter(({ time, value }) => history.append(time, value) && history.hasEnded).length;
}

/** The longest horizon that is not longer. */
function roundHorizon(seconds: number): number {
  return horizons.findLast((horizon) => horizon <= slack * seconds) ?? horizons[0]!;
}
