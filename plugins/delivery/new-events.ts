import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import { isRepetition, type Episodes } from './episodes.ts';
import type { Arrival } from './inbox.ts';
import type { SinkRoute } from './route.ts';
import { contextOf } from '../alert-context/alert-context.ts';
import type { SpoolQueue } from '../spool/queue.ts';

/** Stands for the name of a notification where an event came of none. */
export const dueName = 'due';

/** An event that is to be put into queues. */
export interface NewEvent {
  /** That of its notification. */
  readonly name: string;
  readonly event: AlertEvent;
  readonly queues: readonly SpoolQueue[];
}

/** Where the events of a sink go, and which it is given. */
export interface RoutedQueue {
  readonly route: SinkRoute;
  readonly queue: SpoolQueue;
}

/** What sinks are told that were muted until now, or whose sum is complete. @param time epoch seconds */
export function dueEvents(routes: readonly RoutedQueue[], episodes: Episodes, time: number): NewEvent[] {
  return routes.flatMap(({ route, queue }) =>
    route.due(episodes.open, time).map((event) => ({ name: dueName, event, queues: [queue] })),
  );
}

/**
 * What notifications mean, and who is told. The episodes and the routes remember it.
 *
 * @param spoolDirectory where `dma predict` leaves what it knows of a resource
 * @param time epoch seconds
 * @returns the events, and the names of notifications that come too late to be any
 */
export function newEvents(
  arrived: readonly Arrival[],
  routes: readonly RoutedQueue[],
  episodes: Episodes,
  spoolDirectory: string,
  time: number,
): { readonly events: NewEvent[]; readonly late: ReadonlySet<string> } {
  const events: NewEvent[] = [];
  const late = new Set<string>();
  for (const { name, notification, arrived: arrivalTime } of arrived) {
    if (episodes.isLate(notification, arrivalTime)) {
      late.add(name);
      continue;
    }
    const bare = episodes.eventOf(notification);
    if (!bare) {
      episodes.recordEnd(notification, arrivalTime);
      continue;
    }
    const event = withAlertContext(bare, spoolDirectory);
    const previous = episodes.newest(event.source);
    if (!isRepetition(event, previous)) {
      const told = routes.filter(({ route }) => route.admits(event, time, previous));
      events.push({ name, event, queues: told.map(({ queue }) => queue) });
    }
    episodes.record(event, arrivalTime);
  }
  return { events, late };
}

/** With what `dma predict` knows of the resource, if it does. */
function withAlertContext(event: AlertEvent, spoolDirectory: string): AlertEvent {
  if (event.kind !== 'exhaustion') return event;
  const alertContext = contextOf(spoolDirectory, event.host, event.resource, event.time);
  return alertContext ? { ...event, alertContext } : event;
}
