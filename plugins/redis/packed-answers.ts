import { PackedEntries } from '../samples/packed-entries.ts';
import { readMember, readPlainValue, readScore } from './member.ts';
import type { RangeTaker } from './range-replies.ts';

/** Reads the replies to many questions for the newest entries of series, of which the newest come first. */
export class PackedAnswers implements RangeTaker {
  /** In the order of the questions; undefined where something is wrong. */
  readonly answers: (PackedEntries | undefined)[] = [];
  readonly #questions: readonly { readonly count: number }[];
  /** Of the present reply: time and values of each entry. What is behind them is of earlier ones: room stays. */
  readonly #numbers: number[] = [];
  #length = 0;
  /** Numbers of each entry; 0 before the first. */
  #width = 0;
  #members = 0;
  /** True from an entry on that has more or fewer values than the newest. */
  #isCut = false;

  /** @param questions with the maximum number of entries of each answer */
  constructor(questions: readonly { readonly count: number }[]) {
    this.#questions = questions;
  }

  member(bytes: Buffer, from: number, to: number, scoreFrom: number, scoreTo: number): void {
    this.#members++;
    if (this.#isCut) return;
    const time = readScore(bytes, scoreFrom, scoreTo);
    const value = readPlainValue(bytes, from, to, time);
    if (!Number.isNaN(value) && (this.#width === 2 || this.#width === 0)) {
      this.#width = 2;
      this.#push(time);
      this.#push(value);
      return;
    }
    const entry = readMember(bytes, from, to, time);
    if (!entry) return;
    if (this.#width === 0) this.#width = 1 + entry.values.length;
    this.#isCut = this.#width !== 1 + entry.values.length;
    if (this.#isCut) return;
    this.#push(time);
    for (const each of entry.values) this.#push(each);
  }

  end(): void {
    const { count } = this.#questions[this.answers.length]!;
    const isAll = this.#members < count && !this.#isCut;
    // A copy has no room for others.
    this.answers.push(new PackedEntries(this.#numbers.slice(0, this.#length), this.#width, isAll));
    this.#length = this.#width = this.#members = 0;
    this.#isCut = false;
  }

  #push(number: number): void {
    this.#numbers[this.#length++] = number;
  }

  refuse(): void {
    this.answers.push(undefined);
  }
}
