import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import type { TransitionLog } from './logger.ts';
import type { RedisReads } from './write-redis.ts';

/** An open or reconnecting connection; commands fail at once while it is not open. */
export interface RedisConnection {
  readonly commands: RedisReads;
  /** Whether there is a connection now. */
  readonly isOpen: boolean;
  /** Settles with the first connection, or after `seconds` without one; never rejects. */
  opened(seconds: number): Promise<void>;
  close(): void;
}

export interface RedisConnectionOptions {
  /** `redis://host:port/db`, `rediss://...` or `unix:///path`, without a password. */
  readonly url: string;
  readonly password: string | undefined;
  /** A connection that answers nothing for this long is given up; longer than the pause between rounds. */
  readonly silenceSeconds: number;
}

const longestRetrySeconds = 5;

/**
 * Connects in the background and again whenever the connection is lost, and says so once each time.
 *
 * Commands are not queued while there is no connection: a round that fails is made up for by the next one.
 */
export function connectRedis(
  { url, password, silenceSeconds }: RedisConnectionOptions,
  log: TransitionLog,
): RedisConnection {
  const path = url.startsWith('unix://') ? url.slice('unix://'.length) : undefined;
  const subject = `Redis at ${url}`;
  const client = createClient({
    ...(path === undefined ? { url } : {}),
    ...(password === undefined ? {} : { password }),
    RESP: 2,
    disableOfflineQueue: true,
    socket: {
      ...(path === undefined ? {} : { path }),
      connectTimeout: longestRetrySeconds * 1000,
      socketTimeout: silenceSeconds * 1000,
      reconnectStrategy: (retries: number) => Math.min(2 ** retries * 0.1, longestRetrySeconds) * 1000,
    },
  });
  client.on('error', (error: Error) =>
    log.failing(
      subject,
      `cannot be used: ${withoutSecret(describe(error), password)}; trying again every ${longestRetrySeconds} s`,
    ),
  );
  client.on('ready', () => log.well(subject));
  // Rejects when it is closed before it ever was open; everything else reaches the listener above.
  const connected = client.connect().catch(() => undefined);
  return {
    commands: client,
    get isOpen() {
      return client.isReady;
    },
    opened: async (seconds) => {
      const patience = new AbortController();
      await Promise.race([connected, sleep(seconds * 1000, undefined, patience)]).finally(() =>
        patience.abort(),
      );
    },
    close: () => client.destroy(),
  };
}

/** Connection errors of Node's sometimes have a code and no message. */
function describe(error: Error): string {
  const { code, errors } = error as { code?: string; errors?: Error[] };
  return error.message || errors?.[0]?.message || code || error.name;
}

/** A Redis that has no AUTH command quotes what it was sent. */
function withoutSecret(text: string, secret: string | undefined): string {
  return secret ? text.replaceAll(secret, '(password)') : text;
}
