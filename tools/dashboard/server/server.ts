import { once } from 'node:events';
import { chmodSync, lstatSync, unlinkSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import type { ListenAddress } from '../../../plugins/config/listen-address.ts';
import type { ServerAccess } from './server-access.ts';

/** The bounds of what clients can take. */
export interface ServerBounds {
  /** Clients that are connected at once; further ones are hung up on. */
  readonly maxClients: number;
  /** Seconds in which a client has to send the head of a request, all of it, and to read the answer. */
  readonly headSeconds: number;
  readonly requestSeconds: number;
  readonly answerSeconds: number;
  /** Seconds that answers under way get at the end. */
  readonly closeSeconds: number;
}

const usualBounds: ServerBounds = {
  maxClients: 1500,
  headSeconds: 10,
  requestSeconds: 30,
  answerSeconds: 60,
  closeSeconds: 3,
};
/** Seconds that an idle connection is kept. */
const idleSeconds = 15;
/** A proxy runs as another user of the group. */
const socketMode = 0o660;

/** A server that listens. */
export interface RunningServer {
  /** Such as `http://127.0.0.1:9977`, or `unix:/path`. */
  readonly url: string;
  /** Shows another certificate from the next connection on; the server has to have TLS. */
  renew(tls: NonNullable<ServerAccess['tls']>): void;
  /** Ends: no new requests, and answers under way for three more seconds. */
  close(): Promise<void>;
}

/**
 * Starts the server. A client that is slow to ask or to read is hung up on, so that many of them hold little.
 *
 * @param bounds (default: 1,500 clients, and seconds that a person with a bad connection can bear)
 * @returns rejects with the error of `listen`, such as EADDRINUSE
 */
export async function startServer(
  address: ListenAddress,
  tls: ServerAccess['tls'],
  listener: RequestListener,
  bounds: ServerBounds = usualBounds,
): Promise<RunningServer> {
  const { maxClients, headSeconds, requestSeconds, answerSeconds, closeSeconds } = bounds;
  const options = { headersTimeout: headSeconds * 1000, requestTimeout: requestSeconds * 1000 };
  const listening: RequestListener = (request, response) => {
    const late = setTimeout(() => request.socket.destroy(), answerSeconds * 1000);
    response.once('close', () => clearTimeout(late));
    listener(request, response);
  };
  const tlsServer = tls && createTlsServer({ ...options, ...tlsOptions(tls) }, listening);
  const server = tlsServer ?? createServer(options, listening);
  server.maxConnections = maxClients;
  server.keepAliveTimeout = idleSeconds * 1000;
  if (address.kind === 'unix') await listenAt(server, address.path);
  else {
    server.listen(address.port, address.host);
    await once(server, 'listening');
  }
  return {
    url: urlOf(server, address, tls !== undefined),
    renew: (next) => tlsServer?.setSecureContext(tlsOptions(next)),
    close: () => close(server, closeSeconds),
  };
}

function tlsOptions({ cert, key, clientCa }: NonNullable<ServerAccess['tls']>) {
  // A client without a certificate may have a token: the guard decides.
  const asked = clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: false };
  return { cert, key, minVersion: 'TLSv1.2', ...asked } as const;
}

/** Listens at a Unix socket; one that a killed server has left is removed. */
async function listenAt(server: Server, path: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      server.listen(path);
      await once(server, 'listening');
      chmodSync(path, socketMode);
      return;
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || attempt > 0 || !(await isLeftBehind(path))) throw error;
      unlinkSync(path);
    }
  }
}

/** True for a socket that nobody listens at; false for anything else. */
async function isLeftBehind(path: string): Promise<boolean> {
  if (!lstatSync(path).isSocket()) return false;
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
  } finally {
    socket.destroy();
  }
}

function urlOf(server: Server, address: ListenAddress, isTls: boolean): string {
  if (address.kind === 'unix') return `unix:${address.path}`;
  const { port } = server.address() as AddressInfo;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${isTls ? 'https' : 'http'}://${host}:${port}`;
}

async function close(server: Server, closeSeconds: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), closeSeconds * 1000);
  await closed;
  clearTimeout(late);
}
