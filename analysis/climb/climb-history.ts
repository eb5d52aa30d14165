import { maxLookBack } from './trends.ts';
import { BinnedPast } from './binned-past.ts';
import { Climbs } from './climbs.ts';

/** Points per horizon, at most. */
const binsPerHorizon = 60;

/**
 * The past of a series that tells where its climb leads: the points of the last two horizons, on a grid of a
 * sixtieth of the horizon, and the climbs that it has had.
 *
 * Whoever looks at the same series may share one. Each brings every sample all the same: the first one adds it, and
 * the others get the same answer.
 */
export class ClimbHistory {
  readonly past: BinnedPast;
  readonly climbs: Climbs;
  readonly #binSeconds: number;
  #time = Number.NaN;
  #isPoint = false;
  #hasEnded = false;

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number) {
    this.#binSeconds = horizonSeconds / binsPerHorizon;
    this.past = new BinnedPast(this.#binSeconds, maxLookBack * binsPerHorizon + 8);
    this.climbs = new Climbs(horizonSeconds);
  }

  /** Seconds between the two newest points, at least those of the grid. */
  get stepSeconds(): number {
    return Math.max(this.#binSeconds, this.climbs.stepSeconds);
  }

  /** The newest point ended a climb. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /**
   * Takes one finite sample: newer than the last one, or the last one again.
   *
   * @returns whether it is a point of the grid
   */
  append(time: number, value: number): boolean {
    if (time === this.#time) return this.#isPoint;
    this.#time = time;
    this.#isPoint = this.past.append(time, value);
    if (this.#isPoint) this.#hasEnded = this.climbs.append(time, value);
    return this.#isPoint;
  }
}
