import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { epochSeconds } from '../../plugins/process/clock.ts';

/** A complete request. */
export interface ReceivedRequest {
  /** When it was complete, epoch seconds. */
  readonly time: number;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The answer to a request. */
export interface Answer {
  readonly status: number;
  /** (Default: none but those that node:http adds) */
  readonly headers?: Readonly<Record<string, string>>;
  /** (Default: empty) */
  readonly body?: string;
}

/** The address to listen on. */
export interface ListenOptions {
  /** (Default: 0, any free port) */
  readonly port?: number;
  /** (Default: 127.0.0.1, so that nobody else can reach it) */
  readonly host?: string;
}

export interface LoopbackServer {
  /** Such as `http://127.0.0.1:8080`, without a trailing slash. */
  readonly url: string;
  /** Stops the server, with its open connections and pending answers. */
  close(): Promise<void>;
}

/** Size limit of a request's body; the connection of a longer one is closed. */
const maxBytes = 16 * 1024 * 1024;

/**
 * Starts an HTTP server for a dummy: from a whole request to a whole answer.
 *
 * @param answer must not reject.
 * @throws Error from `listen`, such as EADDRINUSE.
 */
export async function startLoopbackServer(
  answer: (request: ReceivedRequest) => Answer | Promise<Answer>,
  { port = 0, host = '127.0.0.1' }: ListenOptions = {},
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      if (body === undefined) return response.destroy();
      const { method = '', url = '', headers } = request;
      const reply = await answer({ time: epochSeconds(), method, url, headers, body });
      return response.writeHead(reply.status, reply.headers).end(reply.body);
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    url: formatUrl(server.address() as AddressInfo),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function formatUrl({ address, port }: AddressInfo): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** Undefined when it is too long or the client went away. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > maxBytes) return undefined;
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** An answer in JSON. */
export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** An answer in HTML, as a proxy or web server in front of a service gives. */
export function htmlAnswer(status: number, title: string): Answer {
  const body = `<!DOCTYPE html><html><head><title>${status} ${title}</title></head><body><h1>${title}</h1></body></html>`;
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8' }, body };
}

/** The body parsed, or undefined when it is not JSON. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
