/**
 * Room for at least `length` numbers: the given array while it is large enough, else a new one of twice the length.
 *
 * Fits keep their working space in a module's variable and grow it with this, so that nothing is allocated once the
 * largest window has been seen. A fit runs to its end without yielding, so no two use the space at once.
 */
export function grownTo(length: number, scratch: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  return scratch.length >= length ? scratch : new Float64Array(2 * length);
}
