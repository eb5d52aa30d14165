import type { LogSubject, TransitionLog } from '../process/logger.ts';
import { StoreError, type Answer, type SampleReader } from './sample-reader.ts';
import { describeError } from '../../notifiers/error-text.ts';

/** Redis can be read again when nothing has failed for this many rounds: it may refuse some commands, or some keys. */
const recoveredRounds = 1.5;

export interface LoggedReadsParts {
  readonly redis: SampleReader;
  readonly isRedisOpen: () => boolean;
  readonly log: TransitionLog;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
  readonly roundSeconds: number;
}

/** Reads of Redis, which is logged once when it cannot be read, and once when it can be again. */
export class LoggedReads {
  readonly #parts: LoggedReadsParts;
  readonly #subject: LogSubject;
  /** Monotonic seconds when something could not be read. */
  #failedAt = Number.NEGATIVE_INFINITY;
  #failure = '';

  constructor(parts: LoggedReadsParts) {
    this.#parts = parts;
    this.#subject = parts.log.subject('reading Redis');
  }

  /** Why reading fails although there is a connection; undefined while it does not. */
  get failure(): string | undefined {
    return this.#parts.isRedisOpen() && !this.isReadable ? this.#failure : undefined;
  }

  /** False without a connection, and after something could not be read in this round or the one before. */
  get isReadable(): boolean {
    const { isRedisOpen, monotonic, roundSeconds } = this.#parts;
    return isRedisOpen() && monotonic() - this.#failedAt > recoveredRounds * roundSeconds;
  }

  /**
   * Undefined when Redis cannot be read.
   *
   * @param refusalOf finds an error among answers (default: the result is no error)
   */
  async run<Result>(
    read: (redis: SampleReader) => Promise<Result>,
    refusalOf?: (result: Result) => StoreError | undefined,
  ): Promise<Result | undefined> {
    const { redis, isRedisOpen } = this.#parts;
    if (!isRedisOpen()) return undefined;
    try {
      const result = await read(redis);
      this.#say(refusalOf?.(result));
      return result;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#say(error);
      return undefined;
    }
  }

  #say(error: StoreError | undefined): void {
    const { isRedisOpen, monotonic, roundSeconds } = this.#parts;
    const now = monotonic();
    if (error) [this.#failedAt, this.#failure] = [now, describeError(error)];
    else if (now - this.#failedAt > recoveredRounds * roundSeconds) this.#subject.recovered();
    // The connection itself logs that it was lost.
    if (error && isRedisOpen()) this.#subject.failing(`is not possible: ${describeError(error)}`);
  }
}

/** The refusal of the store among answers. */
export function refusalIn(answers: readonly Answer[]): StoreError | undefined {
  return answers.find((answer) => answer instanceof StoreError);
}
