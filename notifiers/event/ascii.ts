/**
 * Replaces every character outside printable ASCII (line ends included) with `?`.
 *
 * For places where other characters vanish (Congress drops them) or are refused (HTTP headers).
 */
export function toAscii(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, '?');
}
