import { once } from 'node:events';
import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A request as the proxy has seen it. */
export interface ProxiedRequest {
  /** Method and target, such as `CONNECT receiver.test:443`. */
  readonly line: string;
  readonly host: string | undefined;
  readonly authorization: string | undefined;
}

/** An HTTP proxy that leads every name to 127.0.0.1. */
export class ForwardProxy {
  readonly requests: ProxiedRequest[] = [];
  /** Instead of passing on: the status to answer, or nothing at all. */
  refusal: number | 'silence' | undefined;
  readonly #server: Server;
  readonly #scheme: 'http' | 'https';
  readonly #sockets = new Set<Socket>();

  /** @param certificate of a proxy that is spoken to by TLS */
  constructor(certificate?: { readonly cert: string; readonly key: string }) {
    this.#scheme = certificate ? 'https' : 'http';
    const pass: RequestListener = (incoming, answer) => {
      this.#record(`${incoming.method} ${incoming.url}`, incoming.headers);
      if (this.refusal === 'silence') return;
      if (this.refusal !== undefined) {
        answer.writeHead(this.refusal).end();
        return;
      }
      const target = new URL(incoming.url!);
      const { 'proxy-authorization': _secret, ...headers } = incoming.headers;
      const onward = httpRequest(
        {
          host: '127.0.0.1',
          port: target.port,
          path: target.pathname + target.search,
          method: incoming.method,
          headers,
        },
        (inner) => inner.pipe(answer.writeHead(inner.statusCode!, inner.headers)),
      );
      incoming.pipe(onward);
    };
    this.#server = certificate ? createTlsServer(certificate, pass) : createServer(pass);
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('connect', (incoming, socket) => {
      this.#record(`CONNECT ${incoming.url}`, incoming.headers);
      // A socket that nobody reads never ends.
      if (this.refusal === 'silence') {
        socket.resume().on('end', () => socket.destroy());
        return;
      }
      if (this.refusal !== undefined) {
        socket.end(`HTTP/1.1 ${this.refusal} No\r\n\r\n`);
        return;
      }
      const onward = connect(Number(incoming.url!.split(':').at(-1)), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
      for (const end of [socket, onward])
        for (const event of ['error', 'close'] as const)
          end.on(event, () => [socket, onward].forEach((one) => one.destroy()));
    });
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The number of open connections. */
  get connections(): number {
    return this.#sockets.size;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #record(
    line: string,
    headers: { host?: string | undefined; 'proxy-authorization'?: string | undefined },
  ): void {
    this.requests.push({ line, host: headers.host, authorization: headers['proxy-authorization'] });
  }
}
