import type { LookupAddress, LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';

type Answer = Parameters<LookupFunction>[2];

/** Finds the addresses of a host by its name; at least one. Rejects with an error that has a code of node:dns. */
export type NameLookup = (host: string) => Promise<readonly LookupAddress[]>;

export interface HostAddressesParts {
  readonly lookUp: NameLookup;
  /** Seconds of the monotonic clock. */
  readonly monotonic: () => number;
  /** Settles after that many seconds, or at once when aborted; never rejects. */
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/** Addresses that are younger are not looked up again: a queue may be thousands of requests. */
const minAgeSeconds = 1;
/** A host with last good addresses waits this long for a look-up. */
const maxWaitSeconds = 0.5;
/** A day; older addresses may belong to another host by now. */
const maxAgeSeconds = 86_400;

interface KnownAddresses {
  readonly addresses: readonly LookupAddress[];
  /** The time of the look-up on the monotonic clock. */
  readonly time: number;
}

interface Search {
  readonly found: Promise<readonly LookupAddress[]>;
  /** The start on the monotonic clock. */
  readonly time: number;
}

/**
 * The addresses of hosts, for as long as the process lives.
 *
 * Requests look their host up once a second at most, so that a change of address counts at once. At most one look-up of
 * a host is under way: a request that comes meanwhile waits for the same. When a look-up fails, or takes longer than
 * half a second, the last good addresses are used, for up to a day.
 */
export class HostAddresses {
  readonly #parts: HostAddressesParts;
  readonly #searches = new Map<string, Search>();
  readonly #known = new Map<string, KnownAddresses>();

  constructor(parts: HostAddressesParts) {
    this.#parts = parts;
  }

  /** Finds the addresses of a host; rejects as the look-up when there is no good one. */
  async find(host: string): Promise<readonly LookupAddress[]> {
    const { monotonic, sleep } = this.#parts;
    const known = this.#known.get(host);
    const now = monotonic();
    if (known && now - known.time < minAgeSeconds) return known.addresses;
    const search = this.#searches.get(host) ?? this.#search(host);
    if (!known || now - known.time > maxAgeSeconds) return search.found;
    const settled = new AbortController();
    const fallback = () => known.addresses;
    try {
      const waited = sleep(search.time + maxWaitSeconds - now, settled.signal).then(fallback);
      return await Promise.race([search.found.catch(fallback), waited]);
    } finally {
      settled.abort();
    }
  }

  /** The cause of a time-out that was over before there was an address to connect to; empty where it is another. */
  explainTimeout(host: string): string {
    if (!this.#searches.has(host) || this.#known.has(host)) return '';
    return `no name server has told the address of ${host} yet; see /etc/resolv.conf`;
  }

  /** `find` in the form of dns.lookup, for connections of Node.js. */
  readonly lookup: LookupFunction = (host, options, answer) => {
    void this.#answer(host, options, answer);
  };

  async #answer(host: string, { all, family }: LookupOptions, answer: Answer): Promise<void> {
    try {
      const found = await this.find(host);
      const wanted = found.filter((one) => (family !== 4 && family !== 6) || one.family === family);
      const [first] = wanted;
      if (!first) throw lookupError('ENOTFOUND', host);
      if (all) process.nextTick(answer, null, wanted);
      else process.nextTick(answer, null, first.address, first.family);
    } catch (error) {
      process.nextTick(answer, error);
    }
  }

  #search(host: string): Search {
    const { lookUp, monotonic } = this.#parts;
    const found = lookUp(host).then(
      (addresses) => {
        this.#known.set(host, { addresses, time: monotonic() });
        this.#searches.delete(host);
        return addresses;
      },
      (error: unknown) => {
        this.#searches.delete(host);
        throw error;
      },
    );
    const search = { found, time: monotonic() };
    this.#searches.set(host, search);
    return search;
  }
}

/** An error as dns.lookup has it. */
export function lookupError(code: 'ENOTFOUND' | 'EAI_AGAIN', host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`getaddrinfo ${code} ${host}`), { code, syscall: 'getaddrinfo' });
}
