import type { Entry } from '../samples/entry.ts';
import { SeriesError, StoreError, type Answer } from '../samples/sample-reader.ts';
import { readMember, readScore } from './member.ts';
import type { RangeTaker } from './range-replies.ts';

const noEntries: readonly Entry[] = [];
const none: readonly string[] = [];

/** Reads the replies to many questions for entries, of which the newest come first. */
export class RangeAnswers implements RangeTaker {
  /** In the order of the questions; entries oldest first. */
  readonly answers: Answer[] = [];
  /** Of the present reply, newest first; undefined before the first. */
  #entries: Entry[] | undefined;
  #malformed: string[] = [];

  member(bytes: Buffer, from: number, to: number, scoreFrom: number, scoreTo: number): void {
    const entry = readMember(bytes, from, to, readScore(bytes, scoreFrom, scoreTo));
    // A list that grows from nothing has room for many.
    if (entry && !this.#entries) this.#entries = [entry];
    else if (entry) this.#entries!.push(entry);
    else this.#malformed.push(bytes.toString('utf8', from, to));
  }

  end(): void {
    // Most answers hold one entry, or none.
    const newestFirst = this.#entries ?? noEntries;
    const entries = newestFirst.length > 1 ? newestFirst.toReversed() : newestFirst;
    const malformed = this.#malformed.length > 0 ? this.#malformed.toReversed() : none;
    this.answers.push({ entries, malformed });
    this.#entries = undefined;
    if (malformed !== none) this.#malformed = [];
  }

  refuse(message: string): void {
    this.answers.push(isFaultOfSeries(message) ? new SeriesError(message) : new StoreError(message));
  }
}

/** True for the reply to a command on a key that holds something else. */
export function isFaultOfSeries(message: string): boolean {
  return message.startsWith('WRONGTYPE');
}
