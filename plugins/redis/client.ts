import { setTimeout as sleep } from 'node:timers/promises';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { readRedisAccess } from './access.ts';
import { newClient } from './new-client.ts';
import { locatedPrimary } from './sentinels.ts';
import { requireFitness } from './fitness.ts';
import { ClosedAfterTlsError, isClosing, NoAnswerError, type RedisPlace } from './complaint.ts';

export interface RedisClientOptions extends RedisPlace {
  /** Gets the password; it is struck out of what Redis answers. */
  readonly secrets: KnownSecrets;
  /** A connection is closed when commands are under way and no answer arrives for this long. */
  readonly silenceSeconds: number;
}

/** The library's client, without its reconnecting. */
export type RedisClient = ReturnType<typeof newClient>;

/** A connection that has answered once. It never reconnects. */
export interface OpenRedis {
  readonly client: RedisClient;
  /** Settles as `answer`, a reply of `client`; rejects when the connection is closed first. */
  wait<Answer>(answer: Promise<Answer>): Promise<Answer>;
  /** Settles with the reason when the connection is lost. */
  readonly lost: Promise<unknown>;
}

/** Time limit of the connection, TLS, the login and the first answer together. */
const maxOpeningSeconds = 5;

/**
 * Opens a connection. Reads the files of the options each time.
 *
 * @param signal ends the attempt
 * @returns rejects with ConfigError, NoAnswerError, UnfitServerError, or an error of the client
 *   or of Redis
 */
export async function openRedis(given: RedisClientOptions, signal: AbortSignal): Promise<OpenRedis> {
  const seconds = Math.min(maxOpeningSeconds, given.silenceSeconds);
  const access = await readRedisAccess(given, given.secrets);
  const options = await locatedPrimary(given, access);
  const client = newClient(options, access, seconds);
  let lose: (reason: unknown) => void;
  const lost = new Promise<unknown>((resolve) => (lose = resolve));
  client.on('error', (error) => lose(error));
  // A client that is destroyed while it connects would connect all the same.
  let isConnected = false;
  client.on('connect', () => {
    isConnected = true;
    if (signal.aborted) client.destroy();
  });
  const silence = new RedisSilence(options.silenceSeconds, () => {
    lose(new NoAnswerError('Redis does not answer'));
    client.destroy();
  });
  const end = new AbortController();
  const tooLong = sleep(seconds * 1000, undefined, { signal: AbortSignal.any([signal, end.signal]) });
  try {
    await Promise.race([
      greet(client, options.prefix),
      // Another kind of server answers something else, and the library goes on waiting.
      lost.then((reason) => {
        throw reason;
      }),
      tooLong.then(() => {
        throw new NoAnswerError('Redis does not answer');
      }),
    ]);
    return { client, lost, wait: (answer) => silence.await(answer) };
  } catch (error) {
    client.destroy();
    const isTls = options.url.startsWith('rediss://');
    if (isTls && isConnected && error instanceof Error && isClosing(error))
      throw new ClosedAfterTlsError(error.message, { cause: error });
    throw error;
  } finally {
    end.abort();
  }
}

/** Logs in, and finds out whether the server can be read. A user that may not PING may still read. */
async function greet(client: RedisClient, prefix: string | undefined): Promise<void> {
  await client.connect();
  await client.ping().catch((error: Error) => {
    if (!error.message.startsWith('NOPERM')) throw error;
  });
  await requireFitness(client, prefix);
}

/** After a pause of our own (SIGSTOP, a busy processor) answers may have arrived and need a moment to be read. */
const graceSeconds = 0.2;

/** Notices when commands are under way and no answer arrives. */
export class RedisSilence {
  readonly #milliseconds: number;
  readonly #onSilence: () => void;
  #underWay = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param seconds without an answer after which `onSilence` is called */
  constructor(seconds: number, onSilence: () => void) {
    this.#milliseconds = seconds * 1000;
    this.#onSilence = onSilence;
  }

  /** Waits for the answer to one more command. Settles as it does. */
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
