/** Controls, format characters such as those that turn the direction of writing (U+202E), and line ends. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** Replaces each run of characters that a terminal or a log must not be given: they move or hide what is read. */
export function replaceUnprintable(text: string, replacement: string): string {
  return text.replaceAll(unprintable, replacement);
}

/**
 * Formats JSON in which these characters are escaped as well.
 *
 * @param indent number of blanks of each level (default: all in one line)
 */
export function quoteAsJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replaceAll(unprintable, (run) =>
    run
      .split('')
      // A line end of the indentation.
      .map((unit) =>
        unit === '\n' ? unit : String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
      .join(''),
  );
}
