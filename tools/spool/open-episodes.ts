import { join } from 'node:path';
import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import { writeDurably } from '../../plugins/files/durable-file.ts';
import { openFor } from '../../plugins/delivery/route.ts';
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
}

/** The open episodes as `dma deliver` last saved them, oldest first. */
export function openEpisodes(spool: Spool): OpenEpisode[] {
  const { open, notifiers } = stateOf(spool);
  const known = Object.entries(notifiers).map(
    ([name, state]) => [name, new Set(openFor(state, open).map(({ id }) => id))] as const,
  );
  return open
    .map(({ id, severity, source, since, time }) => {
      const names = known.filter(([, ids]) => ids.has(id)).map(([name]) => name);
      return { id, severity, source, since, time, sinks: names };
    })
    .toSorted((a, b) => a.since - b.since);
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
