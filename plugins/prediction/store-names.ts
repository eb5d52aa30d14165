import { hostOf } from '../collectd/identifier.ts';
import type { Config } from '../config/config.ts';
import { batchesOf } from '../process/batches.ts';
import { finishInSlices } from '../process/sliced-work.ts';
import type { TransitionLog } from '../process/logger.ts';
import type { Entry } from '../samples/entry.ts';
import { SeriesError, type SampleReader } from '../samples/sample-reader.ts';
import { SeriesNames, type NameChanges } from '../samples/series-names.ts';
import { isOfShard, type Shard } from '../samples/shard.ts';
import { isReport } from '../self/other-predictors.ts';
import { isRecent } from './series-arrivals.ts';
import { TargetMatches } from './target-matches.ts';

/** Series of other shards that are remembered for each target, to find one that is still written. */
const maxForeign = 5000;

export interface StoreNamesParts {
  readonly config: Pick<Config, 'targets'>;
  readonly reader: Pick<SampleReader, 'names' | 'areNamesWhole' | 'newestEach' | 'newestEntry'>;
  /** The hosts that are predicted here (default: all). */
  readonly shard?: Shard | undefined;
  readonly log: TransitionLog;
  /** See {@link PredictorParts.breathe}. */
  readonly breathe?: () => Promise<void>;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** The names of a store: those of the hosts of one shard, and which of them each target matches. */
export class StoreNames {
  /** Of the series, except our own. */
  readonly names = new SeriesNames();
  readonly matches: readonly TargetMatches[];
  readonly #parts: StoreNamesParts;
  #reports: readonly string[] = [];
  /** By target: series of the hosts of other shards. Only the first shard knows them. */
  #foreign: ReadonlyMap<string, readonly string[]> = new Map();

  constructor(parts: StoreNamesParts) {
    this.#parts = parts;
    this.matches = Object.entries(parts.config.targets).map(
      ([target, config]) => new TargetMatches(target, config),
    );
  }

  /** Names of the values by which each dma predict with this store shows that it runs, at the last {@link look}. */
  get reports(): readonly string[] {
    return this.#reports;
  }

  /** Reads the names anew. Returns undefined when they cannot be known now; rejects as the reader does. */
  async look(): Promise<NameChanges | undefined> {
    const { reader, shard, breathe } = this.#parts;
    const foreign = new Map(this.matches.map(({ target }) => [target, [] as string[]]));
    const isWanted = (name: string): boolean => {
      if (!shard || isOfShard(hostOf(name), shard) || isReport(name)) return true;
      if (shard.index === 0) this.#noteForeign(name, foreign);
      return false;
    };
    const found = await reader.names(shard && isWanted);
    if (!found) return undefined;
    this.#foreign = foreign;
    this.#reports = found.filter(isReport);
    const changes = await finishInSlices(this.names.updating(found), breathe);
    for (const matches of this.matches) await finishInSlices(matches.updating(changes, this.names), breathe);
    if (reader.areNamesWhole !== false) this.#logUnmatched();
    return changes;
  }

  /**
   * True where this shard has nothing to say of a target without series: other shards have some, or another one says
   * it. The first shard speaks for all. Rejects as the reader does.
   */
  async isElsewhere(target: string): Promise<boolean> {
    const { reader, shard, now } = this.#parts;
    if (!shard) return false;
    if (shard.index > 0) return true;
    for (const batch of batchesOf(this.#foreign.get(target) ?? [])) {
      const known = await reader.newestEach(batch.map((name) => ({ name, count: 1 })));
      const newest = await Promise.all(
        batch.map(async (name, index) => known[index]?.newest ?? (await newestOf(reader, name))),
      );
      if (newest.some((entry) => isRecent(entry, now()))) return true;
    }
    return false;
  }

  /** Logs the targets that no name matches; the first shard does it for all. */
  #logUnmatched(): void {
    const { shard, log } = this.#parts;
    if (shard && shard.index > 0) return;
    for (const { target, config, count } of this.matches) {
      const subject = log.subject(`target ${target}`);
      if (count > 0 || this.#foreign.get(target)!.length > 0) subject.recovered();
      else if (!config.optional) subject.failing(`finds no series like ${config.series} in Redis yet`);
    }
  }

  #noteForeign(name: string, foreign: ReadonlyMap<string, string[]>): void {
    for (const matches of this.matches) {
      const known = foreign.get(matches.target)!;
      if (known.length < maxForeign && matches.isMatch(name)) known.push(name);
    }
  }
}

/** The newest entry of a series; undefined also where it is at fault. */
async function newestOf(reader: Pick<SampleReader, 'newestEntry'>, name: string): Promise<Entry | undefined> {
  try {
    return await reader.newestEntry(name);
  } catch (error) {
    if (error instanceof SeriesError) return undefined;
    throw error;
  }
}
