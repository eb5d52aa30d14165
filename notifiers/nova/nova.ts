import { z } from 'zod';
import type { AlertEvent } from '../event/alert-event.ts';
import { toAscii } from '../event/alert-text.ts';
import { receiverUrl, timeoutOption } from '../http-client/http-options.ts';
import { checkProxyOptions, proxyOptions } from '../http-client/proxy-options.ts';
import { ProxyChoice } from '../http-client/proxy.ts';
import {
  type Batch,
  delivered,
  type Delivery,
  failed,
  type Notifier,
  type NotifierEntry,
} from '../notifier.ts';
import { evenWhenBroken, section } from '../option-meta.ts';
import { keystoneOptions } from '../openstack/keystone-options.ts';
import { KeystoneSession, openCredentials } from '../openstack/keystone.ts';
import { type ComputeService, NovaApi } from './api.ts';
import { NovaClient } from './client.ts';
import { formatDisabledReason, isForgottenReason, isReasonOf } from './disabled-reason.ts';
import { migrationOptions, NovaMigration } from './migration.ts';

const options = z
  .strictObject({
    resources: z
      .array(z.string().min(1))
      .min(1)
      .default(['memory'])
      .meta({
        description: 'The resources whose exhaustion disables the service, by their names in events.',
        examples: [['memory', 'disk-root']],
        since: '0.1.0',
      }),
    migrate: migrationOptions.optional().meta({
      description: 'Moves servers away as well, after the service was disabled.',
      examples: [{ dryRun: true }],
      defaultText: 'servers stay',
      since: '0.1.0',
    }),
    endpoint: receiverUrl.optional().meta({
      description: 'The URL of Nova.',
      examples: ['https://nova.example.org:8774/v2.1'],
      defaultText: 'the compute service in the catalog of Keystone',
      since: '0.1.0',
    }),
    timeoutSeconds: timeoutOption,
    ...proxyOptions,
    auth: section(keystoneOptions).meta({
      description:
        'The credentials for Keystone. An option that is left out is taken from its OS_* variable; without any of them, OS_CLOUD names a cloud in clouds.yaml.',
      since: '0.1.0',
    }),
  })
  .superRefine(checkProxyOptions, evenWhenBroken)
  .meta({
    description:
      'Disables the nova-compute service of a host that runs out of a resource in OpenStack Nova, so that it gets no more servers, and enables it again at the end.',
    examples: [{ auth: {} }],
    since: '0.1.0',
  });

/**
 * Disables the compute service of a hypervisor that runs out of a resource in OpenStack Nova, and enables it again when
 * the episode ends.
 *
 * Nova's reason beside a disabled service names us and the episode. A service that is disabled for another reason is
 * not touched. A reason of ours whose episode is over, because its end was lost, is taken over by the next episode of
 * that host. Nothing is ever forced down: the host is alive.
 */
export const nova = {
  name: 'nova' as const,
  limitable: false,
  usesWriter: false,
  acts: 'WARNING and FAILURE disable the nova-compute service of the host, and OKAY enables it again',
  options,
  create: (checked, { env, now, secrets }) => {
    const { auth, endpoint, timeoutSeconds, migrate, resources } = checked;
    const proxy = new ProxyChoice(checked, { env, secrets });
    const source = openCredentials(auth, env, secrets);
    const session = new KeystoneSession(source, { now, timeoutSeconds, secrets, proxy });
    const api = new NovaApi(new NovaClient({ session, endpoint, timeoutSeconds }));
    const migration = migrate && new NovaMigration(api, migrate, now);
    return new NovaNotifier({ session, api, migration }, new Set(resources));
  },
} satisfies NotifierEntry<typeof options>;

interface OpenNova {
  readonly session: KeystoneSession;
  readonly api: NovaApi;
  readonly migration: NovaMigration | undefined;
}

class NovaNotifier implements Notifier {
  readonly name = 'nova';
  readonly maxEvents = 1;
  readonly #session: KeystoneSession;
  readonly #api: NovaApi;
  readonly #resources: ReadonlySet<string>;
  readonly #migration: NovaMigration | undefined;

  constructor({ session, api, migration }: OpenNova, resources: ReadonlySet<string>) {
    this.#session = session;
    this.#api = api;
    this.#migration = migration;
    this.#resources = resources;
  }

  async deliver({ events, open }: Batch, signal: AbortSignal): Promise<Delivery> {
    const [event] = events;
    if (!event || !this.#concerns(event)) return delivered;
    const others = open.filter(
      (other) => other.host === event.host && other.id !== event.id && this.#concerns(other),
    );
    if (event.severity === 'OKAY') return this.#end(event, { other: others[0], open }, signal);
    // The event is late: its episode has ended, and the OKAY comes next.
    if (!open.some(({ id }) => id === event.id)) return delivered;
    return this.#begin(event, { ours: [event, ...others], open }, signal);
  }

  async checkAccess(signal: AbortSignal): Promise<Delivery> {
    const found = await this.#api.allComputeServices(signal);
    if (found.kind === 'failed') return found.delivery;
    if (found.services.length > 0) return delivered;
    return { outcome: 'delivered', note: 'Nova has no nova-compute service' };
  }

  checkFiles(): Promise<Delivery> {
    return this.#session.checkFiles();
  }

  close(): void {}

  #concerns({ kind, resource }: AlertEvent): boolean {
    return kind === 'exhaustion' && this.#resources.has(resource);
  }

  /** @param ours all episodes for which we may have disabled the service */
  async #begin(
    event: AlertEvent,
    { ours, open }: { readonly ours: readonly AlertEvent[]; readonly open: readonly AlertEvent[] },
    signal: AbortSignal,
  ): Promise<Delivery> {
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
      const { status, disabled_reason: reason } = service;
      if (status === 'disabled' && !isForgottenReason(reason, open, this.#resources)) {
        isOurs &&= ours.some((episode) => isReasonOf(reason, episode));
        continue;
      }
      const failure = await this.#disable(service, event, signal);
      if (failure) return failure;
    }
    // Whoever disabled it for another reason decides about its servers too.
    return isOurs && this.#migration ? this.#migration.clear(event.host, signal) : delivered;
  }

  /** @param other another open episode of the same host */
  async #end(
    event: AlertEvent,
    { other, open }: { readonly other: AlertEvent | undefined; readonly open: readonly AlertEvent[] },
    signal: AbortSignal,
  ): Promise<Delivery> {
    const found = await this.#api.computeServices(event.host, signal);
    if (found.kind === 'failed') return found.delivery;
    for (const service of found.services) {
      const { status, disabled_reason: reason } = service;
      const isOurs = isReasonOf(reason, event) || isForgottenReason(reason, open, this.#resources);
      if (status !== 'disabled' || !isOurs) continue;
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
