import { SeriesError, StoreError, type Answer, type Entry } from '../samples/sample-reader.ts';
import { readMember, readScore, type ByteRange } from './member.ts';
import type { RangeTaker } from './range-replies.ts';

/** Reads the replies to many questions for entries, of which the newest come first. */
export class RangeAnswers implements RangeTaker {
  /** In the order of the questions; entries oldest first. */
  readonly answers: Answer[] = [];
  #entries: Entry[] = [];
  #malformed: string[] = [];

  member(member: ByteRange, score: ByteRange): void {
    const entry = readMember(member, readScore(score));
    if (entry) this.#entries.push(entry);
    else this.#malformed.push(member.bytes.toString('utf8', member.from, member.to));
  }

  end(): void {
    this.answers.push({ entries: this.#entries.toReversed(), malformed: this.#malformed.toReversed() });
    this.#entries = [];
    this.#malformed = [];
  }

  refuse(message: string): void {
    this.answers.push(isFaultOfSeries(message) ? new SeriesError(message) : new StoreError(message));
  }
}

/** True for the reply to a command on a key that holds something else. */
export function isFaultOfSeries(message: string): boolean {
  return message.startsWith('WRONGTYPE');
}
