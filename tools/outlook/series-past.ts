import type { SeriesRecord } from '../../notifiers/event/alert-event.ts';
import type { Sample } from '../../analysis/window.ts';
import { outcomeOf, seriesRecord, type JudgedEpisode } from '../../plugins/delivery/series-record.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import { EpisodeHistory } from '../../plugins/spool/episode-history.ts';
import { FeedbackFiles } from '../../plugins/spool/feedback-files.ts';
import type { Spool } from '../../plugins/spool/spool.ts';
import { readEvidence, type SeenEvidence } from './climb-evidence.ts';
import { pastLimits } from './past-limits.ts';
import { givenNames, valuesByTime } from './given-values.ts';
import type { Row } from './row.ts';
import { recentSeconds, sourceOf } from './series-details.ts';
import type { SeriesSight } from './watched-series.ts';

/** A forecast that was made one horizon before its time. */
export interface PastForecast {
  /** Epoch seconds that it was made for. */
  readonly time: number;
  readonly lower: number;
  readonly upper: number;
}

/** The past of one series, for its page. */
export interface SeriesPast {
  readonly key: string;
  /** Epoch seconds of the beginning of the plot, and its end: one horizon ahead. */
  readonly from: number;
  readonly to: number;
  /** Oldest first. */
  readonly samples: readonly Sample[];
  readonly forecasts: readonly PastForecast[];
  /** The limit at the time of each sample, where it has changed with the capacity; none where it is the same. */
  readonly limits: readonly Sample[];
  /** Undefined where the limit is not known, or there are no samples. */
  readonly evidence: SeenEvidence | undefined;
}

/** The alerts of a series that have ended, and what came of them. */
export interface AlertPast {
  /** Undefined when there was none. */
  readonly record: SeriesRecord | undefined;
  /** The newest first. */
  readonly episodes: readonly JudgedEpisode[];
}

/** The plot shows this many horizons of the past, or ten minutes; of a silent series, those before its silence. */
const plottedHorizons = 3;

/**
 * Reads the plotted past of a series, the forecasts that were made for it, and the evidence for its risk.
 *
 * @param now epoch seconds
 * @returns rejects with StoreError when Redis cannot be read
 */
export async function readPast(
  reader: WriteRedisReader,
  sight: SeriesSight,
  { key, watched, details, horizonSeconds }: Row,
  now: number,
): Promise<SeriesPast> {
  const { standing, newest } = watched;
  const last = standing === 'late' && newest ? newest.time : now;
  const from = last - Math.max(recentSeconds, plottedHorizons * horizonSeconds);
  const plot = { key, from, to: now + horizonSeconds };
  try {
    const source = await sourceOf(reader, watched, sight.names);
    const samples: Sample[] = [];
    for await (const page of source.past(reader, from, Number.POSITIVE_INFINITY, now))
      samples.push(...page.filter(({ value }) => Number.isFinite(value)));
    const { lower, upper } = givenNames(watched);
    const [lowers, uppers] = await Promise.all(
      [lower, upper].map((name) => valuesByTime(reader, name, from - horizonSeconds, now)),
    );
    const forecasts = [...lowers!].flatMap(([time, low]): PastForecast[] => {
      const high = uppers!.get(time);
      return high === undefined ? [] : [{ time: time + horizonSeconds, lower: low, upper: high }];
    });
    const { limit } = details;
    const evidence = limit === undefined ? undefined : await readEvidence(reader, watched, sight, limit, now);
    const limits = await pastLimits(reader, watched, sight.names, samples, now);
    return { ...plot, samples, forecasts, limits, evidence: evidence && withLimits(evidence, limits) };
  } catch (error) {
    if (!(error instanceof SeriesError)) throw error;
    return { ...plot, samples: [], forecasts: [], limits: [], evidence: undefined };
  }
}

function withLimits(evidence: SeenEvidence, limits: readonly Sample[]): SeenEvidence {
  const [first, last] = [limits[0], limits.at(-1)];
  return first && last ? { ...evidence, limitMoved: { from: first.value, to: last.value } } : evidence;
}

/**
 * Reads the alerts of a resource from the history of the spool.
 *
 * @param now epoch seconds
 * @returns without any where the spool cannot be read, which is told elsewhere
 */
export function readAlertPast(
  spool: Spool,
  { host, resource }: Pick<Row, 'host' | 'resource'>,
  now: number,
): AlertPast {
  try {
    const feedback = new FeedbackFiles(spool.disk, spool.directory);
    const closed = new EpisodeHistory(spool.disk, spool.directory)
      .all()
      .filter((episode) => episode.host === host && episode.resource === resource);
    const episodes = closed.map((episode): JudgedEpisode => {
      const given = feedback.of(episode.id);
      return { episode, feedback: given, outcome: outcomeOf(episode, given) };
    });
    const given = new Map(episodes.map((one) => [one.episode.id, one.feedback]));
    return {
      record: seriesRecord(closed, (id) => given.get(id), now),
      episodes: episodes.toReversed(),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return { record: undefined, episodes: [] };
  }
}
