/** After a pause of our own (SIGSTOP, a busy processor) answers may be here already, and need a moment to be read. */
const graceSeconds = 0.2;

/** Notices that none of the commands that are under way is answered; that there are none is no silence. */
export class RedisSilence {
  readonly #milliseconds: number;
  readonly #onSilence: () => void;
  #underWay = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param seconds without any answer, after which `onSilence` is called */
  constructor(seconds: number, onSilence: () => void) {
    this.#milliseconds = seconds * 1000;
    this.#onSilence = onSilence;
  }

  /** Waits for the answer to one command more. Settles as it does. */
  async await<Answer>(answer: Promise<Answer>): Promise<Answer> {
    if (this.#underWay++ === 0) this.#wait();
    try {
      return await answer;
    } finally {
      clearTimeout(this.#timer);
      if (--this.#underWay > 0) this.#wait();
    }
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      this.#timer = setTimeout(this.#onSilence, graceSeconds * 1000);
    }, this.#milliseconds);
  }
}
