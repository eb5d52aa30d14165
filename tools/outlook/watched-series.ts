import type { Config } from '../../plugins/config/config.ts';
import { TargetMatches } from '../../plugins/prediction/target-matches.ts';
import { silenceByEntries } from '../../plugins/samples/silence-to-forget.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import type { Entry } from '../../plugins/samples/entry.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import { SeriesNames } from '../../plugins/samples/series-names.ts';
import { outputNames, type OutputNames } from '../../plugins/series/prediction-values.ts';
import type { FoundSeries, SeriesToPredict } from '../../plugins/series/series-start.ts';
import { riskNameOf } from '../check/given-back.ts';
import { isFreshPrediction } from '../check/fresh-prediction.ts';
import { HorizonLook } from './horizon-look.ts';
import { isRecent } from '../check/recent.ts';

/**
 * The standing of one series:
 *
 * - `predicted`: its prediction comes back and is fresh
 * - `unpredicted`: it has samples, and no fresh prediction
 * - `late`: no samples arrive
 * - `unreadable`: its key holds something else
 */
export type Standing = 'predicted' | 'unpredicted' | 'late' | 'unreadable';

/** A series of a target, with its newest sample and its risk. */
export interface WatchedSeries extends SeriesToPredict {
  /** The target and the name, which tell it from all others. */
  readonly key: string;
  /** Its names in events. */
  readonly outputs: OutputNames;
  readonly standing: Standing;
  /** Of a sum, the one of its first part; undefined when Redis has none. */
  readonly newest: Entry | undefined;
  /** Seconds from the time of the newest entry to now; Infinity without an entry. */
  readonly ageSeconds: number;
  /** Seconds between the two newest entries; undefined when there are fewer. */
  readonly intervalSeconds: number | undefined;
  /** Seconds of silence after which it is gone. */
  readonly forgottenAfter: number;
  /** Epoch seconds of the newest risk, which may be old; undefined before the first. */
  readonly riskTime: number | undefined;
  /** 0 to 100; undefined without a fresh prediction. */
  readonly riskPercent: number | undefined;
}

/** All that Redis holds of the targets. */
export interface SeriesSight {
  /** The series of all targets, except those that are gone. */
  readonly series: readonly WatchedSeries[];
  /** Names that a target matches and that are malformed. */
  readonly malformed: readonly MalformedName[];
  /** Number of series that have had no sample for an hour, or ten of their intervals. */
  readonly gone: number;
  readonly names: SeriesNames;
  /** All names, our own values among them. */
  readonly known: ReadonlySet<string>;
}

export interface MalformedName {
  readonly target: string;
  readonly name: string;
}

interface Fixed {
  readonly outputs: OutputNames;
  readonly risk: string;
  readonly key: string;
}

/** Number of series that are asked for at once. */
const seriesAtOnce = 1000;
/** A series with one sample waits for the second for this many seconds at most. */
const maxNewSeconds = 600;
/** Seconds between two scans of the names, and between two looks at a series that is gone. */
const [scanSeconds, goneSeconds] = [10, 60];

/** Looks at the series of all targets, again and again: two commands for each of them. */
export class SeriesLook {
  readonly #reader: WriteRedisReader;
  readonly #horizons: HorizonLook;
  readonly #matches: readonly TargetMatches[];
  readonly #names = new SeriesNames();
  readonly #fixed = new WeakMap<FoundSeries, Fixed>();
  /** By key: monotonic seconds of the look that found the series gone. */
  readonly #gone = new Map<string, number>();
  #known: ReadonlySet<string> = new Set();
  #scanned = Number.NEGATIVE_INFINITY;

  constructor(reader: WriteRedisReader, { targets }: Pick<Config, 'targets'>) {
    this.#reader = reader;
    this.#horizons = new HorizonLook(reader);
    this.#matches = Object.entries(targets).map(([name, target]) => new TargetMatches(name, target));
  }

