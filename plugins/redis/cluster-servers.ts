import type { pause } from '../process/clock.ts';
import type { LogSubject, TransitionLog } from '../process/logger.ts';
import type { RedisClientOptions } from './client.ts';
import { slotOf } from './cluster-slot.ts';
import { askSlots, type ClusterSlots } from './cluster-slots.ts';
import { complaintAboutConnection } from './complaint.ts';
import { placeText } from './sentinels.ts';
import { ServerConnection } from './server-connection.ts';

/** Seconds between two looks at the slots; fewer after a sign that they have changed. */
const [maxLookSeconds, minLookSeconds] = [30, 0.5];

export type ClusterOptions = RedisClientOptions & { readonly cluster: readonly string[] };

/** A connection to each primary of a cluster, and which of them has which slots, as it is kept up to date. */
export class ClusterServers {
  readonly #options: ClusterOptions;
  readonly #log: Pick<TransitionLog, 'subject'>;
  readonly #subject: LogSubject;
  readonly #sleep: typeof pause;
  readonly #closing = new AbortController();
  /** Settles when the servers have been tried for the first time. */
  readonly attempted: Promise<void>;
  #endAttempt = (): void => undefined;
  #slots: ClusterSlots | undefined;
  /** By address. */
  readonly #servers = new Map<string, ServerConnection>();
  #complaint: string | undefined;
  #looks = 0;
  #changed = new AbortController();

  /** @param sleep waits between two attempts */
  constructor(options: ClusterOptions, log: Pick<TransitionLog, 'subject'>, sleep: typeof pause) {
    this.#options = options;
    this.#log = log;
    this.#sleep = sleep;
    this.#subject = log.subject(`Redis ${placeText(options)}`);
    this.attempted = new Promise((resolve) => (this.#endAttempt = resolve));
    void this.#keepSlots();
  }

  get all(): readonly ServerConnection[] {
    return [...this.#servers.values()];
  }

  /** Number of looks at the slots that have changed something, and of attempts to connect. */
  get attempts(): number {
    return this.all.reduce((sum, { attempts }) => sum + attempts, this.#looks);
  }

  /** The reason why the slots are not known; undefined when they are. */
  get complaint(): string | undefined {
    return this.#complaint;
  }

  /** The address of the server that has a key; empty when nobody has its slot. */
  addressOf(key: string | Buffer): string {
    return this.#slots?.bySlot[slotOf(key)] ?? '';
  }

  at(address: string): ServerConnection | undefined {
    return this.#servers.get(address);
  }

  /** There is a sign that the slots have changed. */
  lookSoon(): void {
    this.#changed.abort();
  }

  close(): void {
    this.#closing.abort();
    for (const server of this.all) server.close();
    this.#endAttempt();
  }

  /** Looks at the slots again and again, until it is closed. */
  async #keepSlots(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      this.#changed = new AbortController();
      try {
        const slots = await askSlots(this.#options, [...this.#servers.keys(), ...this.#options.cluster]);
        if (signal.aborted) return;
        this.#take(slots);
        this.#complaint = undefined;
        this.#subject.recovered();
      } catch (error) {
        const { message, detail } = complaintAboutConnection(error, this.#options, true);
        this.#complaint = this.#options.secrets.strike(message + detail);
        this.#subject.failing(this.#complaint);
        this.lookSoon();
      }
      await Promise.all(this.all.map((server) => server.attempted()));
      this.#endAttempt();
      await this.#sleep(minLookSeconds, signal);
      await this.#sleep(maxLookSeconds, AbortSignal.any([signal, this.#changed.signal]));
    }
  }

  #take(slots: ClusterSlots): void {
    this.#slots = slots;
    const added = slots.addresses.filter((address) => !this.#servers.has(address));
    const gone = [...this.#servers.keys()].filter((address) => !slots.addresses.includes(address));
    if (added.length + gone.length > 0) this.#looks++;
    for (const address of gone) {
      this.#servers.get(address)!.close();
      this.#servers.delete(address);
    }
    const { protocol } = new URL(this.#options.url);
    for (const address of added) {
      const place = { ...this.#options, cluster: undefined, url: `${protocol}//${address}` };
      this.#servers.set(address, new ServerConnection(place, this.#log, this.#sleep));
    }
  }
}
