/** A list with more numbers has one on each line. */
const maxOnALine = 64;

/**
 * Formats a model as JSON that editors and `diff` can handle: one line for each member and each support vector, instead
 * of a single line of megabytes.
 *
 * @param model a value as `JSON.parse` returns it
 */
export function formatModel(model: unknown): string {
  return `${format(model, '')}\n`;
}

function format(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length <= maxOnALine && value.every(isSimple)) {
      return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
    }
    return lines(
      '[',
      value.map((item) => format(item, inner)),
      ']',
      indent,
    );
  }
  const members = Object.entries(value).map(
    ([name, item]) => `${JSON.stringify(name)}: ${format(item, inner)}`,
  );
  return members.length === 0 ? '{}' : lines('{', members, '}', indent);
}

function lines(open: string, items: readonly string[], close: string, indent: string): string {
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}${close}`;
}

function isSimple(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
