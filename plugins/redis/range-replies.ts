/** The newest members of a sorted set in a range of scores. */
export interface RangeQuestion {
  /** The parts of its key. */
  readonly prefix: string;
  readonly name: string;
  /** Bounds of the score, both included: -Infinity and Infinity for none. */
  readonly from: number;
  readonly to: number;
  /** True where `from` itself is not included (default: false). */
  readonly isFromLeftOut?: boolean;
  /** Maximum number of members; the newest come first. */
  readonly count: number;
  /** Number of the newest ones that are left out (default: none). */
  readonly skip?: number;
}

/** Takes the replies to commands such as ZRANGE ... WITHSCORES, in the order of the commands. */
export interface RangeTaker {
  /** A member of the present reply, and its score: bytes from a place up to but without another one. */
  member(bytes: Buffer, from: number, to: number, scoreFrom: number, scoreTo: number): void;
  /** The present reply is complete. */
  end(): void;
  /** The present reply is an error. @param message as Redis gives it */
  refuse(message: string): void;
}

/** The server answers something that is no reply to such a command. */
export class ForeignReplyError extends Error {
  override name = 'ForeignReplyError';
}

const [lineFeed, carriageReturn, digit0, digit9] = [10, 13, 48, 57];
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
  /** The bytes of the newest text. */
  #from = 0;
  #to = 0;

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
    if (!this.#bulk()) return false;
    const [from, to] = [this.#from, this.#to];
    if (!this.#bulk()) return false;
    taker.member(this.#bytes, from, to, this.#from, this.#to);
    if (--this.#left === 0) taker.end();
    return true;
  }

  /** A text with its length before it. False while it has not arrived as a whole. */
  #bulk(): boolean {
    const bytes = this.#bytes;
    if (this.#at >= bytes.length) return false;
    // There are very many, and nearly all are whole and short: a search for the end of the line takes longer.
    let end: number | undefined = this.#at + 1;
    let length = 0;
    for (; bytes[end]! >= digit0 && bytes[end]! <= digit9; end++) length = 10 * length + bytes[end]! - digit0;
    if (bytes[this.#at] !== bulks || bytes[end] !== carriageReturn || bytes[end + 1] !== lineFeed) {
      end = this.#endOfLine(this.#at + 1);
      if (end === undefined) return false;
      length = Number.NaN;
    }
    if (end === this.#at + 1 || !(length >= 0)) throw this.#foreign(this.#at, end);
    this.#from = end + 2;
    this.#to = this.#from + length;
    if (this.#to + 2 > bytes.length) return false;
    this.#at = this.#to + 2;
    return true;
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
