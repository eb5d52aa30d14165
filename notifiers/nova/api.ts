import { z } from 'zod';
import { describeAnswer, failure, type Failure, type HttpAnswer } from '../http-client/http-outcome.ts';
import type { NovaClient } from './client.ts';

const computeService = z.object({
  id: z.string(),
  binary: z.string(),
  host: z.string(),
  status: z.string(),
  disabled_reason: z.string().nullish(),
});

/** A nova-compute service. */
export type ComputeService = z.output<typeof computeService>;

/** An answer of Nova. */
interface ComputeServices {
  readonly kind: 'services';
  readonly services: readonly ComputeService[];
}

const server = z.object({
  id: z.string().regex(/^[\w-]+$/),
  name: z.string(),
  status: z.string(),
  // Visible to administrators only; without it nobody can tell where a server runs.
  'OS-EXT-SRV-ATTR:host': z.string().nullish(),
  'OS-EXT-STS:task_state': z.string().nullish(),
});

/** A virtual machine. */
export type NovaServer = Pick<z.output<typeof server>, 'id' | 'name'>;

/** The part of Nova's API that takes load off a host. No method rejects. */
export class NovaApi {
  readonly #client: NovaClient;

  constructor(client: NovaClient) {
    this.#client = client;
  }

  /** Lists the nova-compute services of a host by Nova's name; empty for a host that is no hypervisor. */
  async computeServices(host: string, signal: AbortSignal): Promise<ComputeServices | Failure> {
    const list = await this.#services({ host, binary: 'nova-compute' }, signal);
    if (list.kind === 'failed') return list;
    // Filtered again: no proxy or bug in between must make us disable another host.
    const services = list.services.filter(
      (service) => service.host === host && service.binary === 'nova-compute',
    );
    return { kind: 'services', services };
  }

  /** Lists the nova-compute services of all hosts, which needs the role that disabling one needs. */
  async allComputeServices(signal: AbortSignal): Promise<ComputeServices | Failure> {
    return this.#services({ binary: 'nova-compute' }, signal);
  }

  /** Keeps new servers away from the host. Running servers stay. */
  async disable({ id }: ComputeService, reason: string, signal: AbortSignal): Promise<HttpAnswer | Failure> {
    return this.#update(id, { status: 'disabled', disabled_reason: reason }, signal);
  }

  async enable({ id }: ComputeService, signal: AbortSignal): Promise<HttpAnswer | Failure> {
    return this.#update(id, { status: 'enabled' }, signal);
  }

  /** Lists the running servers of a host, of all projects, without those that are already migrating. */
  async activeServers(
    host: string,
    signal: AbortSignal,
  ): Promise<{ readonly kind: 'servers'; readonly servers: readonly NovaServer[] } | Failure> {
    const query = new URLSearchParams({ host, all_tenants: '1', status: 'ACTIVE' });
    const schema = z.object({ servers: z.array(server) });
    const list = await this.#get(`/servers/detail?${query.toString()}`, schema, signal);
    if (list.kind === 'failed') return list;
    // Nova ignores filters that a user may not use, and would list servers of other hosts.
    const servers = list.value.servers.filter(
      (found) =>
        found['OS-EXT-SRV-ATTR:host'] === host &&
        found.status === 'ACTIVE' &&
        !found['OS-EXT-STS:task_state'],
    );
    return { kind: 'servers', servers };
  }

  /** Asks Nova to migrate a server to a host of the scheduler's choice. Success means accepted, not migrated. */
  async liveMigrate({ id }: NovaServer, signal: AbortSignal): Promise<HttpAnswer | Failure> {
    const json = { 'os-migrateLive': { host: null, block_migration: 'auto' } };
    return this.#client.request('POST', `/servers/${id}/action`, json, signal);
  }

  async #services(
    filter: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<ComputeServices | Failure> {
    const query = new URLSearchParams(filter);
    const schema = z.object({ services: z.array(computeService) });
    const list = await this.#get(`/os-services?${query.toString()}`, schema, signal);
    return list.kind === 'failed' ? list : { kind: 'services', services: list.value.services };
  }

  async #update(id: string, json: object, signal: AbortSignal): Promise<HttpAnswer | Failure> {
    return this.#client.request('PUT', `/os-services/${encodeURIComponent(id)}`, json, signal);
  }

  async #get<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    signal: AbortSignal,
  ): Promise<{ readonly kind: 'value'; readonly value: z.output<Schema> } | Failure> {
    const answer = await this.#client.request('GET', path, undefined, signal);
    if (answer.kind === 'failed') return answer;
    try {
      return { kind: 'value', value: schema.parse(JSON.parse(answer.body)) };
    } catch {
      return failure('bad-answer', true, `${describeAnswer(answer)} with something else than expected`);
    }
  }
}
