import { once } from 'node:events';
import { createServer, isIP, type AddressInfo, type BlockList, type Server, type Socket } from 'node:net';
import type { LogSubject, TransitionLog } from '../process/logger.ts';
import { LapsingConditions } from './lapsing-conditions.ts';
import { MalformedRequestError } from './resp-requests.ts';
import { RelaySession, type SessionParts } from './relay-session.ts';

/** Where to listen: an address, or a descriptor that systemd has passed. */
export type ListenPlace = { readonly host: string; readonly port: number } | { readonly fd: number };

export interface RelayServerParts extends Omit<SessionParts, 'onRefusal'> {
  /** Returns who may connect beside this machine. */
  readonly clients: () => BlockList;
  readonly log: TransitionLog;
  /** See {@link LapsingConditions}. */
  readonly lapseSeconds?: number;
}

/** A collectd has one connection for each node of write_redis. */
export const maxClients = 512;
/** A client that has sent no sample for this long since it connected is hung up on. */
const strangerSeconds = 30;
/** A client that does not read its answers is not read from beyond this. */
const maxUnreadBytes = 64 * 1024;
const keepAliveSeconds = 60;

/** Listens for write_redis, and keeps each connection open whatever becomes of Redis. */
export class RelayServer {
  readonly #parts: RelayServerParts;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();

  readonly #conditions: LapsingConditions;
  readonly #connections: LogSubject;

  constructor(parts: RelayServerParts) {
    this.#parts = parts;
    this.#conditions = new LapsingConditions(parts.log, parts.lapseSeconds);
    this.#connections = parts.log.subject('relay: connections');
  }

  /** Number of open connections. */
  get clientCount(): number {
    return this.#sockets.size;
  }

  /** @returns the address that is listened at; rejects with the error of `listen`, such as EADDRINUSE */
  async listen(place: ListenPlace): Promise<AddressInfo> {
    const server = createServer({
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveSeconds * 1000,
    });
    server.maxConnections = maxClients;
    server.on('connection', (socket) => this.#serve(socket));
    server.on('drop', () => this.#connections.failing(`are refused: ${maxClients} are open already`));
    server.listen('fd' in place ? { fd: place.fd } : { host: place.host, port: place.port });
    await once(server, 'listening');
    this.#servers.push(server);
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a socket that is not of TCP');
    return address;
  }

  /** Stops to listen, and hangs up. */
  close(): void {
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#conditions.close();
  }

  #serve(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    // A link-local address has its interface behind it.
    const [address] = (socket.remoteAddress ?? '').split('%') as [string];
    if (!this.#isWelcome(address)) {
      this.#conditions.failing(
        'relay: connections of machines',
        'are refused that are not in relay.allowFrom',
        `, such as ${address}`,
      );
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    const failing = (message: string, detail?: string): void =>
      this.#conditions.failing(`relay: client ${address}`, message, detail);
    const session = new RelaySession({
      ...this.#parts,
      onRefusal: (reason) => failing(`sent what is not taken: ${reason}`),
    });
    const stranger = setTimeout(() => {
      if (session.samples === 0) socket.destroy();
    }, strangerSeconds * 1000);
    socket.once('close', () => {
      clearTimeout(stranger);
      this.#sockets.delete(socket);
      // Not at once: connections that come and go would fill the log.
      if (this.#sockets.size < maxClients / 2) this.#connections.recovered();
    });
    socket.on('drain', () => socket.resume());
    socket.on('data', (chunk: Buffer) => {
      try {
        const answer = session.take(chunk);
        if (answer !== '') socket.write(answer, 'latin1');
        if (socket.writableLength > maxUnreadBytes) socket.pause();
        if (session.hasQuit) socket.end();
      } catch (error) {
        if (!(error instanceof MalformedRequestError)) throw error;
        failing('is hung up on', `: it sent ${error.message}`);
        socket.destroy();
      }
    });
  }

  #isWelcome(address: string): boolean {
    // An IPv4 client of a socket for both families.
    const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
    if (plain.startsWith('127.') || plain === '::1') return true;
    const family = isIP(plain);
    return family !== 0 && this.#parts.clients().check(plain, family === 6 ? 'ipv6' : 'ipv4');
  }
}
