/**
 * Describes an error in one line that is never empty. Errors of Node.js and of libraries may have a code or a class but
 * no message: two refused addresses of one name make such an error.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error)) || 'unknown error';
  const { code } = error as NodeJS.ErrnoException;
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return (
    oneLine(error.message) || (inner instanceof Error && oneLine(inner.message)) || code || nameOf(error)
  );
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Many classes leave `name` at `Error`. */
function nameOf({ name, constructor }: Error): string {
  return name === 'Error' || name === '' ? constructor.name : name;
}
