import type { Coverage } from '../../plugins/coverage/coverage.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import type { Spool } from '../../plugins/spool/spool.ts';
import type { Outlook, Snapshot, StoreSight } from '../outlook/outlook.ts';
import { orderByRisk, type Row } from '../outlook/row.ts';
import type { SeriesSight } from '../outlook/watched-series.ts';
import { withStoreOptions } from './store-options.ts';

/** The outlook of one Redis. */
export interface StoreOutlook {
  /** The name in dma.yaml; undefined where there is only the one of the section `redis`. */
  readonly name: string | undefined;
  readonly outlook: Pick<Outlook, 'look' | 'withDetails' | 'read' | 'spool' | 'forgetSpool' | 'close'>;
}

/** Work with one Redis. @param store its name, where there are several */
type StoreWork<Answer> = (
  reader: WriteRedisReader,
  sight: SeriesSight,
  store: string | undefined,
) => Promise<Answer>;

/** One outlook of several Redis, beside one spool. Of a Redis that cannot be read there are no rows. */
export class Stores {
  readonly #all: readonly StoreOutlook[];
  /** By the snapshot that was made of them: the ones of each Redis. */
  readonly #parts = new WeakMap<Snapshot, readonly Snapshot[]>();

  /** @param all at least one */
  constructor(all: readonly StoreOutlook[]) {
    this.#all = all;
  }

  /** See {@link Outlook.look}. */
  async look(): Promise<Snapshot> {
    return this.#joined(await Promise.all(this.#all.map(({ outlook }) => outlook.look())));
  }

  /** See {@link Outlook.withDetails}. */
  async withDetails(snapshot: Snapshot, rows: readonly Pick<Row, 'key'>[]): Promise<Snapshot> {
    const keys = new Set(rows.map(({ key }) => key));
    const wanted = snapshot.rows.filter(({ key }) => keys.has(key));
    const parts = this.#parts.get(snapshot)!;
    const detailed = this.#all.map(({ name, outlook }, index) => {
      const own = wanted.filter(({ store }) => store === name).map(({ watched }) => ({ key: watched.key }));
      return outlook.withDetails(parts[index]!, own);
    });
    return this.#joined(await Promise.all(detailed));
  }

  /** Reads something else of the Redis of a row; undefined when it cannot be read. */
  async readOf<Answer>({ store }: Pick<Row, 'store'>, work: StoreWork<Answer>): Promise<Answer | undefined> {
    const found = this.#all.find(({ name }) => name === store);
    return found?.outlook.read((reader, sight) => work(reader, sight, found.name));
  }

  /** Reads something else of each Redis that can be read. */
  async readEach<Answer>(work: StoreWork<Answer>): Promise<readonly Answer[]> {
    const read = this.#all.map(async ({ name, outlook }) => {
      const answer = await outlook.read(async (reader, sight) => ({ is: await work(reader, sight, name) }));
      return answer ? [answer.is] : [];
    });
    return (await Promise.all(read)).flat();
  }

  /** The spool, for reading. */
  get spool(): Spool {
    return this.#all[0]!.outlook.spool;
  }

  /** See {@link Outlook.forgetSpool}. */
  forgetSpool(): void {
    for (const { outlook } of this.#all) outlook.forgetSpool();
  }

  close(): void {
    for (const { outlook } of this.#all) outlook.close();
  }

  #joined(parts: readonly Snapshot[]): Snapshot {
    const joined =
      this.#all.length === 1 && this.#all[0]!.name === undefined ? { ...parts[0]! } : this.#join(parts);
    this.#parts.set(joined, parts);
    return joined;
  }

  #join(parts: readonly Snapshot[]): Snapshot {
    const named = parts.map((part, index) => ({ part, store: this.#all[index]!.name! }));
    const stores: StoreSight[] = named.map(({ part: { redis }, store }) => ({
      name: store,
      ...redis,
      problem: redis.problem === undefined ? undefined : withStoreOptions(redis.problem, store),
    }));
    const readable = named.filter(({ part }) => part.redis.problem === undefined);
    const isAnyReadable = readable.length > 0;
    const [first] = parts as [Snapshot];
    return {
      time: Math.max(...parts.map(({ time }) => time)),
      redis: {
        url: stores.map(({ url }) => url).join(', '),
        problem: isAnyReadable ? undefined : stores[0]!.problem,
        names: readable.reduce((sum, { part }) => sum + part.redis.names, 0),
      },
      stores,
      predictors: readable.flatMap(({ part, store }) => part.predictors.map((one) => ({ ...one, store }))),
      spool: first.spool,
      coverage: joinCoverage(readable.flatMap(({ part }) => part.coverage ?? [])),
      rows: orderByRisk(
        readable.flatMap(({ part, store }) =>
          part.rows.map((row) => ({ ...row, store, key: `${store} ${row.key}` })),
        ),
      ),
      gone: readable.reduce((sum, { part }) => sum + part.gone, 0),
    };
  }
}

/** The coverage of all together: a target that one Redis has series of is not missing in the others. */
function joinCoverage(all: readonly Coverage[]): Coverage | undefined {
  const [first] = all;
  if (!first) return undefined;
  const targets = first.targets.map(({ target }) => {
    const looks = all.flatMap((one) => one.targets.filter((look) => look.target === target));
    const isSomewhere = looks.some(({ predicted }) => predicted > 0);
    const unpredicted = looks
      .flatMap((look) => look.unpredicted)
      .filter(({ host }) => host !== undefined || !isSomewhere);
    // Without any host, each Redis says the same.
    const isFirst = (host: string | undefined, index: number): boolean =>
      host !== undefined || unpredicted.findIndex((one) => one.host === undefined) === index;
    return {
      ...looks[0]!,
      predicted: looks.reduce((sum, { predicted }) => sum + predicted, 0),
      unpredicted: unpredicted.filter(({ host }, index) => isFirst(host, index)),
    };
  });
  const wanted = targets.flatMap(({ unpredicted }) => unpredicted.filter(({ isWanted }) => isWanted));
  const blind = targets.filter(
    ({ target, predicted }) => predicted === 0 && all.every((one) => one.blind.includes(target)),
  );
  return {
    targets,
    predicted: targets.reduce((sum, { predicted }) => sum + predicted, 0),
    wanted,
    blind: blind.map(({ target }) => target),
  };
}
