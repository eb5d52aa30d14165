import type { ByteRange } from './member.ts';
import type { RangeTaker } from './range-replies.ts';

/** Replies to questions that went to several servers, until they can be given on in the order of the questions. */
export class HeldReplies implements RangeTaker {
  readonly #replies: ((taker: RangeTaker) => void)[] = [];
  #members: [ByteRange, ByteRange][] = [];
  #given = 0;

  member(member: ByteRange, score: ByteRange): void {
    this.#members.push([member, score]);
  }

  end(): void {
    const members = this.#members;
    this.#members = [];
    this.#replies.push((taker) => {
      for (const [member, score] of members) taker.member(member, score);
      taker.end();
    });
  }

  refuse(message: string): void {
    this.#replies.push((taker) => taker.refuse(message));
  }

  /** Gives on the next reply; where there is no further one, `message` is the reason. */
  giveNext(taker: RangeTaker, message: string): void {
    const next = this.#replies[this.#given++];
    if (next) next(taker);
    else taker.refuse(message);
  }
}
