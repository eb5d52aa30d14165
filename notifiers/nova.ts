import { z } from 'zod';
import type { AlertEvent } from './alert-event.ts';
import { toAscii } from './ascii.ts';
import { openCredentials } from './keystone-login.ts';
import { keystoneOptions } from './keystone-options.ts';
import { KeystoneSession } from './keystone.ts';
import { delivered, failed, type Batch, type Delivery, type Notifier } from './notifier.ts';
import { NovaApi, type ComputeService } from './nova-api.ts';
import { NovaClient } from './nova-client.ts';
import { migrationOptions, NovaMigration } from './nova-migration.ts';
import { formatDisabledReason, isReasonOf } from './nova-reason.ts';
import type { NotifierEntry } from './registry.ts';
import { sinkUrl } from './sink-url.ts';

const options = z.strictObject({
  /** Which resources' exhaustion counts, by their names in events. */
  resources: z.array(z.string().min(1)).min(1).default(['memory']),
  /** Moves servers away as well, once the host's service is disabled. (Default: they stay) */
  migrate: migrationOptions.optional(),
  /** Nova's URL. (Default: the `compute` service in Keystone's catalog) */
  endpoint: sinkUrl.optional(),
  /** For one request. */
  timeoutSeconds: z.number().positive().max(300).default(10),
  /** How to log in; each part falls back to its `OS_*` variable. */
  auth: keystoneOptions.prefault({}),
});

/**
 * Keeps new virtual machines away from a hypervisor that is running out of a resource: disables its compute service in
 * OpenStack Nova, and enables it again when that episode ends.
 *
 * The reason that Nova keeps beside a disabled service says who disabled it and for which episode. A service that is
 * disabled for any other reason is neither touched nor enabled. Nothing is ever forced down: the host is alive.
 */
export const nova = {
  name: 'nova' as const,
  options,
  create: (checked, { env, now }) => {
    const { auth, endpoint, timeoutSeconds, migrate, resources } = checked;
    const session = new KeystoneSession(openCredentials(auth, env), now, timeoutSeconds);
    const api = new NovaApi(new NovaClient({ session, endpoint, timeoutSeconds }));
    return new NovaNotifier(api, new Set(resources), migrate && new NovaMigration(api, migrate, now));
  },
} satisfies NotifierEntry<typeof options>;

class NovaNotifier implements Notifier {
  readonly name = 'nova';
  readonly maxEvents = 1;
  readonly #api: NovaApi;
  readonly #resources: ReadonlySet<string>;
  readonly #migration: NovaMigration | undefined;

  constructor(api: NovaApi, resources: ReadonlySet<string>, migration: NovaMigration | undefined) {
    this.#api = api;
    this.#resources = resources;
    this.#migration = migration;
  }

  async deliver({ events, open }: Batch, signal: AbortSignal): Promise<Delivery> {
    const [event] = events;
    if (!event || !this.#concerns(event)) return delivered;
    const others = open.filter(
      (other) => other.host === event.host && other.id !== event.id && this.#concerns(other),
    );
    if (event.severity === 'OKAY') return this.#end(event, others[0], signal);
    // Told late: the episode has ended meanwhile, and its OKAY comes next.
    if (!open.some(({ id }) => id === event.id)) return delivered;
    return this.#begin(event, [event, ...others], signal);
  }

  close(): void {}

  #concerns({ kind, resource }: AlertEvent): boolean {
    return kind === 'exhaustion' && this.#resources.has(resource);
  }

  /** @param open all episodes for which we may have disabled the service */
  async #begin(event: AlertEvent, open: readonly AlertEvent[], signal: AbortSignal): Promise<Delivery> {
    const found = await this.#api.computeServices(event.host, signal);
    if (found.kind === 'failed') return found.delivery;
    if (found.services.length === 0) {
      const host = toAscii(event.host);
      return failed(
        'not-found',
        false,
        `Nova has no nova-compute service for host ${host}: collectd's Hostname must be Nova's name of the hypervisor`,
      );
    }
    let isOurs = true;
    for (const service of found.services) {
      if (service.status === 'disabled') {
        isOurs &&= open.some((episode) => isReasonOf(service.disabled_reason, episode));
        continue;
      }
      const failure = await this.#disable(service, event, signal);
      if (failure) return failure;
    }
    // Whoever has disabled it for another reason decides about its servers, too.
    return isOurs && this.#migration ? this.#migration.clear(event.host, signal) : delivered;
  }

  /** @param other an episode of the same host that goes on */
  async #end(event: AlertEvent, other: AlertEvent | undefined, signal: AbortSignal): Promise<Delivery> {
    const found = await this.#api.computeServices(event.host, signal);
    if (found.kind === 'failed') return found.delivery;
    for (const service of found.services) {
      if (service.status !== 'disabled' || !isReasonOf(service.disabled_reason, event)) continue;
      if (other) {
        const failure = await this.#disable(service, other, signal);
        if (failure) return failure;
        continue;
      }
      const enabled = await this.#api.enable(service, signal);
      if (enabled.kind === 'failed') return enabled.delivery;
    }
    return delivered;
  }

  async #disable(
    service: ComputeService,
    event: AlertEvent,
    signal: AbortSignal,
  ): Promise<Delivery | undefined> {
    const disabled = await this.#api.disable(service, formatDisabledReason(event), signal);
    return disabled.kind === 'failed' ? disabled.delivery : undefined;
  }
}
