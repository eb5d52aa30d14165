import { AnswersAhead, done } from './answers-ahead.ts';
import type { HeldSamples, SetLimits } from './held-samples.ts';
import { RespRequests } from './resp-requests.ts';

/** Everything that a session needs of the relay. */
export interface SessionParts {
  readonly held: Pick<HeldSamples, 'add'>;
  /** The prefix of all keys, as bytes; others are refused. */
  readonly prefix: string;
  /** The database of redis.url. */
  readonly database: number;
  /** Tells how the relay is, as `INFO` of Redis does. */
  readonly info: () => string;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
  /** Is told of each request that is refused. */
  readonly onRefusal: (reason: string) => void;
}

/** One connection of write_redis: takes its samples, and answers what it asks. */
export class RelaySession {
  readonly #requests = new RespRequests();
  readonly #parts: SessionParts;
  readonly #limits: SetLimits = {};
  readonly #answers = new AnswersAhead();
  #answer = '';
  #samples = 0;
  /** Epoch seconds of the newest sample. */
  #newest = Number.NaN;
  #hasQuit = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** Number of samples that came. */
  get samples(): number {
    return this.#samples;
  }

  /** True once the client has asked to be hung up on. */
  get hasQuit(): boolean {
    return this.#hasQuit;
  }

  /**
   * Takes what arrived.
   *
   * @returns the answer, one character a byte; may be empty
   * @throws MalformedRequestError
   */
  take(chunk: Buffer): string {
    this.#answer = '';
    this.#answers.arrive(this.#parts.monotonic());
    this.#requests.read(chunk, (args) => {
      this.#answer += this.#answers.answer(args[0] === 'ZADD', this.#run(args));
    });
    return this.#answer;
  }

  #run(args: readonly string[]): string {
    const [command = '', key = ''] = args;
    switch (command) {
      case 'ZADD':
        return this.#add(args);
      case 'ZREMRANGEBYRANK':
        if (!this.#isOurs(key)) return this.#refuseKey(key);
        if (args.length !== 4 || args[2] !== '0' || !/^-[1-9]\d{0,9}$/.test(args[3]!))
          return this.#refuse('ERR ZREMRANGEBYRANK is taken from 0 to a negative rank alone');
        this.#limits.ranks = args[3];
        return done;
      case 'ZREMRANGEBYSCORE':
        return this.#isOurs(key) ? this.#limitDuration(args) : this.#refuseKey(key);
      case 'SADD':
        // The name is added with the sample.
        return key === `${this.#parts.prefix}values` ? done : this.#refuseKey(key);
    }
    return this.#greet(command, args);
  }

  #add([, key = '', score = '', member = '', ...more]: readonly string[]): string {
    if (!this.#isOurs(key)) return this.#refuseKey(key);
    if (more.length > 0 || member === '' || !/^-?\d{1,15}(\.\d{1,12})?$/.test(score))
      return this.#refuse('ERR ZADD is taken with one time and one value alone');
    this.#samples++;
    this.#newest = Number(score);
    this.#parts.held.add(key, score, member, this.#limits);
    return done;
  }

  /** MaxSetDuration is the distance from the sample to the bound. */
  #limitDuration(args: readonly string[]): string {
    const [, bound] = /^\((\d{1,15}(?:\.\d{1,12})?)$/.exec(args[3] ?? '') ?? [];
    if (args.length !== 4 || args[2] !== '-1' || bound === undefined)
      return this.#refuse('ERR ZREMRANGEBYSCORE is taken from -1 to an excluded time alone');
    const seconds = this.#newest - Number(bound);
    if (seconds >= 0) this.#limits.seconds = seconds;
    return done;
  }

  /** Answers the commands that write nothing. */
  #greet(command: string, args: readonly string[]): string {
    const { database, info } = this.#parts;
    switch (command.toUpperCase()) {
      case 'SELECT':
        if (args[1] === String(database)) return '+OK\r\n';
        return this.#refuse(
          `ERR the relay writes to database ${database}, as redis.url says, and the client asks for another`,
        );
      case 'PING':
        return '+PONG\r\n';
      case 'INFO': {
        const text = info();
        return `$${Buffer.byteLength(text)}\r\n${Buffer.from(text).toString('latin1')}\r\n`;
      }
      case 'QUIT':
        this.#hasQuit = true;
        return '+OK\r\n';
    }
    return this.#refuse('ERR unknown command; dma relay takes what write_redis of collectd sends');
  }

  #isOurs(key: string): boolean {
    return key.startsWith(this.#parts.prefix) && key.length > this.#parts.prefix.length;
  }

  #refuseKey(key: string): string {
    return this.#refuse(
      `ERR the relay writes keys with redis.prefix alone; is it the Prefix of write_redis? The key is ${key.slice(0, 60)}`,
    );
  }

  /** The key is anybody's: it must not end the line. */
  #refuse(reply: string): string {
    const line = reply.replaceAll(/[^\x20-\x7e]/g, '?');
    this.#parts.onRefusal(line.slice('ERR '.length));
    return `-${line}\r\n`;
  }
}
