import { innovations } from './innovations.ts';
import { Shifts, type Likeness } from './shifts.ts';
import { expectedByChance } from './together.ts';
import { Coincidences, oneOf } from './coincidences.ts';
import { areShapedAlike, likenessOfTurns } from './exact-likeness.ts';
import { coarser, gridFor, meanInterval, onGrid, type TimedValues, type TimeGrid } from './time-grid.ts';
import { lateTurnOf } from './late-turn.ts';
import { spanOf, strongestTurn, turnsOf, type LateLook, type Turn } from './turns.ts';

export interface SearchOptions {
  /** Epoch seconds. */
  readonly from: number;
  readonly to: number;
  /** A series that moved longer before or after the target has nothing to do with it. */
  readonly maxLagSeconds: number;
}

/** A series that moved with the target, by more than chance tells. */
export interface Moved<Key> {
  readonly key: Key;
  /** Seconds from the target's change to that of the series: below 0 when the series moved before. */
  readonly lagSeconds: number;
  /** -1 to 1, of the changes at that lag. */
  readonly correlation: number;
  readonly direction: 'rose' | 'fell';
  /** Many changes alike, or one turn at the same time. */
  readonly by: 'changes' | 'turn';
  /** The number of series that would be as much alike by chance, in such a search. */
  readonly expected: number;
}

export interface SearchResult<Key> {
  /** Those that moved with the target, the most alike first; empty when nothing did. */
  readonly moved: readonly Moved<Key>[];
  /** Those that seem to have, where chance may explain it as well. */
  readonly unsure: readonly Moved<Key>[];
  /** The number of series that were compared. */
  readonly looked: number;
  /** The number of series that have too few samples, or do not change. */
  readonly tooFew: number;
  readonly constant: number;
}

/** The changes are compared step by step, and of the means of this many steps where enough are left. */
const coarseFactor = 4;
const minCoarse = 32;

/** Up to this number by chance, a series has moved with the target; from the second on, it is not told at all. */
const maxExpected: Readonly<Record<Moved<unknown>['by'], number>> = { changes: 0.001, turn: 0.05 };
const maxUnsure = 0.5;

interface Scale {
  readonly factor: number;
  readonly shifts: Shifts;
}

interface Compared<Key> {
  readonly key: Key;
  /** By scale. */
  readonly likeness: readonly (Likeness | undefined)[];
  readonly turns: readonly Turn[];
  /** Kept where it may be needed. */
  readonly values: Float64Array | undefined;
}

/**
 * Finds which of many series moved with a target: given one after the other, each is reduced to a few numbers, and
 * the promising ones are measured at the end.
 *
 * Two series move together when their {@link innovations} do, or when both have a {@link turnsOf turn} at about the
 * same time, and chance does not explain it: see {@link Moved.expected}.
 */
export class CorrelationSearch<Key> {
  readonly #grid: TimeGrid;
  readonly #target: Float64Array;
  readonly #scales: readonly Scale[];
  readonly #turn: Turn | undefined;
  /** The steps after a turn by which it is known, of the target and of all others, where the end is near. */
  readonly #late: number | undefined;
  readonly #maxLag: number;
  readonly #compared: Compared<Key>[] = [];
  #tooFew = 0;
  #constant = 0;

