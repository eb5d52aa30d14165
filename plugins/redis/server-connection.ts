import { AbortError, ErrorReply, TimeoutError } from 'redis';
import { pause } from '../process/clock.ts';
import type { LogSubject, TransitionLog } from '../process/logger.ts';
import { openRedis, type OpenRedis, type RedisClient, type RedisClientOptions } from './client.ts';
import { complaintAboutConnection, describeReply, type RedisComplaint } from './complaint.ts';
import { describeError } from '../../notifiers/error-text.ts';
import { StoreError } from '../samples/sample-reader.ts';
import { PipelineKeeper } from './pipeline-keeper.ts';
import type { RangeQuestion, RangeTaker } from './range-replies.ts';
import type { RedisConnection } from './connected-redis.ts';
import type { RedisReads, ScanOptions } from './redis-reads.ts';
import { writeEach, type RedisCommand } from './redis-writes.ts';
import { RedisRefusal } from './redis-refusal.ts';
import { placeText } from './sentinels.ts';
import { hasText, isUnreadable, unreadable } from './foreign-answer.ts';

const maxRetrySeconds = 5;

/** One server, or the primary that Sentinels name: one connection after the other. */
export class ServerConnection implements RedisConnection {
  readonly commands: RedisReads;
  readonly #options: RedisClientOptions;
  readonly #subject: LogSubject;
  readonly #sleep: typeof pause;
  readonly #closing = new AbortController();
  readonly #attempted: Promise<void>;
  readonly #opened: Promise<void>;
  #endAttempt = (): void => undefined;
  #endOpening = (): void => undefined;
  #open: OpenRedis | undefined;
  #complaint: string | undefined;
  #reason: string | undefined;
  #attempts = 0;
  readonly #pipelines: PipelineKeeper;

  /** @param sleep waits between two attempts */
  constructor(options: RedisClientOptions, log: Pick<TransitionLog, 'subject'>, sleep: typeof pause) {
    this.#options = options;
    this.#sleep = sleep;
    this.#subject = log.subject(`Redis ${placeText(options)}`);
    this.#attempted = new Promise((resolve) => (this.#endAttempt = resolve));
    this.#opened = new Promise((resolve) => (this.#endOpening = resolve));
    this.commands = {
      sScan: (...args) => this.#ask((client) => client.sScan(...args)),
      zRangeWithScores: async (...args) => {
        const replies = await this.#ask((client) => client.zRangeWithScores(...args));
        if (!replies.every(hasText)) throw new StoreError(`${unreadable} (a member that is no text)`);
        return replies;
      },
      rangeEach: (questions, taker) => this.#rangeEach(questions, taker),
    };
    this.#pipelines = new PipelineKeeper(options, log, sleep, this.#closing.signal);
    void this.#keepConnected();
  }

  get isOpen(): boolean {
    return this.#open?.client.isReady ?? false;
  }

  get attempts(): number {
    return this.#attempts;
  }

  get complaint(): string | undefined {
    return this.#complaint;
  }

  get reason(): string | undefined {
    return this.#reason;
  }

  write(commands: readonly RedisCommand[]): ReturnType<typeof writeEach> {
    return this.#ask((client) => writeEach(client, commands));
  }

  info(section: string): Promise<string> {
    return this.#ask((client) => client.info(section));
  }

  scan(cursor: string, options: ScanOptions): Promise<{ cursor: string; keys: string[] }> {
    return this.#ask((client) => client.scan(cursor, options));
  }

  attempted(): Promise<void> {
    return this.#attempted;
  }

  async opened(seconds: number): Promise<void> {
    const end = new AbortController();
    await Promise.race([this.#opened, pause(seconds, end.signal)]);
    end.abort();
  }

  close(): void {
    this.#closing.abort();
    this.#pipelines.close();
    this.#open?.client.destroy();
    this.#endAttempt();
    this.#endOpening();
  }

  async #ask<Answer>(command: (client: RedisClient) => Promise<Answer>): Promise<Answer> {
    const open = this.#open;
    if (!open) throw new StoreError('there is no connection');
    try {
      return await open.wait(command(open.client));
    } catch (error) {
      if (error instanceof ErrorReply)
        throw new RedisRefusal(this.#strike(describeReply(error, this.#options)), { cause: error });
      if (isUnreadable(error))
        throw new StoreError(`${unreadable} (${describeError(error)})`, {
          cause: error,
        });
      // A connection that is lost ends its commands with the reason, which may be any error of a socket or of TLS.
      const isLost = !open.client.isReady || error instanceof AbortError || error instanceof TimeoutError;
      throw isLost ? new StoreError(this.#strike(describeError(error)), { cause: error }) : error;
    }
  }

  async #rangeEach(questions: readonly RangeQuestion[], taker: RangeTaker): Promise<boolean> {
    const open = this.#open;
    if (!open) throw new StoreError('there is no connection');
    const refuse = (message: string): void =>
      taker.refuse(this.#strike(describeReply({ message }, this.#options)));
    try {
      return await open.wait(
        this.#pipelines.ask(questions, {
          member: taker.member.bind(taker),
          end: () => taker.end(),
          refuse,
        }),
      );
    } catch (error) {
      throw new StoreError(this.#strike(describeError(error)), { cause: error });
    }
  }

  /** Opens one connection after the other, until it is closed. */
  async #keepConnected(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; failures++) {
      let isOpening = true;
      this.#attempts++;
      try {
        const open = await openRedis(this.#options, signal);
        isOpening = false;
        failures = 0;
        this.#open = open;
        this.#complaint = undefined;
        this.#reason = undefined;
        this.#subject.recovered();
        this.#endOpening();
        this.#endAttempt();
        const reason = await open.lost;
        this.#pipelines.close();
        open.client.destroy();
        throw reason;
      } catch (error) {
        this.#open = undefined;
        if (signal.aborted) return;
        this.#say(complaintAboutConnection(error, this.#options, isOpening));
        this.#endAttempt();
      }
      await this.#sleep(Math.min(2 ** failures * 0.1, maxRetrySeconds), signal);
    }
  }

  #say({ message, detail, reason }: RedisComplaint): void {
    this.#complaint = this.#strike(message + detail);
    this.#reason = reason === undefined ? undefined : this.#strike(reason);
    const retries = `; trying again every ${maxRetrySeconds} s`;
    this.#subject.failing(this.#strike(message), this.#strike(detail) + retries);
  }

  /** Redis may quote what it was sent: without the command AUTH, it quotes the password. */
  #strike(text: string): string {
    return this.#options.secrets.strike(text);
  }
}
