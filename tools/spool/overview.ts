import { join } from 'node:path';
import { readQueuedEvent } from '../../plugins/spool/queued-event.ts';
import { RetryState } from '../../plugins/spool/retry-state.ts';
import type { Spool } from '../../plugins/spool/spool.ts';
import { openEpisodes, type OpenEpisode } from './open-episodes.ts';

/** The events of one notifier: waiting, failed, lost to the limits. */
export interface NotifierOverview {
  readonly name: string;
  /** True when dma.yaml names it; the events of another one wait for ever. */
  readonly isConfigured: boolean;
  readonly waiting: number;
  /** The time of the oldest event that waits, in epoch seconds. */
  readonly oldestTime?: number;
  /** Failures in a row, when the next attempt is made (epoch seconds), and why the last one failed. */
  readonly attempts?: number;
  readonly nextTime?: number;
  readonly reason?: string;
  readonly message?: string;
  /** Entries in `failed`. */
  readonly failed: number;
  /**
   * Events that are dead letters because too many waited, and dead letters that were removed because there were too
   * many.
   */
  readonly overflowed: number;
  readonly removed: number;
}

/** A dead letter and its reason. */
export interface FailedOverview {
  /** Such as `http/000000000012-1795226495.716.4711.json`. */
  readonly name: string;
  readonly reason?: string;
  readonly message?: string;
  readonly time?: number;
}

export interface SpoolOverview {
  readonly directory: string;
  /** Notifications that `dma deliver` has not looked at. */
  readonly arrived: number;
  readonly notifiers: readonly NotifierOverview[];
  /** The open episodes, oldest first. */
  readonly episodes: readonly OpenEpisode[];
  /** The dead letters by folder, oldest first. */
  readonly failed: readonly FailedOverview[];
}

/**
 * @param configured the names of the notifiers in dma.yaml
 * @param maxFailed the newest dead letters of each folder that are told one by one (default: all)
 */
export function overviewOf(
  spool: Spool,
  configured: readonly string[],
  maxFailed = Number.POSITIVE_INFINITY,
): SpoolOverview {
  const { deadLetters } = spool;
  const counts = deadLetters.counts();
  const queues = spool.queues();
  const names = [...new Set([...configured, ...queues, ...deadLetters.folders()])].filter(
    (name) => name !== 'new',
  );
  const notifiers = names.map((name): NotifierOverview => {
    const waiting = queues.includes(name) ? spool.queue(name).names() : [];
    const wait = new RetryState(spool, name).wait;
    const oldestTime =
      waiting.length > 0 ? timeOf(spool, join(spool.directory, 'queue', name, waiting[0]!)) : undefined;
    return {
      name,
      isConfigured: configured.includes(name),
      waiting: waiting.length,
      ...(oldestTime !== undefined && { oldestTime }),
      ...(wait && {
        attempts: wait.attempts,
        nextTime: wait.nextTime,
        reason: wait.reason,
        message: wait.message,
      }),
      failed: deadLetters.entries(name).length,
      overflowed: counts.overflowed[name] ?? 0,
      removed: counts.removed[name] ?? 0,
    };
  });
  const failed = deadLetters.folders().flatMap((folder) =>
    deadLetters
      .entries(folder)
      .slice(-maxFailed)
      .map((name) => ({ name: `${folder}/${name}`, ...deadLetters.why(folder, name) })),
  );
  return {
    directory: spool.directory,
    arrived: spool.listNew().length,
    notifiers,
    episodes: openEpisodes(spool),
    failed,
  };
}

function timeOf(spool: Spool, path: string): number | undefined {
  const file = readQueuedEvent(spool.disk, path, 0);
  return file.kind === 'event' ? file.event.time : undefined;
}