  private constructor(grid: TimeGrid, target: Float64Array, maxLagSeconds: number) {
    this.#grid = grid;
    this.#target = target;
    this.#maxLag = Math.min(Math.ceil(maxLagSeconds / grid.stepSeconds), Math.floor(grid.length / 8));
    const turns = turnsOf(target);
    const turn = oneOf(turns) ?? strongestTurn(turns);
    const late = turn === undefined || turn.kind === 'cut' ? lateTurnOf(target) : undefined;
    this.#turn = late?.turn ?? turn;
    this.#late = late?.ahead;
    this.#scales = [1, coarseFactor].flatMap((factor) => {
      if (factor > 1 && target.length / factor < minCoarse) return [];
      const own = innovations(coarser(target, factor));
      return own ? [{ factor, shifts: new Shifts(own, Math.ceil(this.#maxLag / factor)) }] : [];
    });
  }

  /**
   * @param target has a sample in each {@link gridFor step}, but for gaps
   * @returns undefined when the target has too few samples, or does not change
   */
  static for<Key>(target: TimedValues, options: SearchOptions): CorrelationSearch<Key> | undefined {
    const { from, to, maxLagSeconds } = options;
    const grid = gridFor(target, from, to);
    const values = grid && onGrid(target, grid);
    if (!values) return undefined;
    const search = new CorrelationSearch<Key>(grid, values, maxLagSeconds);
    return search.#scales.length > 0 || search.#turn ? search : undefined;
  }

  get stepSeconds(): number {
    return this.#grid.stepSeconds;
  }

  /** Compares a series with the target. */
  add(key: Key, series: TimedValues): void {
    const values = onGrid(series, this.#grid);
    if (!values) {
      this.#tooFew++;
      return;
    }
    const likeness = this.#scales.map(({ factor, shifts }) => {
      const own = innovations(factor === 1 ? values : coarser(values, factor));
      return own && shifts.compare(own);
    });
    const turns = turnsOf(values, this.#lookAt(series));
    if (turns.length === 0 && likeness.every((one) => one === undefined)) {
      this.#constant++;
      return;
    }
    this.#compared.push({ key, likeness, turns, values: this.#isNear(turns) ? values : undefined });
  }

  /** Those that moved with the target, of all that were added. */
  result(): SearchResult<Key> {
    const looked = this.#compared.length;
    const coincidences = this.#turn && new Coincidences(this.#grid.length, this.#turn, this.#maxLag);
    for (const { turns } of this.#compared) coincidences?.add(turns);
    const all = this.#compared.flatMap((one) => this.#moved(one, looked, coincidences));
    all.sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation));
    const moved = all.filter(isSure);
    const unsure = all.filter((one) => !isSure(one)).sort((a, b) => a.expected - b.expected);
    return { moved, unsure, looked, tooFew: this.#tooFew, constant: this.#constant };
  }

  /** At most one: the surest. */
  #moved(
    { key, likeness, turns, values }: Compared<Key>,
    looked: number,
    coincidences: Coincidences | undefined,
  ): Moved<Key>[] {
    const found: Moved<Key>[] = [];
    const { stepSeconds, length } = this.#grid;
    for (const [index, one] of likeness.entries()) {
      const { factor, shifts } = this.#scales[index]!;
      const tests = looked * shifts.lags * this.#scales.length;
      const expected = one && expectedByChance(one, length / factor, tests);
      if (!one || expected === undefined || expected > maxUnsure) continue;
      const { lag, correlation } = one;
      const direction = directionOf(correlation * this.#direction);
      found.push({
        key,
        lagSeconds: lag * factor * stepSeconds,
        correlation,
        direction,
        by: 'changes',
        expected,
      });
    }
    const near = coincidences?.near(turns);
    if (near && values && near.expected <= maxUnsure) {
      const { turn, expected } = near;
      const lag = turn.step - this.#turn!.step;
      const correlation = likenessOfTurns(this.#target, values, lag, this.#late);
      const direction = directionOf(turn.strength);
      if (areShapedAlike(correlation, this.#late ?? spanOf(length)))
        found.push({ key, lagSeconds: lag * stepSeconds, correlation, direction, by: 'turn', expected });
    }
    found.sort((a, b) => Number(isSure(b)) - Number(isSure(a)) || a.expected - b.expected);
    return found.slice(0, 1);
  }

  /** How the turns of a series are looked for, where that of the target is near the end. */
  #lookAt({ times }: TimedValues): LateLook | undefined {
    if (this.#late === undefined) return undefined;
    return { ahead: this.#late, interval: meanInterval(times) / this.#grid.stepSeconds };
  }

  /** True where one of them may be meant. */
  #isNear(turns: readonly Turn[]): boolean {
    return turns.some(({ step }) => this.#turn && Math.abs(step - this.#turn.step) <= this.#maxLag);
  }

  /** 1 when the target went up, -1 when it went down. */
  get #direction(): number {
    if (this.#turn) return Math.sign(this.#turn.strength);
    const target = this.#target;
    const late = meanOf(target.subarray(Math.floor((7 * target.length) / 8)));
    return late < meanOf(target) ? -1 : 1;
  }
}

function isSure({ by, expected }: Moved<unknown>): boolean {
  return expected <= maxExpected[by];
}

function directionOf(sign: number): 'rose' | 'fell' {
  return sign < 0 ? 'fell' : 'rose';
}

function meanOf(numbers: Float64Array): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum / numbers.length;
}
