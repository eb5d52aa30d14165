import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import { contextOf } from '../alert-context/alert-context.ts';
import type { ClosedEpisode } from '../spool/closed-episode.ts';
import type { SpoolQueue } from '../spool/queue.ts';
import type { Spool } from '../spool/spool.ts';
import { maxSilentDays, type Episodes } from './episodes.ts';
import type { HistoryKeeper } from './history-keeper.ts';
import type { Arrival } from './inbox.ts';
import { linksOf, type LinksByTarget } from './target-links.ts';
import type { NotifierRoutes } from './notifier-routes.ts';

/** Stands for the name of the notification where an event has none. */
export const dueName = 'due';

/** An event to put into queues. */
export interface NewEvent {
  /** The name of its notification. */
  readonly name: string;
  readonly event: AlertEvent;
  readonly queues: readonly SpoolQueue[];
}

/** Events that are due by themselves: a mute window has ended, or a summary is complete. @param time epoch seconds */
export function dueEvents(routes: NotifierRoutes, episodes: Episodes, time: number): NewEvent[] {
  return routes
    .due(episodes.open, time)
    .map(({ event, queue }) => ({ name: dueName, event, queues: [queue] }));
}

/** Ends open episodes of which nothing is heard any more. @param time epoch seconds */
export function endEvents(
  silent: readonly AlertEvent[],
  routes: NotifierRoutes,
  episodes: Episodes,
  time: number,
): NewEvent[] {
  const message = `no notification has come for ${maxSilentDays} days; its series is taken to be gone`;
  return silent.map((open) => {
    const event = episodes.end(open, time, message);
    return { name: dueName, event, queues: routes.queuesFor(event, time) };
  });
}

/** The episodes that have ended, with the notifiers that are told of it. @param events of the same notifications */
export function closedEpisodes(events: readonly NewEvent[], episodes: Episodes): ClosedEpisode[] {
  const told = new Map(
    events
      .filter(({ event }) => event.severity === 'OKAY')
      .map(({ event, queues }) => [event.id, queues.map(({ notifier }) => notifier)]),
  );
  return episodes.closed.map((episode) => ({ ...episode, told: told.get(episode.id) ?? [] }));
}

/**
 * Takes notifications into the episodes and asks each route whether its notifier gets the event.
 *
 * @param spool in which `dma predict` leaves alert contexts
 * @param history the past of each series
 * @param links by target
 * @param time epoch seconds
 * @returns the events, and the names of the notifications that are late
 */
export function newEvents(
  arrivals: readonly Arrival[],
  routes: NotifierRoutes,
  episodes: Episodes,
  spool: Spool,
  history: Pick<HistoryKeeper, 'recordOf'>,
  links: LinksByTarget,
  time: number,
): { readonly events: NewEvent[]; readonly late: ReadonlySet<string> } {
  const events: NewEvent[] = [];
  const late = new Set<string>();
  for (const { name, notification, arrived } of arrivals) {
    const taken = episodes.take(notification, arrived, {
      contextOf: (event) =>
        event.kind === 'exhaustion' || event.kind === 'anomaly'
          ? contextOf(spool.disk, spool.directory, event.host, event.resource, event.time)
          : undefined,
      linksOf: (event) => linksOf(event, links),
      recordOf: ({ kind, source, since }) =>
        kind === 'exhaustion' ? history.recordOf(source, since) : undefined,
    });
    if (taken.kind === 'late') late.add(name);
    if (taken.kind !== 'event' || taken.isRepetition) continue;
    const { event, previous } = taken;
    events.push({ name, event, queues: routes.queuesFor(event, time, previous) });
  }
  return { events, late };
}
