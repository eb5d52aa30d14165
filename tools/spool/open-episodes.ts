import { join } from 'node:path';
import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import { writeDurably } from '../../plugins/files/durable-file.ts';
import { openFor } from '../../plugins/delivery/route.ts';
import { readQueuedEvent } from '../../plugins/spool/queued-event.ts';
import { emptyState, type SpoolState } from '../../plugins/spool/state.ts';
import { formatHeaders } from '../../plugins/collectd/notification.ts';
import { parseSource } from '../../notifiers/event/event-source.ts';
import type { Spool } from '../../plugins/spool/spool.ts';

/** An episode that has not ended. */
export interface OpenEpisode {
  /** Such as `dma-0123456789abcdef`. */
  readonly id: string;
  /** Of its newest event. */
  readonly severity: AlertEvent['severity'];
  readonly source: string;
  /** Of its first and of its newest event, in epoch seconds. */
  readonly since: number;
  readonly time: number;
  /** The notifiers that were told of it. The name of this field is published. */
  readonly sinks: readonly string[];
  /** Those of `sinks` whose queue holds an event of it. */
  readonly waiting: readonly string[];
  /** Those of `sinks` that have its newest event as a dead letter. */
  readonly failed: readonly string[];
}

/** The maximum number of files that are read in each folder, the newest ones. */
const maxRead = 1000;

/** An open episode by its newest event, and by the names of the notifiers. */
export interface OpenEvent {
  readonly event: AlertEvent;
  /** The ones that were told of it. */
  readonly told: readonly string[];
  /** Of these, the ones whose queue holds an event of it, and that have its newest event as a dead letter. */
  readonly waiting: readonly string[];
  readonly failed: readonly string[];
}

/** The open episodes as `dma deliver` last saved them, oldest first. */
export function openEpisodes(spool: Spool): OpenEpisode[] {
  return openEvents(spool).map(({ event: { id, severity, source, since, time }, told, waiting, failed }) => ({
    id,
    severity,
    source,
    since,
    time,
    sinks: told,
    waiting,
    failed,
  }));
}

/** The same with their newest events. */
export function openEvents(spool: Spool): OpenEvent[] {
  const { open, notifiers } = stateOf(spool);
  const known = Object.entries(notifiers).map(
    ([name, state]) => [name, new Set(openFor(state, open).map(({ id }) => id))] as const,
  );
  if (open.length === 0) return [];
  const waiting = new Map(known.map(([name]) => [name, waitingIn(spool, name)]));
  const failed = new Map(known.map(([name]) => [name, failedIn(spool, name)]));
  return open
    .map((event) => {
      const { id, time } = event;
      const told = known.filter(([, ids]) => ids.has(id)).map(([name]) => name);
      const isOfIt = (other: AlertEvent): boolean => other.id === id;
      return {
        event,
        told,
        waiting: told.filter((name) => waiting.get(name)!.some(isOfIt)),
        failed: told.filter((name) =>
          failed.get(name)!.some((other) => isOfIt(other) && other.time === time),
        ),
      };
    })
    .toSorted((a, b) => a.event.since - b.event.since);
}

function waitingIn(spool: Spool, notifier: string): AlertEvent[] {
  if (!spool.queues().includes(notifier)) return [];
  const queue = spool.queue(notifier);
  return eventsOf(spool, queue.folder, queue.names());
}

function failedIn(spool: Spool, notifier: string): AlertEvent[] {
  const { deadLetters } = spool;
  return eventsOf(spool, join(deadLetters.directory, notifier), deadLetters.entries(notifier));
}

function eventsOf({ disk }: Pick<Spool, 'disk'>, folder: string, names: readonly string[]): AlertEvent[] {
  return names
    .slice(-maxRead)
    .map((name) => readQueuedEvent(disk, join(folder, name), 0))
    .flatMap((file) => (file.kind === 'event' ? [file.event] : []));
}

/**
 * Ends an episode whose OKAY never came, such as that of a host that is gone: puts an OKAY of its series into the
 * spool, which `dma deliver` takes like any other. If the series is still at risk, the next WARNING or FAILURE begins
 * another episode.
 *
 * @param now epoch seconds
 */
export function endEpisode(spool: Spool, { id, source, time }: OpenEpisode, now: number): void {
  const parts = parseSource(source);
  const headers = [
    'Severity: OKAY',
    // With a time before the newest event's it would be late.
    `Time: ${Math.max(now, time)}`,
    ...formatHeaders(parts),
  ];
  const name = `${now.toFixed(9)}.${id}`;
  const temporary = join(spool.directory, 'tmp', name);
  const path = join(spool.newDirectory, name);
  writeDurably(
    spool.disk,
    path,
    temporary,
    `${headers.join('\n')}\n\nEnded by a person (dma spool drop ${id})\n`,
  );
  spool.disk.syncFolder(spool.newDirectory);
}

/** A malformed state counts as empty; `dma deliver` reports it. */
function stateOf(spool: Spool): SpoolState {
  try {
    return spool.loadState() ?? emptyState;
  } catch (error) {
    if ('code' in (error as object)) throw error;
    return emptyState;
  }
}
