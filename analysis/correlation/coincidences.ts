import type { Turn } from './turns.ts';

/** The turn of a series counts when it is this much stronger than any other one of it: others come again. */
const minAbove = 2;
/** Turns at other times count when they are at least this strong, of the one that is asked for. */
const comparable = 0.8;
/** Nobody can be sure that no series would ever turn, because none has. */
const unseen = 0.3;
/** Turns are found with this error, in steps. */
const slack = 1;
/** A cause comes before: four in five of what is expected by chance may. */
const [beforeShare, afterShare] = [0.8, 0.2];
/** The same by the kind of turn. */
const kindShares: Readonly<Record<Turn['kind'], number>> = { step: 0.5, bend: 0.3, burst: 0.2, cut: 0 };

/** A turn near that of the target. */
export interface Coincidence {
  readonly turn: Turn;
  /** The number of series that would turn as near and as strongly by chance. */
  readonly expected: number;
}

/**
 * Counts how many series of all turn as strongly, and in the same way, at other times than the target: that is what
 * chance brings at its time.
 */
export class Coincidences {
  readonly #length: number;
  readonly #target: Turn;
  readonly #maxLag: number;
  /** The strengths of turns at other times. */
  readonly #others: Readonly<Record<Turn['kind'], number[]>> = {
    step: [],
    bend: [],
    cut: [],
    burst: [],
  };

  /** @param length steps of the grid */
  constructor(length: number, target: Turn, maxLag: number) {
    this.#length = length;
    this.#target = target;
    this.#maxLag = maxLag;
  }

  /** Counts the turn of a series. */
  add(turns: readonly Turn[]): void {
    const turn = oneOf(turns);
    if (turn && !this.isNear(turn)) this.#others[turn.kind].push(Math.abs(turn.strength));
  }

  /** The turn of a series near the target's; undefined where it has no such turn. */
  near(turns: readonly Turn[]): Coincidence | undefined {
    const turn = oneOf(turns);
    if (!turn || !this.isNear(turn)) return undefined;
    const lag = turn.step - this.#target.step;
    const places = Math.max(slack, Math.abs(lag)) + 1;
    const share = places / (this.#length - 2 * this.#maxLag - 1);
    const least = comparable * Math.abs(turn.strength);
    const others = this.#others[turn.kind].filter((strength) => strength >= least).length;
    return {
      turn,
      expected: (share * (others + unseen)) / (kindShares[turn.kind] * (lag <= 0 ? beforeShare : afterShare)),
    };
  }

  isNear({ step }: Turn): boolean {
    return Math.abs(step - this.#target.step) <= this.#maxLag;
  }
}

/**
 * The one turn that a series is known for: much stronger than any other, or the first of two by which it goes away
 * and comes back. Undefined where it has several, or none.
 */
export function oneOf(turns: readonly Turn[]): Turn | undefined {
  const sorted = turns.toSorted((a, b) => Math.abs(b.strength) - Math.abs(a.strength));
  const strengthAt = (place: number): number => Math.abs(sorted[place]?.strength ?? 0);
  const [first, second] = sorted;
  if (first && strengthAt(0) >= minAbove * strengthAt(1)) return first.kind === 'cut' ? undefined : first;
  if (!first || !second || strengthAt(1) < minAbove * strengthAt(2)) return undefined;
  const isReturn = Math.sign(first.strength) !== Math.sign(second.strength);
  const [earlier, later] = first.step < second.step ? [first, second] : [second, first];
  const isBurst = isReturn && earlier.kind !== 'cut' && later.kind !== 'cut';
  return isBurst ? { ...earlier, kind: 'burst' } : undefined;
}
