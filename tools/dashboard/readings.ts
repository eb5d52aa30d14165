import { FeedbackFiles } from '../../plugins/spool/feedback-files.ts';
import { EpisodeHistory } from '../../plugins/spool/episode-history.ts';
import type { JudgedEpisode } from '../../plugins/delivery/series-record.ts';
import { judgedEpisode } from '../history/episode-fields.ts';
import type { Snapshot } from '../outlook/outlook.ts';
import type { Row } from '../outlook/row.ts';
import { readSelfValues, type SelfValues } from '../outlook/self-values.ts';
import { readAlertPast, readPast, type AlertPast, type SeriesPast } from '../outlook/series-past.ts';
import { overviewOf, type SpoolOverview } from '../spool/overview.ts';
import type { LiveOutlook } from './live-outlook.ts';
import { Refusal } from './refusal.ts';
import { SharedReading } from './shared-reading.ts';

/** One series with all that its page shows. */
export interface SeriesReading {
  readonly row: Row;
  readonly past: SeriesPast;
  readonly alerts: AlertPast;
  /** Epoch seconds. */
  readonly time: number;
}

export interface ReadingsParts {
  readonly live: LiveOutlook;
  /** The names of the notifiers in dma.yaml. */
  readonly notifiers: readonly string[];
  readonly now: () => number;
  readonly monotonic: () => number;
}

/** Seconds for which a reading is shared, and the times of its own length. */
const [keptSeconds, rest] = [5, 10];
/** The newest dead letters of each notifier that are shown one by one. */
export const maxShownFailed = 100;

/** Everything that is read for the API and the pages, shared by all clients. */
export class Readings {
  readonly live: LiveOutlook;
  /** Number of changes that were made through this server: readings of before one are old. */
  changes = 0;
  readonly #parts: ReadingsParts;
  readonly #episodes: SharedReading<readonly JudgedEpisode[]>;
  readonly #deliveries: SharedReading<SpoolOverview>;
  readonly #series: SharedReading<SeriesReading>;
  readonly #reports: SharedReading<readonly SelfValues[]>;

  constructor(parts: ReadingsParts) {
    this.live = parts.live;
    this.#parts = parts;
    const shared = <Value>(read: (key: string) => Promise<Value>) =>
      new SharedReading(read, keptSeconds, rest, parts.monotonic);
    this.#episodes = shared(async () => this.#readEpisodes());
    this.#deliveries = shared(async () => this.#readDeliveries());
    this.#series = shared((key) => this.#readSeries(key));
    this.#reports = shared(() => this.#readReports());
  }

  /** The newest look. @returns rejects with Refusal while Redis cannot be read */
  async snapshot(): Promise<Snapshot> {
    return readable(await this.live.snapshot());
  }

  /** The episodes of the last 30 days that have ended, the newest end first. @returns rejects with Refusal */
  episodes(): Promise<readonly JudgedEpisode[]> {
    return this.#episodes.of('');
  }

  /** The spool: what waits for each notifier, and what failed. @returns rejects with Refusal */
  deliveries(): Promise<SpoolOverview> {
    return this.#deliveries.of('');
  }

  /** One series by its key. @returns rejects with Refusal */
  series(key: string): Promise<SeriesReading> {
    return this.#series.of(key);
  }

  /** The reports of each `dma predict`. @returns rejects with Refusal */
  reports(): Promise<readonly SelfValues[]> {
    return this.#reports.of('');
  }

  /** The next ones are read anew: somebody has changed something in the spool. */
  forget(): void {
    this.changes++;
    this.live.forget();
    for (const shared of [this.#episodes, this.#deliveries, this.#series]) shared.forget();
  }

  #readEpisodes(): readonly JudgedEpisode[] {
    return ofSpool(() => {
      const { disk, directory } = this.live.outlook.spool;
      const given = new Map(new FeedbackFiles(disk, directory).all().map((one) => [one.id, one]));
      const closed = new EpisodeHistory(disk, directory).all().toReversed();
      return closed.map((episode) => judgedEpisode(episode, given.get(episode.id)));
    });
  }

  #readDeliveries(): SpoolOverview {
    return ofSpool(() => overviewOf(this.live.outlook.spool, this.#parts.notifiers, maxShownFailed));
  }

  async #readSeries(key: string): Promise<SeriesReading> {
    const { snapshot, rows } = await this.live.withDetails((seen) =>
      seen.rows.filter((row) => row.key === key),
    );
    readable(snapshot);
    const [row] = rows;
    if (!row) throw new Refusal(404, 'there is no such series now');
    const time = this.#parts.now();
    const { outlook } = this.live;
    const past = await outlook.readOf(row, (reader, sight) => readPast(reader, sight, row, time));
    if (!past) throw new Refusal(503, 'Redis cannot be read');
    return { row, past, alerts: readAlertPast(outlook.spool, row, time), time };
  }

  async #readReports(): Promise<readonly SelfValues[]> {
    const { predictors } = await this.snapshot();
    const read = await this.live.outlook.readEach((reader, { known }, name) =>
      readSelfValues(
        reader,
        predictors.filter(({ store }) => store === name),
        known,
      ),
    );
    if (read.length === 0) throw new Refusal(503, 'Redis cannot be read');
    return read.flat();
  }
}

/** @throws Refusal while Redis cannot be read */
export function readable(snapshot: Snapshot): Snapshot {
  const { problem, url } = snapshot.redis;
  if (problem === undefined) return snapshot;
  throw new Refusal(503, `Redis (${url}) cannot be read: ${problem}`);
}

/** @throws Refusal where the file system says no */
export function ofSpool<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Refusal(503, `the spool cannot be read: ${message}`, { cause: error });
  }
}
