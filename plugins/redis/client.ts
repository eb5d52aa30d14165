import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, ErrorReply } from 'redis';
import { readRedisAccess, type RedisAccess } from './access.ts';
import { ClosedAfterTlsError, isClosing, NoAnswerError, type RedisPlace } from './complaint.ts';

export interface RedisClientOptions extends RedisPlace {
  /** A connection on which nothing that was asked is answered for this long is given up. */
  readonly silenceSeconds: number;
}

/** A client of the library's, without its reconnecting. */
export type RedisClient = ReturnType<typeof newClient>;

/** A connection that has answered once. When it is lost, it is lost for good. */
export interface OpenRedis {
  readonly client: RedisClient;
  /** Settles as `answer`, which has been asked of `client`; rejects when the connection is given up meanwhile. */
  wait<Answer>(answer: Promise<Answer>): Promise<Answer>;
  /** Settles with the reason when the connection is lost. */
  readonly lost: Promise<unknown>;
}

/** For a connection, TLS, the login and the first answer together, at most. */
const maxOpeningSeconds = 5;

/**
 * Opens a connection, with the files of the options as they are now.
 *
 * @param signal ends the attempt
 * @returns rejects with ConfigError, NoAnswerError, or an error of the client's or of Redis'
 */
export async function openRedis(options: RedisClientOptions, signal: AbortSignal): Promise<OpenRedis> {
  const seconds = Math.min(maxOpeningSeconds, options.silenceSeconds);
  const access = await readRedisAccess(options);
  const client = newClient(options, access, seconds);
  let lose: (reason: unknown) => void;
  const lost = new Promise<unknown>((resolve) => (lose = resolve));
  client.on('error', (error) => lose(error));
  // One that is closed while it connects would be there all the same.
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
      greet(client),
      // What is no Redis answers something else, and the library goes on waiting.
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
    throw error instanceof ErrorReply ? new ErrorReply(withoutSecret(error.message, access)) : error;
  } finally {
    end.abort();
  }
}

/** A Redis that has no AUTH command quotes what it was sent. */
function withoutSecret(text: string, { password }: RedisAccess): string {
  return password === undefined ? text : text.replaceAll(password, '(password)');
}

/** A user that may not ping may still read. */
async function greet(client: RedisClient): Promise<void> {
  await client.connect();
  await client.ping().catch((error: Error) => {
    if (!error.message.startsWith('NOPERM')) throw error;
  });
}

function newClient(
  { url, username }: RedisClientOptions,
  { password, tls }: RedisAccess,
  openingSeconds: number,
) {
  const path = url.startsWith('unix://') ? url.slice('unix://'.length) : undefined;
  return createClient({
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    RESP: 2,
    disableOfflineQueue: true,
    // Its errors are ignored, and would take the place of what Redis says to whom it does not want at all.
    disableClientInfo: true,
    ...(path === undefined ? { url } : {}),
    socket: {
      // Less than the whole: a client that is destroyed while it connects would go on.
      connectTimeout: openingSeconds * 800,
      // The next one will have read the files anew.
      reconnectStrategy: false,
      ...(path === undefined ? {} : { path }),
      ...(url.startsWith('rediss://') ? { tls: true as const, ...tls } : {}),
    },
  });
}

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
