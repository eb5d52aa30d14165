/** A series stands still when most of its pieces of an eighth of a horizon are as high as the one before... */
const pieceHorizons = 1 / 8;
const leastStillShare = 0.5;
/** ...in a running mean over 15 horizons of them, the shorter scale of slow stairs. */
const rememberedPieces = 15 / pieceHorizons;

/** Tells whether a series stands still most of the time. Growth without rests is left to `trends.ts`. */
export class Stillness {
  readonly #horizonSeconds: number;
  #piece = Number.NaN;
  #pieces = 0;
  #highest = Number.NEGATIVE_INFINITY;
  #highestBefore = Number.NaN;
  #share = 0;

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
  }

  get isStill(): boolean {
    return this.#share >= leastStillShare;
  }

  /**
   * Takes one finite sample that is newer than the last one.
   *
   * @returns whether it begins a new piece
   */
  append(time: number, value: number): boolean {
    const piece = Math.floor(time / (pieceHorizons * this.#horizonSeconds) + 1e-9);
    if (piece === this.#piece) {
      this.#highest = Math.max(this.#highest, value);
      return false;
    }
    if (this.#pieces > 0) this.#closePiece();
    this.#pieces++;
    this.#piece = piece;
    this.#highest = value;
    return true;
  }

  #closePiece(): void {
    const isStill = this.#highest === this.#highestBefore ? 1 : 0;
    this.#share += (isStill - this.#share) / Math.min(this.#pieces, rememberedPieces);
    this.#highestBefore = this.#highest;
  }
}
