import { dirname, join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../files/atomic-file.ts';
import type { Disk } from '../files/disk.ts';
import { unlessMissing } from '../files/folder.ts';
import type { LogSubject, TransitionLog } from '../process/logger.ts';

/** 50 hosts with eight of the longest names each, of a Redis and of those of other processes. */
const maxBytes = 4 * 2 ** 20;
const maxOthers = 3;

const ofOneRedis = z.object({
  /** The Redis in which they stood. */
  url: z.string(),
  prefix: z.string(),
  hosts: z.array(z.object({ host: z.string(), time: z.number(), names: z.array(z.string()) })),
});
/** The Redis of whoever wrote last, and those of others that share the spool. */
const storedHostsSchema = ofOneRedis.extend({ others: z.array(ofOneRedis).default([]) });

type OfOneRedis = z.output<typeof ofOneRedis>;
type StoredHosts = OfOneRedis['hosts'];

/**
 * The file `stored-hosts.json` of `dma predict`, or `stored-hosts-3.json` of its shard 3: hosts whose series stood in
 * Redis, with the time when they did.
 *
 * It may be lost with the machine, so nothing is synced. A malformed file counts as an empty one. What it holds of
 * another Redis is kept. A failure to write is logged once; a missing spool is not logged.
 */
export class StoredHostsFile {
  readonly path: string;
  readonly #disk: Disk;
  readonly #temporary: string;
  readonly #redis: { readonly url: string; readonly prefix: string };
  readonly #file: LogSubject;

  constructor(
    disk: Disk,
    spoolDirectory: string,
    { url, prefix }: { readonly url: string; readonly prefix: string },
    log: TransitionLog,
    shard?: { readonly index: number },
  ) {
    const name = `stored-hosts${shard ? `-${shard.index}` : ''}.json`;
    this.#disk = disk;
    this.path = join(spoolDirectory, name);
    this.#temporary = join(spoolDirectory, 'tmp', `${name}.${process.pid}`);
    this.#redis = { url, prefix };
    this.#file = log.subject(`the file ${this.path}`);
  }

  read(): StoredHosts {
    return this.#all().find((one) => this.#isOurs(one))?.hosts ?? [];
  }

  #isOurs({ url, prefix }: OfOneRedis): boolean {
    return url === this.#redis.url && prefix === this.#redis.prefix;
  }

  #all(): readonly OfOneRedis[] {
    try {
      const text = unlessMissing(() => this.#disk.read(this.path, { maxBytes }));
      if (text === undefined) return [];
      const { others, ...last } = storedHostsSchema.parse(JSON.parse(text.toString()));
      return [last, ...others];
    } catch {
      // The next write replaces it.
      return [];
    }
  }

  write(hosts: Readonly<StoredHosts>): void {
    try {
      const others = this.#all().filter((one) => !this.#isOurs(one) && one.hosts.length > 0);
      const text = JSON.stringify({ ...this.#redis, hosts, others: others.slice(0, maxOthers) });
      const write = (): boolean => (writeAtomically(this.#disk, this.path, this.#temporary, text), true);
      // Where nothing is delivered on this host, the spool is empty or missing; then nothing is remembered.
      if (unlessMissing(write) === undefined)
        unlessMissing(() => {
          this.#disk.makeFolder(dirname(this.#temporary));
          write();
        });
      this.#file.recovered();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      this.#file.failing(
        `cannot be written (${code}); series that Redis loses during a stop are not missed`,
        `: ${message}`,
      );
    }
  }
}
