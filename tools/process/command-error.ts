/** A service or a file of the outside world failed: one line, exit code 1. */
export class OutsideError extends Error {
  override name = 'OutsideError';
}

/** The command line cannot be carried out as given: one line, exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
