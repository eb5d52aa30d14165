import type { SeriesRecord } from '../../notifiers/event/alert-event.ts';
import { describeError } from '../../notifiers/error-text.ts';
import type { TransitionLog } from '../process/logger.ts';
import type { ClosedEpisode } from '../spool/closed-episode.ts';
import { EpisodeHistory, historyDays } from '../spool/episode-history.ts';
import { FeedbackFiles, type Feedback } from '../spool/feedback-files.ts';
import type { Spool } from '../spool/spool.ts';
import { seriesRecord } from './series-record.ts';

/** Seconds between two looks at the bounds of the history. */
const pruneSeconds = 3600;
/** Episodes that wait for a disk that does not take them; the oldest are given up. */
const maxPending = 1000;
/** Newest episodes of a series that count. */
const maxOfSeries = 100;

export interface HistoryKeeperParts {
  readonly spool: Spool;
  readonly log: TransitionLog;
  /** Epoch seconds. */
  readonly now: () => number;
  /** True when the clock has not been set for a while; see `ClockWatch`. */
  readonly isClockSettled: () => boolean;
}

/**
 * Writes the history of the spool, and knows the past of each series by it. Alerts go out without a history: a failure
 * is logged once, and what could not be written is written later.
 */
export class HistoryKeeper {
  readonly #parts: HistoryKeeperParts;
  readonly #history: EpisodeHistory;
  readonly #feedback: FeedbackFiles;
  /** By source; undefined until the history is read. */
  #known: Map<string, ClosedEpisode[]> | undefined;
  readonly #pending = new Map<string, ClosedEpisode>();
  #pruned = Number.NEGATIVE_INFINITY;

  constructor(parts: HistoryKeeperParts) {
    const { disk, directory } = parts.spool;
    this.#parts = parts;
    this.#history = new EpisodeHistory(disk, directory);
    this.#feedback = new FeedbackFiles(disk, directory);
  }

  /** Adds episodes that have ended. Idempotent. */
  add(episodes: readonly ClosedEpisode[]): void {
    for (const episode of episodes) this.#pending.set(episode.id, episode);
    if (episodes.length > 0) this.#flush();
  }

  /** Reads the history once, writes what waits for the disk, and once an hour removes what is beyond the bounds. */
  look(): void {
    const { now, isClockSettled } = this.#parts;
    const time = now();
    this.#load();
    if (this.#pending.size > 0) this.#flush();
    if (Math.abs(time - this.#pruned) < pruneSeconds) return;
    this.#pruned = time;
    const isSettled = isClockSettled();
    this.#attempt('shortening', () => {
      this.#history.prune(isSettled ? time : undefined);
      if (isSettled) this.#feedback.prune(time - historyDays * 86_400);
      this.#known = undefined;
    });
  }

  /** The past of a series before a time, in epoch seconds; undefined without one. @param source of its events */
  recordOf(source: string, time: number): SeriesRecord | undefined {
    this.#load();
    const episodes = this.#known?.get(source) ?? [];
    return seriesRecord(episodes.slice(-maxOfSeries), (id) => this.#feedbackOn(id), time);
  }

  #feedbackOn(id: string): Feedback | undefined {
    try {
      return this.#feedback.of(id);
    } catch {
      return undefined;
    }
  }

  #load(): void {
    if (this.#known) return;
    this.#attempt('reading', () => {
      const known = new Map<string, ClosedEpisode[]>();
      for (const episode of this.#history.all()) remember(known, episode);
      this.#known = known;
    });
  }

  #flush(): void {
    const isWritten = this.#attempt('writing', () => this.#history.add([...this.#pending.values()]));
    if (isWritten) {
      for (const episode of this.#pending.values()) if (this.#known) remember(this.#known, episode);
      this.#pending.clear();
    }
    for (const id of this.#pending.keys()) {
      if (this.#pending.size <= maxPending) break;
      this.#pending.delete(id);
    }
  }

  #attempt(what: string, attempt: () => void): boolean {
    const { log, spool } = this.#parts;
    const history = log.subject(`${what} the history in the spool ${spool.directory}`);
    try {
      attempt();
      history.recovered();
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      history.failing(`is not possible (${describeError(error)}); alerts are delivered all the same`);
      return false;
    }
  }
}

function remember(known: Map<string, ClosedEpisode[]>, episode: ClosedEpisode): void {
  const others = (known.get(episode.source) ?? []).filter(({ id }) => id !== episode.id);
  known.set(episode.source, [...others, episode]);
}