  /**
   * @param now epoch seconds
   * @param monotonic seconds of the monotonic clock
   * @returns rejects with StoreError when Redis cannot be read
   */
  async look(now: number, monotonic: number): Promise<SeriesSight> {
    if (monotonic - this.#scanned >= scanSeconds) await this.#scan(monotonic);
    const found = this.#matches.flatMap((matches) => matches.found);
    const due = found.filter((one) => {
      const since = this.#gone.get(this.#fixedOf(one).key);
      return since === undefined || monotonic - since >= goneSeconds;
    });
    const series: WatchedSeries[] = [];
    for (let start = 0; start < due.length; start += seriesAtOnce) {
      // All at once: the client sends them as one stream.
      const some = due.slice(start, start + seriesAtOnce).map((one) => this.#lookAt(one, now));
      series.push(...(await Promise.all(some)));
    }
    const living = series.filter((one) => {
      const isGone = one.standing === 'late' && one.ageSeconds > one.forgottenAfter;
      if (isGone) this.#gone.set(one.key, monotonic);
      else this.#gone.delete(one.key);
      return !isGone;
    });
    const malformed = this.#matches.flatMap((matches) =>
      [...matches.malformed.keys()].map((name) => ({ target: matches.target, name })),
    );
    const gone = found.length - living.length;
    return { series: living, malformed, gone, names: this.#names, known: this.#known };
  }

  async #scan(monotonic: number): Promise<void> {
    const names = await this.#reader.names();
    this.#known = new Set(names);
    const changes = this.#names.update(names);
    for (const matches of this.#matches) matches.update(changes, this.#names);
    this.#scanned = monotonic;
  }

  #fixedOf(found: FoundSeries): Fixed {
    let fixed = this.#fixed.get(found);
    if (!fixed) {
      const { target, config, identifier, captures } = found;
      const outputs = outputNames(identifier.host, target, config.output, captures);
      fixed = { outputs, risk: riskNameOf(found), key: `${target} ${identifier.name}` };
      this.#fixed.set(found, fixed);
    }
    return fixed;
  }

  async #lookAt(found: FoundSeries, now: number): Promise<WatchedSeries> {
    const { outputs, risk, key } = this.#fixedOf(found);
    const [horizonSeconds, samples, risks] = await Promise.all([
      this.#horizons.look(found, outputs, this.#known, now),
      entriesOf(this.#reader, found.identifier.name, 3),
      this.#known.has(risk) ? entriesOf(this.#reader, risk, 1) : [],
    ]);
    const [newest, before] = samples?.toReversed() ?? [];
    const ageSeconds = newest ? now - newest.time : Number.POSITIVE_INFINITY;
    const intervalSeconds = newest && before ? newest.time - before.time : undefined;
    const prediction = risks?.at(-1);
    const isPredicted = isFreshPrediction({ newest, intervalSeconds }, prediction?.time, now);
    const percent = isPredicted ? prediction?.values[0] : undefined;
    // Where the clock of a host is behind, its samples look old and are predicted all the same.
    const isOfNow = isFreshPrediction({ newest: undefined, intervalSeconds }, prediction?.time, now);
    const isNew = intervalSeconds === undefined && ageSeconds <= maxNewSeconds;
    const isLate = !isRecent(ageSeconds, intervalSeconds) && !isOfNow && !isNew;
    const standing = percent === undefined ? 'unpredicted' : 'predicted';
    return {
      ...found,
      config: { ...found.config, horizonSeconds },
      key,
      outputs,
      standing: samples === undefined ? 'unreadable' : isLate ? 'late' : standing,
      newest,
      ageSeconds,
      intervalSeconds,
      forgottenAfter: silenceByEntries(samples ?? []),
      riskTime: prediction?.time,
      riskPercent: Number.isFinite(percent) ? percent : undefined,
    };
  }
}

/** The newest entries; undefined when the key holds something else. */
async function entriesOf(
  reader: WriteRedisReader,
  name: string,
  count: number,
): Promise<readonly Entry[] | undefined> {
  try {
    return (await reader.newest(name, count)).entries;
  } catch (error) {
    if (error instanceof SeriesError) return undefined;
    throw error;
  }
}
