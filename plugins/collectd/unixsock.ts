import { createConnection, type Socket } from 'node:net';
import { describeError } from '../../notifiers/error-text.ts';
import { parseStatus, ProtocolError, type Status } from './text-protocol.ts';

/** collectd cannot be asked: it is not there, it is silent, or it answers another language. */
export class CollectdError extends Error {
  override name = 'CollectdError';
  /** The code of the system, such as ENOENT. */
  readonly code: string | undefined;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = (options?.cause as NodeJS.ErrnoException | undefined)?.code;
  }
}

/** collectd's answer to one command. */
export interface Reply extends Status {
  /** The lines after the status line. */
  readonly lines: readonly string[];
}

interface Waiting<Result> {
  readonly resolve: (result: Result) => void;
  readonly reject: (cause: Error) => void;
}

interface UnderWay extends Waiting<Reply> {
  /** Milliseconds of `performance.now()` by which the answer has to be complete. */
  readonly deadline: number;
}

export interface UnixsockOptions {
  /** Maximum number of commands under way (default: 64). */
  readonly window?: number;
  /** The connection is closed when an answer takes longer than this (default: 10). */
  readonly timeoutSeconds?: number;
}

/**
 * A client of collectd's unixsock plugin.
 *
 * Connects at the first command, and again after a connection was lost. The number of commands under way is bounded:
 * a client that writes thousands of commands without reading the replies deadlocks with collectd. The time and the size
 * of an answer are bounded as well.
 */
export class UnixsockClient {
  readonly #path: string;
  readonly #window: number;
  readonly #timeoutSeconds: number;
  readonly #underWay: UnderWay[] = [];
  readonly #forSlot: Waiting<void>[] = [];
  #taken = 0;
  #closed = false;
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #received = '';
  #status: Status | undefined;
  #lines: string[] = [];
  #answerLength = 0;

  constructor(path: string, { window = 64, timeoutSeconds = 10 }: UnixsockOptions = {}) {
    this.#path = path;
    this.#window = window;
    this.#timeoutSeconds = timeoutSeconds;
  }

  /**
   * Sends one command and waits for its whole answer. A negative code is an answer, not an error.
   *
   * @param line without a line feed
   * @returns rejects when the socket cannot be reached, is closed, does not answer in time or sends a malformed answer.
   *   All other commands that wait reject with it. The next command connects again
   */
  async command(line: string): Promise<Reply> {
    if (line.includes('\n')) throw new ProtocolError('a command is one line');
    await this.#slot();
    try {
      return await new Promise<Reply>((resolve, reject) => {
        if (this.#closed) throw new CollectdError('closed');
        const socket = this.#connected();
        this.#underWay.push({
          resolve,
          reject,
          deadline: performance.now() + this.#timeoutSeconds * 1000,
        });
        this.#watch();
        socket.write(`${line}\n`);
      });
    } finally {
      const next = this.#forSlot.shift();
      if (next) next.resolve();
      else this.#taken--;
    }
  }

  /** Closes the connection for good; commands that wait reject. */
  close(): void {
    this.#closed = true;
    this.#give(new CollectdError('closed'));
  }

  async #slot(): Promise<void> {
    if (this.#closed) throw new CollectdError('closed');
    if (this.#taken >= this.#window) {
      await new Promise<void>((resolve, reject) => this.#forSlot.push({ resolve, reject }));
    } else this.#taken++;
  }

  #connected(): Socket {
    if (this.#socket) return this.#socket;
    // As an option: a path of digits alone would be taken for a TCP port.
    const socket = createConnection({ path: this.#path });
    socket.setEncoding('utf8');
    const lost = (cause: Error): void => {
      if (this.#socket === socket) this.#give(cause);
    };
    socket.on('data', (text: unknown) => {
      if (this.#socket !== socket) return;
      try {
        this.#read(String(text));
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        lost(error);
      }
    });
    socket.on('error', lost);
    socket.on('close', () => lost(new CollectdError(`collectd closed ${this.#path}`)));
    this.#socket = socket;
    return socket;
  }

  /** Sets a timer for the oldest command under way; answers come in the order of the commands. */
  #watch(): void {
    if (this.#timer || this.#underWay.length === 0) return;
    const left = this.#underWay[0]!.deadline - performance.now();
    // Data that arrived while this process was held up is read first.
    this.#timer = setTimeout(() => setImmediate(() => this.#judge()), Math.max(0, left)).unref();
  }

  #judge(): void {
    this.#timer = undefined;
    const oldest = this.#underWay[0];
    if (oldest && oldest.deadline <= performance.now()) {
      this.#give(new CollectdError(`no answer from collectd for ${this.#timeoutSeconds} s`));
    } else this.#watch();
  }

  #read(text: string): void {
    this.#received += text;
    for (;;) {
      const end = this.#received.indexOf('\n');
      if (end < 0) {
        if (this.#received.length > maxLineLength)
          throw new ProtocolError('collectd answered a line without end');
        return;
      }
      const line = this.#received.slice(0, end);
      this.#received = this.#received.slice(end + 1);
      this.#take(line);
    }
  }

  #take(line: string): void {
    this.#answerLength += line.length + 1;
    if (this.#answerLength > maxAnswerLength) {
      throw new ProtocolError(`collectd's answer is longer than ${maxAnswerLength / 2 ** 20} MiB`);
    }
    if (this.#status === undefined) this.#status = parseStatus(line);
    else this.#lines.push(line);
    if (this.#lines.length < this.#status.code) return;
    const reply = { ...this.#status, lines: this.#lines };
    this.#forgetAnswer();
    const waiting = this.#underWay.shift();
    if (!waiting) throw new ProtocolError('collectd answered more than it was asked');
    waiting.resolve(reply);
  }

  #forgetAnswer(): void {
    this.#status = undefined;
    this.#lines = [];
    this.#answerLength = 0;
  }

  /** Closes the connection and rejects everything that waits. */
  #give(cause: Error): void {
    const error = cause instanceof CollectdError ? cause : new CollectdError(describeError(cause), { cause });
    this.#socket?.destroy();
    this.#socket = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#received = '';
    this.#forgetAnswer();
    for (const waiting of [...this.#underWay.splice(0), ...this.#forSlot.splice(0)]) waiting.reject(error);
  }
}

const maxLineLength = 64 * 1024;
/** In characters: the names of half a million series. */
const maxAnswerLength = 32 * 2 ** 20;
