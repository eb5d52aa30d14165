/** A series stands still when most of its pieces of an eighth of a horizon are as high as the one before... */
const pieceHorizons = 1 / 8;
const leastStillShare = 0.5;
/** ...in a running mean over 15 horizons of them, the shorter scale of slow stairs. */
const rememberedPieces = 15 / pieceHorizons;

/** The numbers of a {@link Stillness} without samples. */
export const noStillness: readonly number[] = [Number.NaN, 0, Number.NEGATIVE_INFINITY, Number.NaN, 0];
const [piece, pieces, highest, highestBefore, share] = [0, 1, 2, 3, 4];

/**
 * Tells whether a series stands still most of the time. Growth without rests is left to `trends.ts`.
 *
 * One object may look at the {@link numbers} of one series after the other, where there are very many.
 */
export class Stillness {
  readonly #horizonSeconds: number;
  readonly #first: number;
  /** Those of the series that is looked at. */
  numbers: number[];

  /**
   * @param horizonSeconds above 0
   * @param first place of its numbers, the first of which are {@link noStillness} (default: 0)
   */
  constructor(horizonSeconds: number, first = 0) {
    this.#horizonSeconds = horizonSeconds;
    this.#first = first;
    this.numbers = [...noStillness];
  }

  get isStill(): boolean {
    return this.numbers[this.#first + share]! >= leastStillShare;
  }

  /**
   * Takes one finite sample that is newer than the last one.
   *
   * @returns whether it begins a new piece
   */
  append(time: number, value: number): boolean {
    const { numbers } = this;
    const first = this.#first;
    const present = Math.floor(time / (pieceHorizons * this.#horizonSeconds) + 1e-9);
    if (present === numbers[first + piece]) {
      numbers[first + highest] = Math.max(numbers[first + highest]!, value);
      return false;
    }
    if (numbers[first + pieces]! > 0) this.#closePiece();
    numbers[first + pieces]!++;
    numbers[first + piece] = present;
    numbers[first + highest] = value;
    return true;
  }

  #closePiece(): void {
    const { numbers } = this;
    const first = this.#first;
    const isStill = numbers[first + highest] === numbers[first + highestBefore] ? 1 : 0;
    const known = Math.min(numbers[first + pieces]!, rememberedPieces);
    numbers[first + share]! += (isStill - numbers[first + share]!) / known;
    numbers[first + highestBefore] = numbers[first + highest]!;
  }
}
