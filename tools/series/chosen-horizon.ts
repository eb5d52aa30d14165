import {
  chooseHorizon,
  maxHorizonSamples,
  minHorizonSamples,
  type ChosenHorizon,
} from '../../analysis/auto-horizon.ts';
import type { Sample } from '../../analysis/window.ts';
import { formatDuration } from '../../notifiers/event/alert-units.ts';
import { OutsideError } from '../process/command-error.ts';

/**
 * The horizon of a recorded series, by its first 1,200 samples: what comes later is not known when it is chosen.
 *
 * @throws OutsideError for too few samples
 */
export function chosenOf(name: string, samples: readonly Sample[]): ChosenHorizon {
  const chosen = chooseHorizon(samples.slice(0, maxHorizonSamples));
  if (chosen) return chosen;
  throw new OutsideError(
    `${name}: horizon auto needs ${minHorizonSamples} samples, and there are fewer; give a --horizon`,
  );
}

/** Says which horizon was chosen for a series, and why. @param name of the series */
export function horizonText(
  name: string,
  { horizonSeconds, intervalSeconds, hasTeeth }: ChosenHorizon,
): string {
  const interval = Number(intervalSeconds.toPrecision(3));
  const teeth = hasTeeth ? ', and it goes up and down' : '';
  return `${name}: horizon auto is ${formatDuration(horizonSeconds)}: a sample comes every ${interval} s${teeth}`;
}
