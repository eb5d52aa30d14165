import { randomUUID } from 'node:crypto';
import { type Answer, type ReceivedRequest, jsonAnswer, parseJson } from '../loopback-server.ts';
import {
  novaError,
  actOnServer,
  describeServer,
  type DummyServer,
  describeService,
  updateService,
  type DummyService,
} from './nova-resources.ts';

/** The newest microversion of a Nova with all that the dummy knows (Zed). */
const newest = '2.93';

/** The part of Nova's compute API that concerns the services of hosts, and moving servers away from them. */
export class NovaDummy {
  readonly services: DummyService[] = [];
  readonly servers: DummyServer[] = [];
  readonly #microversion: string;
  readonly #onChange: ((line: string) => void) | undefined;

  /**
   * @param microversion the newest one it speaks. (Default: 2.93)
   * @param onChange called with a line for people after each change by a client.
   */
  constructor(microversion = newest, onChange?: (line: string) => void) {
    this.#microversion = microversion;
    this.#onChange = onChange;
    this.addService('controller', 'nova-scheduler');
  }

  addService(host: string, binary = 'nova-compute'): DummyService {
    const id = randomUUID();
    const service = { id, binary, host, status: 'enabled' as const, disabledReason: null, forcedDown: false };
    this.services.push(service);
    return service;
  }

  addServer(host: string, name: string, fields: Partial<DummyServer> = {}): DummyServer {
    const server = { id: randomUUID(), name, host, status: 'ACTIVE' as const, isLocked: false, ...fields };
    this.servers.push(server);
    return server;
  }

  /** @param role from Keystone, for the request's token. */
  answer(request: ReceivedRequest, role: 'none' | 'member' | 'admin'): Answer {
    const answer = this.#answer(request, role);
    return { ...answer, headers: { ...answer.headers, 'x-openstack-request-id': `req-${randomUUID()}` } };
  }

  #answer(request: ReceivedRequest, role: 'none' | 'member' | 'admin'): Answer {
    const { method, headers } = request;
    const url = new URL(request.url, 'http://dummy');
    const [collection, id, action, ...more] = url.pathname.replace('/v2.1', '').split('/').slice(1);
    // Without a token, too, so that clients can negotiate before they log in.
    if (!collection) return jsonAnswer(200, this.#describeVersion());
    if (role === 'none') return unauthorized;
    const asked = /^compute (2\.\d+)$/.exec(
      headers['openstack-api-version']?.toString() ?? 'compute 2.1',
    )?.[1];
    if (asked === undefined) return novaError(400, 'API Version String is of invalid format.');
    if (minorOf(asked) > minorOf(this.#microversion))
      return novaError(
        406,
        `Version ${asked} is not supported by the API. Maximum is ${this.#microversion}.`,
      );
    if (role === 'member') return novaError(403, "Policy doesn't allow this to be performed.");
    if (more.length > 0) return notFound;
    if (collection === 'os-services') {
      if (id === undefined) return method === 'GET' ? this.#listServices(url) : notFound;
      const known = this.services.find((service) => service.id === id);
      if (method !== 'PUT' || action !== undefined || minorOf(asked) < 53) return notFound;
      return known ? this.#update(known, request) : novaError(404, `Service ${id} not found.`);
    }
    if (collection !== 'servers') return notFound;
    if (method === 'GET' && id === 'detail' && action === undefined) return this.#listServers(url);
    const known = this.servers.find((server) => server.id === id);
    if (method !== 'POST' || action !== 'action') return notFound;
    return known ? this.#act(known, request) : novaError(404, `Instance ${id} not found.`);
  }

  #update(service: DummyService, { body }: ReceivedRequest): Answer {
    const answer = updateService(service, parseJson(body));
    const { binary, host, status, disabledReason } = service;
    const reason = disabledReason === null ? '' : ` (${JSON.stringify(disabledReason)})`;
    if (answer.status === 200) this.#onChange?.(`${binary} on ${host} is ${status}${reason}`);
    return answer;
  }

  #act(server: DummyServer, { body }: ReceivedRequest): Answer {
    const answer = actOnServer(server, parseJson(body));
    if (answer.status === 202) this.#onChange?.(`server ${server.name} moves away from ${server.host}`);
    return answer;
  }

  #describeVersion(): unknown {
    return { version: { id: 'v2.1', status: 'CURRENT', version: this.#microversion, min_version: '2.1' } };
  }

  #listServices({ searchParams: query }: URL): Answer {
    const services = this.services.filter(
      (service) =>
        service.host === (query.get('host') ?? service.host) &&
        service.binary === (query.get('binary') ?? service.binary),
    );
    return jsonAnswer(200, { services: services.map(describeService) });
  }

  /** Without `all_tenants` only the project's own: here none. */
  #listServers({ searchParams: query }: URL): Answer {
    const servers = this.servers.filter(
      (server) =>
        query.get('all_tenants') === '1' &&
        server.host === (query.get('host') ?? server.host) &&
        server.status === (query.get('status') ?? server.status),
    );
    return jsonAnswer(200, { servers: servers.map(describeServer) });
  }
}

function minorOf(microversion: string): number {
  return Number(microversion.split('.')[1]);
}

const notFound = novaError(404, 'The resource could not be found.');

/** Written by Keystone's middleware in front of Nova. */
const unauthorized = jsonAnswer(401, {
  error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' },
});
