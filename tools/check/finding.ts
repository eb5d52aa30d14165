/** The result of one check of `dma check`. */
export interface Finding {
  readonly subject: string;
  /** False where something has to be done: the exit code is 1. */
  readonly ok: boolean;
  /**
   * Refines what is ok: `note` is something to know or to do some time, `wait` is not there yet because a program has
   * only just started (default: all is well).
   */
  readonly kind?: 'note' | 'wait';
  /** The observation, and the cure. */
  readonly text: string;
}

/** The words of the report, in its order: what works first, what is missing last, next to the prompt. */
export const findingWords = ['ok', 'note', 'wait', 'MISSING'] as const;
export type FindingWord = (typeof findingWords)[number];

/** The word of a finding in the report. */
export function wordOf({ ok, kind }: Finding): FindingWord {
  return ok ? (kind ?? 'ok') : 'MISSING';
}
