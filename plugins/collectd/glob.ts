type Token =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'any' }
  | { readonly kind: 'one' };

/** Of more texts than this, a glob does not tell which they are. */
const maxWords = 1000;

interface Step {
  readonly token: Token;
  readonly isCaptured: boolean;
}

/**
 * A glob: `*` stands for any characters, `?` for one, `{used,free}` for one of these words, which hold
 * no slash; everything else is literal.
 *
 * Matching takes time in proportion to the lengths of pattern and text, whatever they hold. A regular expression would
 * backtrack: a pattern with six `*` takes minutes against a text that almost matches.
 */
export class Glob {
  readonly #steps: readonly Step[];
  readonly #barrier: string | undefined;

  /**
   * @param barrier the character that no wildcard stands for (default: none)
   * @param capturesFrom index in the text of the first wildcard that is captured (default: 0)
   */
  constructor(text: string, barrier?: string, capturesFrom = 0) {
    this.#barrier = barrier;
    this.#steps = [...text.matchAll(/[*?]|\{[^{}*?/]*,[^{}*?/]*\}|[^*?{]+|\{/g)].map(
      ({ 0: piece, index }) => {
        const token = tokenOf(piece);
        const isWildcard = token.kind !== 'words' || token.words.length > 1;
        return { token, isCaptured: isWildcard && index >= capturesFrom };
      },
    );
  }

  /** All texts that it stands for; undefined when a wildcard stands for too many. */
  get words(): readonly string[] | undefined {
    let texts = [''];
    for (const { token } of this.#steps) {
      if (token.kind !== 'words') return undefined;
      texts = texts.flatMap((text) => token.words.map((word) => text + word));
      if (texts.length > maxWords) return undefined;
    }
    return texts;
  }

  /** True when the glob stands for a text that begins with `start`. */
  mayBegin(start: string): boolean {
    let positions = new Set([0]);
    for (const { token } of this.#steps) {
      if (positions.size === 0) return false;
      if (token.kind === 'any') return true;
      const next = new Set<number>();
      for (const position of positions)
        for (const word of token.kind === 'one' ? [start[position] ?? ''] : token.words) {
          const rest = start.slice(position);
          if (rest === '' || word.startsWith(rest)) return true;
          if (rest.startsWith(word)) next.add(position + word.length);
        }
      positions = next;
    }
    return positions.has(start.length);
  }

  /** True when the glob stands for the whole text. */
  test(text: string): boolean {
    return this.#ends(text)?.[0]?.at(-1) === 0;
  }

  /**
   * Returns what the wildcards stand for, each `*` for as much as possible from the left on; undefined when the glob
   * does not stand for the whole text.
   */
  match(text: string): readonly string[] | undefined {
    const ends = this.#ends(text);
    if (ends?.[0]?.at(-1) !== 0) return undefined;
    const captures: string[] = [];
    let position = 0;
    for (const [index, { token, isCaptured }] of this.#steps.entries()) {
      const start = position;
      position = this.#endOf(token, text, start, ends[index + 1]!);
      if (isCaptured) captures.push(text.slice(start, position));
    }
    // Without the room that an array which grew has for more: there may be very many.
    return captures.slice();
  }

  /**
   * Finds, for each number of steps, the positions from which the steps behind them match the rest of the text: in
   * falling order. Undefined when there is no such position for some steps, so that the others need no look.
   */
  #ends(text: string): readonly (readonly number[])[] | undefined {
    const last = this.#steps.at(-1)?.token;
    // Most texts are ruled out here.
    if (last?.kind === 'words' && !last.words.some((word) => text.endsWith(word))) return undefined;
    const ends: number[][] = Array.from({ length: this.#steps.length + 1 });
    let positions = [text.length];
    ends[this.#steps.length] = positions;
    for (let index = this.#steps.length - 1; index >= 0; index--) {
      positions = this.#starts(this.#steps[index]!.token, text, positions);
      if (positions.length === 0) return undefined;
      ends[index] = positions;
    }
    return ends;
  }

  /** The positions, in falling order, from which a token reaches one of `ends`. */
  #starts(token: Token, text: string, ends: readonly number[]): number[] {
    if (token.kind === 'words') {
      const starts = token.words.flatMap((word) =>
        ends.map((end) => end - word.length).filter((start) => start >= 0 && text.startsWith(word, start)),
      );
      return token.words.length === 1 ? starts : [...new Set(starts)].sort((a, b) => b - a);
    }
    if (token.kind === 'one')
      return ends.filter((end) => end > 0 && text[end - 1] !== this.#barrier).map((end) => end - 1);
    const starts: number[] = [];
    for (const [index, end] of ends.entries()) {
      const next = ends[index + 1] ?? -1;
      for (let start = end; start > next; start--) {
        starts.push(start);
        if (text[start - 1] === this.#barrier) break;
      }
    }
    return starts;
  }

  /** The end of a token that starts at `start`: one of `ends`, the last that it reaches or that of its first word. */
  #endOf(token: Token, text: string, start: number, ends: readonly number[]): number {
    if (token.kind === 'one') return start + 1;
    if (token.kind === 'any') {
      const stop = this.#barrier === undefined ? -1 : text.indexOf(this.#barrier, start);
      return ends.find((end) => stop < 0 || end <= stop)!;
    }
    const isNext = (word: string): boolean =>
      text.startsWith(word, start) && ends.includes(start + word.length);
    return start + token.words.find(isNext)!.length;
  }
}

/** The first character that looks like a wildcard and is not one: of `[a-z]`, or a brace without its other half. */
export function strayCharacter(text: string): string | undefined {
  return /[{}[\]\\]/.exec(withoutChoices(text))?.[0];
}

/** The first brace that is no part of a choice: its other half is missing, or it does not hold words with a comma. */
export function strayBrace(text: string): string | undefined {
  return /[{}]/.exec(withoutChoices(text))?.[0];
}

function withoutChoices(text: string): string {
  return text.replaceAll(/\{[^{}*?/]*,[^{}*?/]*\}/g, '');
}

function tokenOf(piece: string): Token {
  if (piece === '*') return { kind: 'any' };
  if (piece === '?') return { kind: 'one' };
  const isChoice = piece.startsWith('{') && piece !== '{';
  return { kind: 'words', words: isChoice ? piece.slice(1, -1).split(',') : [piece] };
}
