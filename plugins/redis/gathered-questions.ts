import type { Answer, Question } from '../samples/sample-reader.ts';

/** Gathers questions that are asked one by one at the same moment, and asks them together. */
export class GatheredQuestions {
  readonly #askEach: (questions: readonly Question[]) => Promise<readonly Answer[]>;
  #waiting: Question[] = [];
  #answers: Promise<readonly Answer[]> | undefined;

  /** @param askEach answers many, in the order of the questions */
  constructor(askEach: (questions: readonly Question[]) => Promise<readonly Answer[]>) {
    this.#askEach = askEach;
  }

  /** Settles with the answer to one of them; rejects as `askEach` does. */
  async ask(question: Question): Promise<Answer> {
    const place = this.#waiting.push(question) - 1;
    // What others do at this moment comes before it.
    this.#answers ??= Promise.resolve().then(() => this.#askAll());
    return (await this.#answers)[place]!;
  }

  #askAll(): Promise<readonly Answer[]> {
    const questions = this.#waiting;
    this.#waiting = [];
    this.#answers = undefined;
    return this.#askEach(questions);
  }
}
