/** Texts shown at most. */
const maxShown = 3;

/** Joins the first texts of a list, and says how many more there are. */
export function firstOf(texts: readonly string[], separator = '; '): string {
  const rest = texts.length - maxShown;
  const shown = rest > 0 ? [...texts.slice(0, maxShown), `and ${rest} more`] : texts;
  return shown.join(separator);
}
