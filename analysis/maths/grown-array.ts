/** The numbers that a small array has room for. */
const leastRoom = 16;

/**
 * The room for one more number than `length`: twice as many, at least 16, at most `maxRoom`. Most series never need the
 * whole of it, and there may be many series.
 */
export function roomAfter(length: number, maxRoom: number): number {
  return Math.min(maxRoom, Math.max(leastRoom, 2 * length));
}

/** A copy with room for `room` numbers, at least as many as the array has. */
export function grownArray(array: Float64Array, room: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(room);
  grown.set(array);
  return grown;
}
