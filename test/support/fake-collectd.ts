import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** A server on a unix socket that answers as the test says. */
export class FakeCollectd {
  readonly path: string;
  /** Every command that came. */
  readonly commands: string[] = [];
  connections = 0;
  /** The answer to a command, line feeds included; undefined for no answer. */
  answer: (command: string, socket: Socket) => string | undefined = () => '0 Success\n';
  readonly #sockets = new Set<Socket>();
  readonly #watchers: ((value: unknown) => void)[] = [];
  #server: Server | undefined;

  constructor(path: string) {
    this.path = path;
  }

  async start(): Promise<void> {
    this.#server = createServer((socket) => this.#serve(socket));
    this.#server.listen(this.path);
    await once(this.#server, 'listening');
  }

  /** Closes what is open and takes the socket away. */
  async stop(): Promise<void> {
    if (!this.#server) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.drop();
    this.#server = undefined;
    await closed;
  }

  /** Closes every connection. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Settles once `done` holds, which is looked at after each command. */
  async seen(done: () => boolean): Promise<void> {
    while (!done()) await new Promise((resolve) => this.#watchers.push(resolve));
  }

  #serve(socket: Socket): void {
    this.connections++;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.setEncoding('utf8');
    let received = '';
    socket.on('data', (text: unknown) => {
      received += String(text);
      const lines = received.split('\n');
      received = lines.pop()!;
      for (const line of lines) {
        this.commands.push(line);
        const answer = this.answer(line, socket);
        if (answer !== undefined && !socket.destroyed) socket.write(answer);
      }
      for (const watcher of this.#watchers.splice(0)) watcher(undefined);
    });
  }
}
