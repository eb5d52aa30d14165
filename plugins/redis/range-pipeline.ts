import { connect as connectPlainly, type Socket } from 'node:net';
import { connect as connectByTls } from 'node:tls';
import { readRedisAccess } from './access.ts';
import type { RedisClientOptions } from './client.ts';
import { bulks, rangeCommands } from './range-commands.ts';
import { RangeReplies, type RangeQuestion, type RangeTaker } from './range-replies.ts';

/** Redis refuses the connection, and says why. */
export class PipelineRefusal extends Error {
  override name = 'PipelineRefusal';
}

/** Questions that wait for their answers. */
interface Asked {
  left: number;
  readonly taker: RangeTaker;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/**
 * A connection that asks for many series at once: all questions of a batch are sent together, and no promise, text or
 * object is made for a single answer. It never reconnects.
 */
export class RangePipeline {
  readonly #socket: Socket;
  readonly #replies = new RangeReplies();
  /** In the order of their questions. */
  readonly #asked: Asked[] = [];
  #lost: Error | undefined;

  /** @param socket a connection that is logged in */
  constructor(socket: Socket) {
    this.#socket = socket;
    const lose = (reason: Error): void => {
      this.#lost ??= reason;
      socket.destroy();
      for (const { reject } of this.#asked.splice(0)) reject(this.#lost);
    };
    socket.on('data', (bytes) => {
      try {
        this.#replies.take(bytes, this.#taker);
      } catch (error) {
        lose(error as Error);
      }
    });
    socket.on('error', lose);
    socket.on('close', () => lose(new Error('the connection was closed')));
  }

  get isOpen(): boolean {
    return this.#lost === undefined;
  }

  /** Asks all, and gives the answers to `taker` in that order; rejects when the connection is lost. */
  ask(questions: readonly RangeQuestion[], taker: RangeTaker): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost);
      if (questions.length === 0) return resolve();
      this.#asked.push({ left: questions.length, taker, resolve, reject });
      this.#socket.write(rangeCommands(questions));
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  readonly #taker: RangeTaker = {
    member: (bytes, from, to, scoreFrom, scoreTo) =>
      this.#present.taker.member(bytes, from, to, scoreFrom, scoreTo),
    end: () => {
      this.#present.taker.end();
      this.#next();
    },
    refuse: (message) => {
      this.#present.taker.refuse(message);
      this.#next();
    },
  };

  get #present(): Asked {
    const [present] = this.#asked;
    if (!present) throw new Error('it answers without a question');
    return present;
  }

  #next(): void {
    const present = this.#present;
    if (--present.left > 0) return;
    this.#asked.shift();
    present.resolve();
  }
}

function encode(...words: readonly string[]): string {
  return `*${words.length}\r\n${bulks(...words)}`;
}

/** Opens and logs in, by the same options as the client; rejects when that fails. */
export async function openPipeline(options: RedisClientOptions, signal: AbortSignal): Promise<RangePipeline> {
  const { password, tls } = await readRedisAccess(options, options.secrets);
  const { username, url } = options;
  const { host, port, database, path } = placeOf(url);
  const isAnonymous = username === undefined && password === undefined;
  const commands = [
    ...(isAnonymous ? [] : [encode('AUTH', username ?? 'default', password ?? '')]),
    ...(database === '0' ? [] : [encode('SELECT', database)]),
    encode('PING'),
  ];
  const address = path === undefined ? { host, port } : { path };
  return new Promise((resolve, reject) => {
    const socket = url.startsWith('rediss://')
      ? connectByTls({ ...address, ...tls })
      : connectPlainly(address);
    const end = (): void => {
      socket.destroy(new Error('Redis does not answer'));
    };
    signal.addEventListener('abort', end, { once: true });
    socket.setTimeout(options.silenceSeconds * 1000, end);
    const fail = (reason: Error): void => {
      signal.removeEventListener('abort', end);
      reject(reason);
    };
    socket.once('error', fail);
    const finish = (): void => {
      socket.off('error', fail);
      socket.off('data', take);
      socket.setTimeout(0);
      signal.removeEventListener('abort', end);
      resolve(new RangePipeline(socket));
    };
    let text = '';
    const take = (bytes: Buffer): void => {
      text += bytes.toString('latin1');
      const lines = text.split('\r\n').slice(0, -1);
      // A user that may not PING may still read.
      const refusal = lines.find((line) => !/^(\+|-NOPERM)/.test(line));
      if (refusal !== undefined) socket.destroy(new PipelineRefusal(refusal.replace(/^-/, '')));
      else if (lines.length >= commands.length) finish();
    };
    socket.once(url.startsWith('rediss://') ? 'secureConnect' : 'connect', () => {
      socket.setNoDelay(true);
      socket.on('data', take);
      socket.write(commands.join(''));
    });
  });
}

interface Place {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly path: string | undefined;
}

function placeOf(url: string): Place {
  const none = { host: '', port: 0, database: '0' };
  if (url.startsWith('unix://')) return { ...none, path: url.slice('unix://'.length) };
  const { hostname, port, pathname } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: Number(port || 6379), database: pathname.slice(1) || '0', path: undefined };
}
