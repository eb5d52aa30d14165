import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { BehindEvidence } from '../../plugins/samples/behind-evidence.ts';
import { frontOf } from '../../plugins/samples/behind-seen.ts';
import { mayBeSetBack } from '../../plugins/samples/set-back-evidence.ts';
import { entryTimes } from './entry-times.ts';

/** Series that are looked at, and entries of one. */
const [maxSeries, maxEntries] = [50, 4000];
/** They go on as time does for as many seconds, and intervals of the series. */
const [minSeconds, minIntervals] = [5, 0.9];

type Reader = Pick<WriteRedisReader, 'afterEach'>;

/** Entries that come behind the newest ones of series that get nothing newer. */
export class ArrivalsBehind {
  readonly #reader: Reader;
  readonly #all = new Map<string, BehindEvidence>();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Reads what there is. Rejects with StoreError when Redis cannot be read. */
  async begin(names: readonly string[]): Promise<void> {
    const some = names.slice(0, maxSeries);
    for (const [place, times] of (await this.#read(some)).entries())
      if (times.length > 0) this.#all.set(some[place]!, new BehindEvidence(times, times.at(-1)!, 0));
  }

  /** Reads what has come since. @param seconds since the beginning */
  async look(seconds: number): Promise<void> {
    const names = [...this.#all.keys()];
    for (const [place, times] of (await this.#read(names)).entries())
      if (times.length > 0) this.#all.get(names[place]!)!.look(times, times.at(-1)!, seconds);
  }

  /** True while more may show that entries come as time goes on. */
  mayCome(name: string): boolean {
    const came = this.#all.get(name)?.came;
    return came !== undefined && came.seen.length > 0 && mayBeSetBack(came);
  }

  /** The newest that came, where they go on as time does; undefined where they do not. */
  newestOf(name: string, intervalSeconds = 0): { readonly time: number } | undefined {
    const { came } = this.#all.get(name) ?? {};
    const [one] = came?.seen ?? [];
    if (!came || !one?.first || !mayBeSetBack(came)) return undefined;
    const isLong = one.at - one.first.at >= Math.max(minSeconds, minIntervals * intervalSeconds);
    return isLong ? { time: frontOf(one).newest } : undefined;
  }

  async #read(names: readonly string[]): Promise<readonly (readonly number[])[]> {
    if (names.length === 0) return [];
    const questions = names.map((name) => ({ name, time: 0, count: maxEntries }));
    return entryTimes(this.#reader, questions);
  }
}
