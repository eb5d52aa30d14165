import { describeError } from '../../notifiers/error-text.ts';
import type { pause } from '../process/clock.ts';
import type { LogSubject, TransitionLog } from '../process/logger.ts';
import type { RedisClientOptions } from './client.ts';
import { locatedPrimary, placeText } from './sentinels.ts';
import { openPipeline, PipelineRefusal, type RangePipeline } from './range-pipeline.ts';
import type { RangeQuestion, RangeTaker } from './range-replies.ts';

/** Seconds before it is tried again to open one that Redis has refused. */
const retrySeconds = 60;
/** A Redis that is gone fails once here, and is told by the connection that reconnects. */
const toleratedFailures = 1;

/** Opens a {@link RangePipeline} when it is needed first, and another one when that is lost. */
export class PipelineKeeper {
  readonly #options: RedisClientOptions;
  readonly #subject: LogSubject;
  readonly #sleep: typeof pause;
  readonly #signal: AbortSignal;
  #opening: Promise<RangePipeline | undefined> | undefined;
  #pipeline: RangePipeline | undefined;
  #failures = 0;

  /** @param signal ends all of them */
  constructor(
    options: RedisClientOptions,
    log: Pick<TransitionLog, 'subject'>,
    sleep: typeof pause,
    signal: AbortSignal,
  ) {
    this.#options = options;
    this.#subject = log.subject(`a second connection to Redis ${placeText(options)}`);
    this.#sleep = sleep;
    this.#signal = signal;
  }

  /** Asks all; false when there is no pipeline, and nothing was asked. Rejects when it is lost meanwhile. */
  async ask(questions: readonly RangeQuestion[], taker: RangeTaker): Promise<boolean> {
    if (this.#pipeline?.isOpen === false) this.close();
    this.#opening ??= this.#open();
    this.#pipeline = await this.#opening;
    await this.#pipeline?.ask(questions, taker);
    return this.#pipeline !== undefined;
  }

  close(): void {
    this.#pipeline?.close();
    this.#pipeline = undefined;
    this.#opening = undefined;
  }

  async #open(): Promise<RangePipeline | undefined> {
    try {
      const pipeline = await openPipeline(await locatedPrimary(this.#options), this.#signal);
      if (this.#signal.aborted) pipeline.close();
      this.#failures = 0;
      this.#subject.recovered();
      return pipeline;
    } catch (error) {
      if (++this.#failures <= toleratedFailures && !(error instanceof PipelineRefusal)) {
        this.#opening = undefined;
        return undefined;
      }
      const reason = this.#options.secrets.strike(describeError(error));
      this.#subject.failing(`cannot be opened: ${reason}; series are read one by one`);
      void this.#sleep(retrySeconds, this.#signal).then(() => this.close());
      return undefined;
    }
  }
}
