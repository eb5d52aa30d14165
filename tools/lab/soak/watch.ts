import { dirname, join } from 'node:path';
import { createClient } from 'redis';
import type { PrivateStack } from '../../stack/private-stack.ts';
import type { SoakLedger } from './alerts.ts';
import { SoakTracks } from './judgement.ts';
import { SoakLog } from './log.ts';
import { countFiles, findPrograms, programs, sampleProcess, type Program } from './sample.ts';

/** The readings of a soak: the programs, the spool, Redis and the log. */
export class SoakWatch {
  readonly tracks = new SoakTracks();
  readonly log: SoakLog;
  restarts = 0;
  readonly #stack: PrivateStack;
  readonly #redis: SoakRedis;
  readonly #pids = new Map<Program, number>();

  constructor(stack: PrivateStack, redis: SoakRedis, ledger: SoakLedger) {
    this.#stack = stack;
    this.#redis = redis;
    this.log = new SoakLog(join(stack.directory, 'collectd.log'), ({ source, severity }) =>
      ledger.notified(source, severity),
    );
  }

  /** Number of notifications among the dead letters. */
  get late(): number {
    return countFiles(join(this.#stack.spool, 'failed', 'new'));
  }

  get commonestLines() {
    return [...this.log.ownLines]
      .map(([line, count]) => ({ line, count }))
      .toSorted((a, b) => b.count - a.count)
      .slice(0, 5);
  }

  async look(seconds: number): Promise<void> {
    const { collectdConf, redisPort, logFile, spool } = this.#stack;
    const found = findPrograms(collectdConf, redisPort);
    for (const program of programs) {
      const pid = found.get(program);
      const sample = pid === undefined ? undefined : sampleProcess(pid, dirname(logFile));
      if (!sample) continue;
      if (this.#pids.has(program) && this.#pids.get(program) !== sample.pid) this.restarts++;
      this.#pids.set(program, sample.pid);
      this.tracks.add(program, 'resident', seconds, sample.residentBytes);
      if (sample.heapBytes !== undefined) this.tracks.add(program, 'heap', seconds, sample.heapBytes);
      this.tracks.add(program, 'descriptors', seconds, sample.descriptors);
      this.tracks.add(program, 'threads', seconds, sample.threads);
    }
    this.tracks.add('redis-server', 'used-memory', seconds, await this.#redis.usedBytes());
    this.tracks.add('spool', 'files', seconds, countFiles(spool));
    this.log.read();
  }
}

/** The soak's own connection to the private Redis. */
export class SoakRedis {
  readonly #client: ReturnType<typeof createClient>;

  constructor(port: number) {
    this.#client = createClient({ url: `redis://127.0.0.1:${port}` });
    // The caller of each command sees its failure.
    this.#client.on('error', () => undefined);
  }

  async open(): Promise<void> {
    await this.#client.connect();
  }

  close(): void {
    this.#client.destroy();
  }

  async usedBytes(): Promise<number> {
    return Number(/^used_memory:(\d+)/m.exec(await this.#client.info('memory'))?.[1]);
  }
}
