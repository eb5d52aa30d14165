import type { RangeTaker } from './range-replies.ts';

/** Replies to questions that went to several servers, until they can be given on in the order of the questions. */
export class HeldReplies implements RangeTaker {
  readonly #replies: ((taker: RangeTaker) => void)[] = [];
  #members: Parameters<RangeTaker['member']>[] = [];
  #given = 0;

  member(...its: Parameters<RangeTaker['member']>): void {
    this.#members.push(its);
  }

  end(): void {
    const members = this.#members;
    this.#members = [];
    this.#replies.push((taker) => {
      for (const its of members) taker.member(...its);
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
