/** The command line cannot be carried out as given: one line, exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}
