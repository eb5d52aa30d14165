import { execFile } from 'node:child_process';
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { lookupError, type NameLookup } from './host-addresses.ts';

/** The resolver of the C library gives up after 10 s to a minute; no request waits that long. */
const maxChildSeconds = 30;

/** A look-up waits this long for its turn in the pool; one that takes longer may hang. */
const maxPoolSeconds = 0.1;

export interface NameLookupParts {
  /** Settles after that many seconds, or at once when aborted; never rejects. */
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
  readonly inPool?: NameLookup;
  readonly inProcess?: NameLookup;
}

/**
 * Makes a look-up as the system's other programs do it: /etc/hosts, search domains, nsswitch.conf and all.
 *
 * The C library does that in a blocking call only. Node.js makes it in its pool of four threads, of which look-ups get
 * two: two names whose server does not answer would delay all others. So one look-up at a time is in the pool. While it
 * hangs, each other is a process of its own: `getent`, which belongs to the C library. Where there is no `getent`, it
 * goes to the pool.
 */
export function createNameLookup({
  sleep,
  inPool = lookUpInPool,
  inProcess = lookUpInProcess,
}: NameLookupParts): NameLookup {
  const turn = new Turn(sleep);
  return async (host) => {
    if (await turn.take()) return inPool(host).finally(() => turn.end());
    // A name that could be taken for an option stays out of a command line.
    if (!/^\w[\w.-]*$/.test(host)) return inPool(host);
    try {
      return await inProcess(host);
    } catch (error) {
      if (error instanceof NoProcess) return inPool(host);
      throw error;
    }
  };
}

/** The turn of one look-up at a time; the next one in the order of coming. */
class Turn {
  readonly #sleep: NameLookupParts['sleep'];
  #isTaken = false;
  readonly #waiting = new Set<() => void>();

  constructor(sleep: NameLookupParts['sleep']) {
    this.#sleep = sleep;
  }

  /** Waits for the turn; false when it did not come in time. */
  take(): Promise<boolean> {
    if (!this.#isTaken) {
      this.#isTaken = true;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const taken = new AbortController();
      const take = (): void => {
        taken.abort();
        resolve(true);
      };
      const giveUp = (): void => {
        if (this.#waiting.delete(take)) resolve(false);
      };
      this.#waiting.add(take);
      void this.#sleep(maxPoolSeconds, taken.signal).finally(giveUp);
    });
  }

  end(): void {
    const [next] = this.#waiting;
    this.#isTaken = next !== undefined;
    if (!next) return;
    this.#waiting.delete(next);
    next();
  }
}

async function lookUpInPool(host: string): Promise<readonly LookupAddress[]> {
  return lookup(host, { all: true });
}

/** A look-up by a process is not possible here. */
export class NoProcess extends Error {}

/** Looks a name up in a process of its own. Rejects with `NoProcess` when that cannot be started. */
export async function lookUpInProcess(
  host: string,
  program: string = 'getent',
): Promise<readonly LookupAddress[]> {
  const output = await new Promise<string>((resolve, reject) => {
    const options = { timeout: maxChildSeconds * 1000, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 } as const;
    const child = execFile(program, ['ahosts', host], options, (error, stdout) => {
      if (!error) resolve(stdout);
      else if (typeof error.code === 'string') reject(new NoProcess(error.message, { cause: error }));
      // 2 is getent's answer for an unknown name; a server that does not answer is the same to it.
      else reject(lookupError(error.killed ? 'EAI_AGAIN' : 'ENOTFOUND', host));
    });
    child.stdin?.end();
  });
  const addresses = new Set(output.split('\n').map((line) => line.split(/\s/, 1)[0]!));
  const found = [...addresses]
    .map((address) => ({ address, family: isIP(address) }))
    .filter(({ family }) => family > 0);
  if (found.length === 0) throw lookupError('ENOTFOUND', host);
  return found;
}
