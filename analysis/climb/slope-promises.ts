import { Promises } from './promises.ts';

/** A crossing is in sight within this many horizons at the present slope; what it adds by then, a slope promises. */
export const sightHorizons = 2.4;
/** Promises of less than this share of what was needed are not worth remembering. */
const rememberedShare = 0.8;
/** A horizon of promises counts as many as this. */
const promisesPerHorizon = 4;

/** The record of what a slope promised, from point to point of a series. */
export class SlopePromises {
  readonly #horizonSeconds: number;
  readonly #sightSeconds: number;
  readonly #promises: Promises;

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
    this.#sightSeconds = sightHorizons * horizonSeconds;
    this.#promises = new Promises(this.#sightSeconds, horizonSeconds);
  }

  /** Takes one point, before anything is promised at it. */
  observe(time: number, value: number): void {
    this.#promises.observe(time, value);
  }

  /**
   * Remembers what a slope promises, if it leads to the limit or nearly so.
   *
   * @param need what is missing to the limit
   * @param slope in units of the value per second
   * @param stepSeconds between this point and the one before it
   */
  make(time: number, value: number, need: number, slope: number, stepSeconds: number): void {
    const promised = slope * this.#sightSeconds;
    if (promised < rememberedShare * need) return;
    const weight = Math.min(1, (promisesPerHorizon * stepSeconds) / this.#horizonSeconds);
    this.#promises.make(time, value, promised, weight);
  }

  /** The share of promises of at least `need`, made near `value`, that were kept; two thirds without a record. */
  keptShare(time: number, value: number, need: number): number {
    return this.#promises.keptShare(time, value, need);
  }
}
