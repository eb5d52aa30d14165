const rowsAtOnce = 1024;

/**
 * Rows of numbers for very many things that have a few each: 8 bytes a number. As fields of an object, each costs 24.
 */
export class NumberRows {
  readonly #width: number;
  readonly #blocks: Float64Array[] = [];
  readonly #free: number[] = [];
  #count = 0;

  /** @param width numbers in a row */
  constructor(width: number) {
    this.#width = width;
  }

  /** The number of a new row; its numbers are NaN. */
  add(): number {
    const row = this.#free.pop() ?? this.#count++;
    const block = (this.#blocks[Math.floor(row / rowsAtOnce)] ??= new Float64Array(rowsAtOnce * this.#width));
    const place = this.#placeOf(row);
    block.fill(Number.NaN, place, place + this.#width);
    return row;
  }

  /** The row may be given for another thing from now on. */
  remove(row: number): void {
    this.#free.push(row);
  }

  get(row: number, column: number): number {
    return this.#blocks[Math.floor(row / rowsAtOnce)]![this.#placeOf(row) + column]!;
  }

  set(row: number, column: number, number: number): void {
    this.#blocks[Math.floor(row / rowsAtOnce)]![this.#placeOf(row) + column] = number;
  }

  /** In its block. */
  #placeOf(row: number): number {
    return (row % rowsAtOnce) * this.#width;
  }
}
