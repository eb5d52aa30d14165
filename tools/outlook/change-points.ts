import type { Climbs } from '../../analysis/climb/climbs.ts';
import type { Sample } from '../../analysis/window.ts';

/** A time at which a series began to go the other way. */
export interface ChangePoint {
  /** Epoch seconds. */
  readonly time: number;
  /** The way from there on. */
  readonly way: 'up' | 'down';
}

/** The newest ones of a series that are kept: a plot with more is full of them. */
const maxChanges = 60;

/**
 * The change points of a series: the beginnings and the tops of its climbs, as the code that judges the risk sees them.
 * A climb is one when it is worth telling. Of a lower limit, what falls climbs.
 */
export class ChangePoints {
  readonly #climbs: Pick<Climbs, 'beginTime' | 'highTime' | 'low' | 'rise'>;
  readonly #sign: 1 | -1;
  readonly #found: ChangePoint[] = [];
  #beginTime = Number.NaN;
  #highest = 0;

  /** @param sign -1 for a lower limit */
  constructor(climbs: Pick<Climbs, 'beginTime' | 'highTime' | 'low' | 'rise'>, sign: 1 | -1) {
    this.#climbs = climbs;
    this.#sign = sign;
  }

  /**
   * Looks at the climbs after a point.
   *
   * @param hasEnded the point ended a climb
   * @param minRise the height from which a climb is worth telling
   */
  look(hasEnded: boolean, minRise: number): void {
    const { beginTime, highTime, rise } = this.#climbs;
    if (hasEnded) {
      if (this.#highest >= minRise) this.#add(this.#beginTime, 'up').#add(highTime, 'down');
      this.#highest = 0;
    }
    this.#highest = Math.max(this.#highest, rise);
    this.#beginTime = beginTime;
  }

  /** All of them, oldest first. @param isClimbing the present climb is worth telling */
  all(isClimbing: boolean): readonly ChangePoint[] {
    if (isClimbing) this.#add(this.#beginTime, 'up');
    return this.#found;
  }

  #add(time: number, way: ChangePoint['way']): this {
    const shown = this.#sign === 1 ? way : way === 'up' ? 'down' : 'up';
    const { time: newest = Number.NEGATIVE_INFINITY } = this.#found.at(-1) ?? {};
    // Where a climb begins is an estimate, and may lie before the top of the one before.
    this.#found.push({ time: Math.max(time, newest), way: shown });
    if (this.#found.length > maxChanges) this.#found.shift();
    return this;
  }
}

/** The value of a series at a change point: the one of the nearest sample. @param samples oldest first, at least one */
export function valueAt({ time }: ChangePoint, samples: readonly Sample[]): number {
  return samples.reduce((best, one) => (Math.abs(one.time - time) < Math.abs(best.time - time) ? one : best))
    .value;
}
