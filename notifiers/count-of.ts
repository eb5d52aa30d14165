/** The noun for a number of things: `sample` for 1, `samples` for any other. @param plural (default: with an s) */
export function nounOf(count: number, noun: string, plural = `${noun}s`): string {
  return count === 1 ? noun : plural;
}

/** A number with its noun, such as `1 entry` and `20 samples`. */
export function countOf(count: number, noun: string, plural?: string): string {
  return `${count} ${nounOf(count, noun, plural)}`;
}
