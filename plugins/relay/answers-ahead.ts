/** The answer to a command of write_redis, which looks into none. */
export const done = ':1\r\n';

/** A stream in which nothing came for longer is not steady; no sample of a steady one waits for longer. */
const gapSeconds = 1;
/** A stream that was steady for longer than a round of collectd (10 s), at this rate, is taken to stay so. */
const [steadySeconds, steadyRate] = [15, 2000];
/** Samples that are answered at once in a steady stream; 16 are 8 ms of the slowest one. */
const maxSamplesAhead = 16;

/**
 * Answers before the question, because write_redis sends a command only after the answer to the one before.
 *
 * Once the same number of commands has followed two samples, the first command of a sample is answered for all of them:
 * hiredis then sends the others together with the next sample. Each sample is sent at once, in one round and not in
 * three. In a steady stream of thousands of samples a second, 16 samples are answered for, so hiredis sends 16 of them
 * together; where such a stream stops, its last 15 wait in collectd for whatever is written next. Each command has one
 * answer in any case.
 */
export class AnswersAhead {
  #length = 0;
  #before = 0;
  /** Number of commands of a sample; 0 while it is not known. */
  #known = 0;
  /** Number of commands that are answered already. */
  #ahead = 0;
  #last = Number.NEGATIVE_INFINITY;
  #steadySince = Number.NEGATIVE_INFINITY;
  #samples = 0;

  /** Takes note that something has arrived. @param now seconds of a monotonic clock */
  arrive(now: number): void {
    if (now - this.#last > gapSeconds) {
      this.#steadySince = now;
      this.#samples = 0;
    }
    this.#last = now;
  }

  /**
   * The answers to send for one command, which may be none.
   *
   * @param isSample true for the first command of a sample
   * @param answer of that command alone; another one than {@link done} ends all guesses
   */
  answer(isSample: boolean, answer: string): string {
    if (answer !== done) this.#known = this.#before = this.#length = 0;
    else if (isSample) this.#begin();
    else this.#length++;
    if (this.#ahead > 0) {
      this.#ahead--;
      return '';
    }
    if (!isSample || this.#known === 0) return answer;
    const count = this.#known * (this.#isSteady() ? maxSamplesAhead : 1);
    this.#ahead = count - 1;
    return done.repeat(count);
  }

  #begin(): void {
    this.#samples++;
    this.#known = this.#length > 0 && this.#length === this.#before ? this.#length : 0;
    this.#before = this.#length;
    this.#length = 1;
  }

  #isSteady(): boolean {
    const seconds = this.#last - this.#steadySince;
    return seconds >= steadySeconds && this.#samples >= steadyRate * seconds;
  }
}
