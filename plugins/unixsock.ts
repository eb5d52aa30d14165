import { createConnection, type Socket } from 'node:net';
import { parseStatus, ProtocolError, type Status } from './text-protocol.ts';

/** collectd's answer to one command. */
export interface Reply extends Status {
  /** The lines that followed the status line. */
  readonly lines: readonly string[];
}

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (cause: Error) => void;
}

export interface UnixsockOptions {
  /** Commands that may be under way at once (default: 64). */
  readonly window?: number;
  /** Without an answer for this long the connection is given up (default: 10). */
  readonly timeoutSeconds?: number;
}

/**
 * A client of collectd's unixsock plugin.
 *
 * Connects at the first command and again after a connection was lost. The number of commands under way is bounded:
 * a client that writes thousands of commands without reading the replies and collectd that writes thousands of
 * replies wait for each other for ever.
 */
export class UnixsockClient {
  readonly #path: string;
  readonly #window: number;
  readonly #timeoutSeconds: number;
  readonly #underWay: Waiting[] = [];
  readonly #forSlot: (() => void)[] = [];
  #taken = 0;
  #closed = false;
  #socket: Socket | undefined;
  #received = '';
  #status: Status | undefined;
  #lines: string[] = [];

  constructor(path: string, { window = 64, timeoutSeconds = 10 }: UnixsockOptions = {}) {
    this.#path = path;
    this.#window = window;
    this.#timeoutSeconds = timeoutSeconds;
  }

  /**
   * Sends one command and waits for its whole answer. A negative code is an answer, not an error.
   *
   * @param line without a line feed
   * @returns rejects when the socket cannot be reached, is closed, is silent for too long or answers garbage
   */
  async command(line: string): Promise<Reply> {
    if (line.includes('\n')) throw new ProtocolError('a command is one line');
    if (this.#taken >= this.#window) await new Promise<void>((resolve) => this.#forSlot.push(resolve));
    else this.#taken++;
    try {
      return await new Promise<Reply>((resolve, reject) => {
        if (this.#closed) throw new Error('closed');
        this.#underWay.push({ resolve, reject });
        this.#connected().write(`${line}\n`);
      });
    } finally {
      const next = this.#forSlot.shift();
      if (next) next();
      else this.#taken--;
    }
  }

  /** Rejects what waits for an answer or for its turn; no command follows. */
  close(): void {
    this.#closed = true;
    this.#give(new Error('closed'));
  }

  #connected(): Socket {
    if (this.#socket) return this.#socket;
    const socket = createConnection(this.#path);
    socket.setEncoding('utf8');
    socket.setTimeout(this.#timeoutSeconds * 1000);
    const lost = (cause: Error): void => {
      if (this.#socket === socket) this.#give(cause);
    };
    socket.on('data', (text: unknown) => this.#read(String(text), lost));
    socket.on('error', lost);
    socket.on('close', () => lost(new Error(`collectd closed ${this.#path}`)));
    socket.on('timeout', () => {
      if (this.#underWay.length > 0) lost(new Error(`no answer from collectd for ${this.#timeoutSeconds} s`));
    });
    this.#socket = socket;
    return socket;
  }

  #read(text: string, lost: (cause: Error) => void): void {
    this.#received += text;
    for (;;) {
      const end = this.#received.indexOf('\n');
      if (end < 0) {
        if (this.#received.length > longestLine)
          lost(new ProtocolError('collectd answered a line without end'));
        return;
      }
      const line = this.#received.slice(0, end);
      this.#received = this.#received.slice(end + 1);
      try {
        this.#take(line);
      } catch (error) {
        lost(error as Error);
        return;
      }
    }
  }

  #take(line: string): void {
    if (this.#status === undefined) this.#status = parseStatus(line);
    else this.#lines.push(line);
    if (this.#lines.length < this.#status.code) return;
    const reply = { ...this.#status, lines: this.#lines };
    this.#status = undefined;
    this.#lines = [];
    const waiting = this.#underWay.shift();
    if (!waiting) throw new ProtocolError('collectd answered more than it was asked');
    waiting.resolve(reply);
  }

  /** Gives up the connection and everything that waits for an answer on it. */
  #give(cause: Error): void {
    this.#socket?.destroy();
    this.#socket = undefined;
    this.#received = '';
    this.#status = undefined;
    this.#lines = [];
    for (const waiting of this.#underWay.splice(0)) waiting.reject(cause);
  }
}

const longestLine = 64 * 1024;
