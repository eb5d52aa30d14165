import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

const piece = Buffer.alloc(64 * 1024, 'x');
const hundredMegabytes = 100 * 1024 * 1024;

/** Misbehaviours of a receiver on its socket, after it has read a request. */
const misbehaviours = {
  'closes at once': (socket) => void socket.destroy(),
  'speaks no HTTP': (socket) => void socket.end('220 mail.test ESMTP\r\n'),
  'closes in the middle of its answer': (socket) =>
    void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'),
  'switches to another protocol': (socket) =>
    void socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
  'sends 100 MB': (socket, poured) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${hundredMegabytes}\r\n\r\n`);
    void pour(socket, piece, poured);
  },
  'sends 100 MB as the body of an error': (socket, poured) => {
    socket.write(
      `HTTP/1.1 404 Not Found\r\nContent-Encoding: gzip\r\nContent-Length: ${hundredMegabytes}\r\n\r\n`,
    );
    void pour(socket, piece, poured);
  },
  'sends headers without end': (socket, poured) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    void pour(socket, `X-Filler: ${'x'.repeat(8000)}\r\n`, poured);
  },
  'never answers': () => undefined,
  'answers headers and then nothing': (socket) =>
    void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n'),
  'drips for ever': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n');
    const timer = setInterval(() => socket.write('x'), 50);
    socket.once('close', () => clearInterval(timer));
  },
  'announces an answer without end': (socket, poured) =>
    void pour(socket, 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(100), poured),
} satisfies Record<string, (socket: Socket, poured: (bytes: number) => void) => void>;

export type Misbehaviour = keyof typeof misbehaviours;

/** Misbehaviours that end an attempt at once, and those that only its own timeout ends. */
export const slowMisbehaviours: readonly Misbehaviour[] = [
  'never answers',
  'answers headers and then nothing',
  'drips for ever',
  'announces an answer without end',
];
export const fastMisbehaviours: readonly Misbehaviour[] = (
  Object.keys(misbehaviours) as Misbehaviour[]
).filter((name) => !slowMisbehaviours.includes(name));

/** A request that the receiver has read. */
export interface ReadRequest {
  readonly key: string;
  readonly body: string;
}

/** The reaction to a request: a status, a misbehaviour, or a function. */
export type Behaviour = number | Misbehaviour | ((socket: Socket) => void);

/** PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** An HTTP receiver on loopback that misbehaves until its behaviour is set to a status. */
export class HostileReceiver {
  /** Every request, and the behaviour at that time. */
  readonly requests: (ReadRequest & { readonly behaviour: Behaviour })[] = [];
  behaviour: Behaviour;
  /** Bytes of endless answers that the other side, or the kernel, has taken. */
  pouredBytes = 0;
  readonly #server: Server;

  private constructor(behaviour: Behaviour, certificate: Certificate | undefined) {
    this.behaviour = behaviour;
    const take = (request: IncomingMessage): void => void this.#take(request);
    this.#server = certificate ? createTlsServer(certificate, take) : createServer(take);
  }

  /** @param certificate speaks TLS (default: plain HTTP) @param port (default: any that is free) */
  static async start(behaviour: Behaviour, certificate?: Certificate, port = 0): Promise<HostileReceiver> {
    const receiver = new HostileReceiver(behaviour, certificate);
    receiver.#server.listen(port, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get origin(): string {
    return `${'setSecureContext' in this.#server ? 'https' : 'http'}://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Sets the certificate for new connections. */
  renew(certificate: Certificate): void {
    (this.#server as TlsServer).setSecureContext(certificate);
  }

  /** The idempotency keys of requests that were answered with 200, in order. */
  get taken(): string[] {
    return this.requests.filter(({ behaviour }) => behaviour === 200).map(({ key }) => key);
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #take(request: IncomingMessage): Promise<void> {
    const { socket, headers } = request;
    socket.on('error', () => socket.destroy());
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    } catch {
      return;
    }
    const { behaviour } = this;
    const body = Buffer.concat(chunks).toString();
    this.requests.push({ key: String(headers['idempotency-key']), body, behaviour });
    if (typeof behaviour === 'function') return behaviour(socket);
    if (typeof behaviour === 'number')
      return void socket.end(
        `HTTP/1.1 ${behaviour} As told\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
      );
    misbehaviours[behaviour](socket, (bytes) => (this.pouredBytes += bytes));
  }
}

/** Writes as fast as the other side reads, 100 MB at most. */
async function pour(socket: Socket, text: Buffer | string, poured: (bytes: number) => void): Promise<void> {
  for (let written = 0; written < hundredMegabytes && !socket.destroyed; written += text.length) {
    poured(text.length);
    if (socket.write(text)) continue;
    await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
  }
}
