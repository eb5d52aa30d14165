/** A word of a message; shorter ones hold no secret. */
export const words = /[^\s"'<>]{6,}/g;

const escapes = /%([0-9a-f]{2})|\\{1,8}(?:u00|x)([0-9a-f]{2})|&#x0{0,4}([0-9a-f]{2});|&#0{0,4}(\d{2,3});/gi;

const hexDigits = /(?:[0-9a-f]{2}){6,}/gi;

/** Text may be encoded several times, once by each program that it goes through. */
const maxTimes = 3;

/** Decodes the characters of a word that stand there as numbers, letters too: `%73`, `\u0073`, `\x73`, `&#115;`. */
export function decodeEscapes(word: string): string {
  let text = word;
  for (let times = 0; times < maxTimes && /[%\\&]/.test(text); times++) {
    text = text.replace(escapes, (_, ...[percent, backslash, html, decimal]: (string | undefined)[]) =>
      String.fromCharCode(
        decimal === undefined ? Number.parseInt((percent ?? backslash ?? html)!, 16) : Number(decimal),
      ),
    );
  }
  return text;
}

/** Decodes the runs of at least twelve hex digits of a word. */
export function decodeHex(word: string): string {
  return word.replace(hexDigits, (digits) => Buffer.from(digits, 'hex').toString('latin1'));
}

/** Decodes a part of a URL; the text itself where it is not percent-encoded. */
export function decodePercents(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
