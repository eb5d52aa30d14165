import type { ByteRange } from './member.ts';

/** The newest members of a sorted set in a range of scores. */
export interface RangeQuestion {
  readonly key: string;
  /** Bounds of the score as Redis takes them, such as `(5` for above 5, and `+inf`. */
  readonly min: string;
  readonly max: string;
  /** Maximum number of members; the newest come first. */
  readonly count: number;
}

/** Takes the replies to commands such as ZRANGE ... WITHSCORES, in the order of the commands. */
export interface RangeTaker {
  /** A member of the present reply, and its score. */
  member(member: ByteRange, score: ByteRange): void;
  /** The present reply is complete. */
  end(): void;
  /** The present reply is an error. @param message as Redis gives it */
  refuse(message: string): void;
}

/** The server answers something that is no reply to such a command. */
export class ForeignReplyError extends Error {
  override name = 'ForeignReplyError';
}

const [lineFeed, carriageReturn, digit0] = [10, 13, 48];
const [arrays, bulks, errors] = [42, 36, 45];
/** Longer than any number or error of Redis. */
const maxLine = 100_000;

/** Reads replies from chunks of bytes, by Redis' protocol RESP 2; a member may begin in one and end in another. */
export class RangeReplies {
  #rest: Buffer | undefined;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  /** Members of the present reply that have not come yet. */
  #left = 0;

  /** @throws ForeignReplyError */
  take(chunk: Buffer, taker: RangeTaker): void {
    this.#bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = undefined;
    this.#at = 0;
    while (this.#at < this.#bytes.length) {
      const start = this.#at;
      if (this.#left > 0 ? this.#takeMember(taker) : this.#takeHead(taker)) continue;
      this.#rest = this.#bytes.subarray(start);
      return;
    }
  }

  /** False while it has not arrived as a whole. */
  #takeHead(taker: RangeTaker): boolean {
    const sign = this.#bytes[this.#at]!;
    const start = this.#at + 1;
    const end = this.#endOfLine(start);
    if (end === undefined) return false;
    this.#at = end + 2;
    if (sign === errors) {
      taker.refuse(this.#bytes.toString('utf8', start, end));
      return true;
    }
    const count = sign === arrays ? this.#number(start, end) : Number.NaN;
    if (!(count >= 0 && count % 2 === 0)) throw this.#foreign(start - 1, end);
    this.#left = count / 2;
    if (count === 0) taker.end();
    return true;
  }

  #takeMember(taker: RangeTaker): boolean {
    const member = this.#bulk();
    const score = member && this.#bulk();
    if (!score) return false;
    taker.member(member, score);
    if (--this.#left === 0) taker.end();
    return true;
  }

  /** Undefined while it has not arrived as a whole. */
  #bulk(): ByteRange | undefined {
    if (this.#at >= this.#bytes.length) return undefined;
    const end = this.#endOfLine(this.#at + 1);
    if (end === undefined) return undefined;
    const length = this.#bytes[this.#at] === bulks ? this.#number(this.#at + 1, end) : Number.NaN;
    if (!(length >= 0)) throw this.#foreign(this.#at, end);
    const from = end + 2;
    const to = from + length;
    if (to + 2 > this.#bytes.length) return undefined;
    this.#at = to + 2;
    return { bytes: this.#bytes, from, to };
  }

  /** The place of the line's end; undefined while it has not arrived. */
  #endOfLine(from: number): number | undefined {
    const end = this.#bytes.indexOf(carriageReturn, from);
    if (end >= 0 && this.#bytes[end + 1] === lineFeed) return end;
    if (end >= 0 && end + 1 < this.#bytes.length) throw this.#foreign(from, end);
    if (this.#bytes.length - from > maxLine) throw this.#foreign(from, from + maxLine);
    return undefined;
  }

  #number(from: number, to: number): number {
    let number = from < to ? 0 : Number.NaN;
    for (let i = from; i < to; i++) {
      const digit = this.#bytes[i]! - digit0;
      if (digit < 0 || digit > 9) return Number.NaN;
      number = 10 * number + digit;
    }
    return number;
  }

  #foreign(from: number, to: number): ForeignReplyError {
    const some = this.#bytes.toString('latin1', from, Math.min(to, from + 40));
    return new ForeignReplyError(`its answer is not as that of a Redis (${JSON.stringify(some)})`);
  }
}
