import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import type { SpoolQueue } from '../spool/queue.ts';
import type { Spool } from '../spool/spool.ts';
import type { SpoolState } from '../spool/state.ts';
import { openRoute, type Route } from './route-config.ts';
import { isDue, NotifierRoute } from './route.ts';

/** A notifier of the configuration. */
export interface RoutedNotifier {
  readonly name: string;
  readonly route: Route;
  readonly queue: SpoolQueue;
}

/**
 * The routes of all notifiers: of the configuration, and of the past. A notifier that is taken out of the configuration
 * still has a receiver that was told of episodes; when it is there again, it is told what it has missed.
 */
export class NotifierRoutes {
  readonly #present: readonly { readonly route: NotifierRoute; readonly queue: SpoolQueue }[];
  readonly #absent: readonly NotifierRoute[];

  /**
   * @param states by the name of the notifier; every notifier of the configuration has one
   * @param isSilenced a person has silenced the event (default: never)
   */
  constructor(
    notifiers: readonly RoutedNotifier[],
    states: SpoolState['notifiers'],
    isSilenced: (event: AlertEvent) => boolean = () => false,
  ) {
    this.#present = notifiers.map(({ name, route, queue }) => ({
      route: new NotifierRoute(name, route, states[name]!, isSilenced),
      queue,
    }));
    const names = new Set(notifiers.map(({ name }) => name));
    this.#absent = Object.entries(states)
      .filter(([name]) => !names.has(name))
      .map(([name, state]) => new NotifierRoute(name, openRoute, state));
  }

  /** True when {@link due} has something to return. @param isSilenced a person has silenced the event */
  static isDue(
    notifiers: readonly RoutedNotifier[],
    { notifiers: states, open }: SpoolState,
    now: number,
    isSilenced: (event: AlertEvent) => boolean,
  ): boolean {
    const isHeld = notifiers.some(({ name }) => states[name]!.held.length > 0);
    const silenced = new Set(isHeld ? open.filter(isSilenced).map(({ id }) => id) : []);
    return notifiers.some(({ name, route }) => isDue(route, states[name]!, now, silenced));
  }

  /**
   * The queues that get an event.
   *
   * @param now epoch seconds
   * @param previous the event before this one of the same episode
   */
  queuesFor(event: AlertEvent, now: number, previous?: AlertEvent): SpoolQueue[] {
    for (const route of this.#absent) route.miss(event, now, previous);
    return this.#present.filter(({ route }) => route.admits(event, now, previous)).map(({ queue }) => queue);
  }

  /** The events that are due by themselves, see {@link NotifierRoute.due}, and their queues. */
  due(
    open: readonly AlertEvent[],
    now: number,
  ): { readonly event: AlertEvent; readonly queue: SpoolQueue }[] {
    return this.#present.flatMap(({ route, queue }) =>
      route.due(open, now).map((event) => ({ event, queue })),
    );
  }

  /** The names of notifiers that are not in the configuration, though their receivers know of episodes. */
  get absent(): readonly string[] {
    return this.#kept.map(({ notifier }) => notifier);
  }

  /** By the name of the notifier. An absent notifier whose receiver knows nothing is forgotten. */
  get states(): SpoolState['notifiers'] {
    const routes = [...this.#present.map(({ route }) => route), ...this.#kept];
    return Object.fromEntries(routes.map((route) => [route.notifier, route.state]));
  }

  get #kept(): readonly NotifierRoute[] {
    return this.#absent.filter((route) => route.isBelieved);
  }
}

/** The queues of notifiers that are not in the configuration. */
export function absentQueues(notifiers: readonly RoutedNotifier[], spool: Spool): SpoolQueue[] {
  const names = new Set(notifiers.map(({ name }) => name));
  return spool
    .queues()
    .filter((name) => !names.has(name))
    .map((name) => spool.queue(name));
}
