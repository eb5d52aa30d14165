import type { Sample } from '../../analysis/window.ts';
import type { BehindWriter } from './behind-writer.ts';
import type { Answer, Question } from './sample-reader.ts';
import type { TakenSample } from './writer-split.ts';

/**
 * Tells whose samples are whose where the clocks of the writers are far apart: those behind are read by themselves, and
 * all others are of the first writer.
 */
export class ArrivalSplit {
  readonly #behind: readonly BehindWriter[];
  /** The writers of samples that were read and not taken yet. */
  readonly #writers = new Map<Sample, number>();

  /** @param behind the writers from the second one on */
  constructor(behind: readonly BehindWriter[]) {
    this.#behind = behind;
  }

  /**
   * Reads the samples of the writers behind.
   *
   * @param read answers questions
   * @param samplesOf the samples of entries
   * @param now monotonic seconds
   * @param end epoch seconds of the newest entry
   */
  async read(
    read: (questions: readonly Question[]) => Promise<readonly Answer[]>,
    samplesOf: (answer: Answer) => Sample[],
    now: number,
    end: number,
  ): Promise<readonly Sample[]> {
    this.#writers.clear();
    const questions = this.#behind.map((one) => one.ask(now, end));
    const answers = await read(questions);
    return answers.flatMap((answer, place) => {
      if (answer instanceof Error) return samplesOf(answer);
      const entries = this.#behind[place]!.take(answer.entries, questions[place]!.until!);
      const samples = samplesOf({ entries, malformed: [] });
      for (const one of samples) this.#writers.set(one, place + 1);
      return samples;
    });
  }

  /** See {@link BehindWriter.roomSeconds}; undefined for the first writer, beside which there is nobody. */
  roomSecondsOf(writer: number): number | undefined {
    return this.#behind[writer - 1]?.roomSeconds;
  }

  /** See `WriterSplit.take`. */
  take(sample: Sample): TakenSample[] {
    return [{ writer: this.#writers.get(sample) ?? 0, sample }];
  }
}
