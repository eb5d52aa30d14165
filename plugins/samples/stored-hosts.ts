import { hostOf } from '../collectd/identifier.ts';

/** Maximum number of hosts and of a host's series that are remembered; a few show what became of all. */
const maxHosts = 50;
const maxNames = 8;
/** A host that has had nothing new in Redis for longer is forgotten: write_redis was taken away on purpose. */
const rememberedSeconds = 7 * 86_400;
/** Seconds until the memory is written although nothing but the time has changed. */
const rewriteSeconds = 3600;

/** A host with series that stood in Redis. */
export interface StoredHost {
  readonly host: string;
  /** Epoch seconds when some of them were new in Redis. */
  readonly time: number;
  /** Names of some of its series. */
  readonly names: readonly string[];
}

/** A memory that outlives this process. */
export interface StoredHostsMemory {
  /** Its place, as an operator would remove it. */
  readonly path: string;
  /** Empty where nothing is remembered, or it cannot be read. */
  read(): readonly StoredHost[];
  /** Replaces it; a failure is logged there. */
  write(hosts: readonly StoredHost[]): void;
}

export interface StoredHostsParts {
  readonly memory: StoredHostsMemory;
  /** collectd's name of this machine, which is remembered first. */
  readonly host: string;
  /** False for a host that another process predicts; it is not remembered (default: all are ours). */
  readonly isOurs?: ((host: string) => boolean) | undefined;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
}

/** The hosts whose series stood in Redis within the last week: at most 50, with eight names each. */
export class StoredHosts {
  readonly #parts: StoredHostsParts;
  #writtenAt = Number.NEGATIVE_INFINITY;
  #atStart: readonly StoredHost[] | undefined;

  constructor(parts: StoredHostsParts) {
    this.#parts = parts;
  }

  /** The hosts that were remembered when this process started. */
  get atStart(): readonly StoredHost[] {
    this.#atStart ??= this.#bounded(this.#parts.memory.read());
    return this.#atStart;
  }

  /**
   * Remembers hosts; writes when others came, and once an hour.
   *
   * @param fresh names of the series that had something new in Redis within the last minute
   * @param isLost true for a host that stays as it was remembered
   */
  note(fresh: () => readonly string[], isLost: (host: string) => boolean): void {
    const { monotonic, now, memory } = this.#parts;
    // Read anew: an operator may have removed it.
    const before = this.#bounded(memory.read());
    const hosts = new Map(before.map((one) => [one.host, one]));
    for (const [host, names] of byHost(fresh()))
      if (!isLost(host))
        hosts.set(host, { host, time: now(), names: merged(hosts.get(host)?.names ?? [], names) });
    const kept = this.#bounded([...hosts.values()]);
    const isSame = describe(kept) === describe(before);
    if (isSame && (kept.length === 0 || monotonic() - this.#writtenAt < rewriteSeconds)) return;
    this.#writtenAt = monotonic();
    memory.write(kept);
  }

  /** The own host, and those with the newest times. */
  #bounded(hosts: readonly StoredHost[]): StoredHost[] {
    const { host: own, isOurs = () => true, now } = this.#parts;
    const time = now();
    const rank = (one: StoredHost): number => (one.host === own ? 0 : 1);
    return (
      hosts
        // The clock may have been set back: a time to come would never be over.
        .map((one) => ({ ...one, time: Math.min(one.time, time), names: one.names.slice(0, maxNames) }))
        .filter((one) => time - one.time <= rememberedSeconds && isOurs(one.host))
        .sort((a, b) => rank(a) - rank(b) || b.time - a.time)
        .slice(0, maxHosts)
    );
  }
}

/** Names that were remembered before come first, so that the memory rarely changes. */
function merged(before: readonly string[], fresh: readonly string[]): string[] {
  const known = new Set(fresh);
  const kept = before.filter((name) => known.has(name));
  return [...new Set([...kept, ...fresh, ...before])].slice(0, maxNames);
}

function byHost(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const hosts = new Map<string, string[]>();
  for (const name of names) {
    const host = hostOf(name);
    const known = hosts.get(host);
    if (known) known.push(name);
    else hosts.set(host, [name]);
  }
  return hosts;
}

/** Equal for the same names of the same hosts. */
function describe(hosts: readonly StoredHost[]): string {
  return hosts
    .map(({ host, names }) => [host, ...names.toSorted()].join('\n'))
    .toSorted()
    .join('\n\n');
}
