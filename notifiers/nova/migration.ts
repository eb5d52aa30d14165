import { z } from 'zod';
import { toAscii } from '../event/alert-text.ts';
import { delivered, type Delivery, type FailedDelivery } from '../notifier.ts';
import type { NovaApi, NovaServer } from './api.ts';

export const migrationOptions = z.strictObject({
  dryRun: z
    .boolean()
    .default(true)
    .meta({
      description: 'Only logs which servers would be moved. No server moves before this is false.',
      examples: [false],
      since: '0.1.0',
    }),
  servers: z
    .int()
    .min(1)
    .max(1000)
    .default(3)
    .meta({
      description: 'The maximum number of servers, of all hosts together, to move within withinSeconds.',
      examples: [10],
      since: '0.1.0',
    }),
  withinSeconds: z
    .number()
    .min(1)
    .max(604_800)
    .default(3600)
    .meta({ description: 'The period that servers counts in, in seconds.', examples: [600], since: '0.1.0' }),
  cooldownSeconds: z
    .number()
    .min(0)
    .max(604_800)
    .default(600)
    .meta({
      description:
        'The time for which a host is left alone after servers were moved away from it, in seconds.',
      examples: [1800],
      since: '0.1.0',
    }),
});

/**
 * Migrates running servers away from a host, within a cap and a cooldown that live as long as this process.
 *
 * Servers that Nova refuses to migrate (400, 404, 409) are skipped and named in the note.
 */
export class NovaMigration {
  readonly #api: NovaApi;
  readonly #options: z.output<typeof migrationOptions>;
  readonly #now: () => number;
  /** The times of migrations, epoch seconds. */
  #moves: number[] = [];
  /** The time when each host was last cleared, epoch seconds. */
  readonly #hosts = new Map<string, number>();

  constructor(api: NovaApi, options: z.output<typeof migrationOptions>, now: () => number) {
    this.#api = api;
    this.#options = options;
    this.#now = now;
  }

  /** @returns delivered with a note of the migrations, or why there were none */
  async clear(host: string, signal: AbortSignal): Promise<Delivery> {
    this.#forget();
    if (this.#hosts.has(host)) return delivered;
    const list = await this.#api.activeServers(host, signal);
    if (list.kind === 'failed') return list.delivery;
    const { servers, withinSeconds, dryRun } = this.#options;
    const chosen = list.servers.slice(0, Math.max(0, servers - this.#moves.length));
    const refused = new Map<string, FailedDelivery>();
    for (const server of chosen) {
      const failure = dryRun ? undefined : await this.#move(server, signal);
      if (failure === undefined) this.#moves.push(this.#now());
      // A retry continues with the servers that are left: a migrating server is no longer ACTIVE.
      else if (!isRefusal(failure)) return failure;
      else refused.set(server.id, failure);
    }
    const moved = chosen.filter(({ id }) => !refused.has(id));
    if (chosen.length > 0) this.#hosts.set(host, this.#now());
    const parts = [
      moved.length > 0 && `${dryRun ? 'would ask' : 'asked'} Nova to move ${moved.map(describe).join(', ')}`,
      refused.size > 0 && describeRefused(refused),
      list.servers.length > chosen.length &&
        `${list.servers.length - chosen.length} more stay: at most ${servers} within ${withinSeconds} s`,
    ].filter((part) => part !== false);
    if (parts.length === 0) return delivered;
    return {
      outcome: 'delivered',
      note: `${dryRun ? 'dry run: ' : ''}${toAscii(host)}: ${parts.join('; ')}`,
    };
  }

  async #move(server: NovaServer, signal: AbortSignal): Promise<FailedDelivery | undefined> {
    const answer = await this.#api.liveMigrate(server, signal);
    return answer.kind === 'failed' ? answer.delivery : undefined;
  }

  #forget(): void {
    const { withinSeconds, cooldownSeconds } = this.#options;
    const now = this.#now();
    // A clock that was set back must not extend cap and cooldown.
    this.#moves = this.#moves.map((time) => Math.min(time, now)).filter((time) => now - time < withinSeconds);
    for (const [host, time] of this.#hosts) {
      this.#hosts.set(host, Math.min(time, now));
      if (now - time >= cooldownSeconds) this.#hosts.delete(host);
    }
  }
}

/** True when Nova refused this server alone; the next one may still be migrated. */
function isRefusal({ reason }: FailedDelivery): boolean {
  return reason === 'rejected' || reason === 'not-found';
}

function describe({ id, name }: NovaServer): string {
  // Not cut: the half of a secret in it would not be known as one.
  return `${id} (${toAscii(name)})`;
}

/** Tells which servers stay, and why the first of them does. */
function describeRefused(refused: ReadonlyMap<string, FailedDelivery>): string {
  const [first] = refused.values();
  return `Nova refuses to move ${[...refused.keys()].join(', ')} (${first?.message})`;
}
