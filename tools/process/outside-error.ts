/** A service or a file of the outside world said no: one line, exit code 1. */
export class OutsideError extends Error {
  override name = 'OutsideError';
}
