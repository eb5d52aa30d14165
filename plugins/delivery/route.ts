import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import { localTimeOf } from './route-config.ts';
import type { Route } from './route-config.ts';
import { summaryOf, withSummed } from './route-summary.ts';
import type { RouteState, RouteWindow } from '../spool/state.ts';

/**
 * Decides which events one sink is given, and remembers what that sink knows.
 *
 * - An episode is told of from the first of its events that the route lets through, and then to its end; its OKAY
 *   goes only to a sink that was told of it, and is neither muted nor limited.
 * - What is muted is held: when the sink is no longer muted, the newest event of what is still open is told. Until
 *   then the sink holds that to be open of which it was told before.
 * - What is beyond the rate limit is summed up: one event at the end of the limit's seconds tells how many there
 *   were. The OKAY of an episode that the sink knows as part of a sum only becomes part of a sum as well.
 */
export class NotifierRoute {
  readonly #sink: string;
  readonly #route: Route;
  readonly #told: Set<string>;
  readonly #held: Set<string>;
  readonly #before: Map<string, AlertEvent>;
  readonly #summed: Set<string>;
  #window: RouteWindow | undefined;

  constructor(sink: string, route: Route, { told, held, before, summed, window }: RouteState) {
    this.#sink = sink;
    this.#route = route;
    this.#told = new Set(told);
    this.#held = new Set(held);
    this.#before = new Map(before.map((event) => [event.id, event]));
    this.#summed = new Set(summed);
    this.#window = window;
  }

  get state(): RouteState {
    return {
      told: [...this.#told],
      held: [...this.#held],
      before: [...this.#before.values()],
      summed: [...this.#summed],
      ...(this.#window && { window: this.#window }),
    };
  }

  /**
   * @param now epoch seconds
   * @param previous the event before this one of the same episode, if there was one
   * @returns whether the sink is to be given this event now
   */
  admits(event: AlertEvent, now: number, previous?: AlertEvent): boolean {
    if (event.severity === 'OKAY') return this.#admitsEnd(event, now);
    if (!this.#isKnown(event) && !matches(this.#route, event)) return false;
    if (isMuted(this.#route, now)) {
      if (previous && this.#isKnown(event) && !this.#held.has(event.id)) this.#before.set(event.id, previous);
      this.#held.add(event.id);
      return false;
    }
    this.#release(event);
    return this.#isWithinLimit(event, now);
  }

  /**
   * What has become due by itself: held events when the sink is no longer muted, and the sum of a window that is over.
   *
   * @param open the newest event of each open episode
   */
  due(open: readonly AlertEvent[], now: number): AlertEvent[] {
    if (isMuted(this.#route, now)) return [];
    const due: AlertEvent[] = [];
    if (this.#window && isOver(this.#window, this.#route, now)) {
      const summary = summaryOf(this.#sink, this.#window, now);
      if (summary) due.push(summary);
      this.#window = undefined;
    }
    if (this.#held.size === 0) return due;
    const held = open.filter(({ id }) => this.#held.has(id));
    this.#held.clear();
    held.sort((a, b) => a.time - b.time);
    due.push(...held.filter((event) => this.admits(event, now)));
    return due;
  }

  #release({ id }: AlertEvent): void {
    this.#held.delete(id);
    this.#before.delete(id);
  }

  #admitsEnd(event: AlertEvent, now: number): boolean {
    this.#release(event);
    const wasSummed = this.#summed.delete(event.id);
    if (this.#told.delete(event.id)) return true;
    if (wasSummed) this.#sum(event, now);
    return false;
  }

  #isWithinLimit(event: AlertEvent, now: number): boolean {
    const { atMost } = this.#route;
    const window = this.#currentWindow(now);
    if (atMost && window.events >= atMost.events) {
      this.#summed.add(event.id);
      this.#sum(event, now);
      return false;
    }
    if (atMost) this.#window = { ...window, events: window.events + 1 };
    this.#told.add(event.id);
    return true;
  }

  #sum(event: AlertEvent, now: number): void {
    this.#window = withSummed(this.#currentWindow(now), event);
  }

  /** One that is over stays until its sum has been told. */
  #currentWindow(now: number): RouteWindow {
    return this.#window ?? { start: now, events: 0, summed: { OKAY: 0, WARNING: 0, FAILURE: 0 }, hosts: [] };
  }

  #isKnown({ id }: AlertEvent): boolean {
    return this.#told.has(id) || this.#summed.has(id);
  }
}

/**
 * Whether {@link NotifierRoute.due} has something to do: without this all that is remembered would be written to the disk
 * again and again, for as long as something is held.
 */
export function isDue(route: Route, { held, window }: RouteState, now: number): boolean {
  const mayBe = held.length > 0 || (window !== undefined && isOver(window, route, now));
  return mayBe && !isMuted(route, now);
}

/** A clock that was set back ends a window as well. */
function isOver({ start }: RouteWindow, { atMost }: Route, now: number): boolean {
  return now < start || now - start >= (atMost?.seconds ?? 0);
}

function isMuted({ mute }: Route, now: number): boolean {
  if (mute.length === 0) return false;
  const time = localTimeOf(now);
  return mute.some((window) => window.contains(time));
}

/** The state of a sink that is new: it is told of what is open already. */
export function newRouteState(open: readonly AlertEvent[]): RouteState {
  return { told: [], held: open.map(({ id }) => id), before: [], summed: [] };
}

/**
 * Of the open episodes those that a sink knows of, on their own or as part of a sum: the newest event of each, or where
 * that is held because of a mute, the one that it was told of before.
 */
export function openFor(state: RouteState | undefined, open: readonly AlertEvent[]): readonly AlertEvent[] {
  const known = new Set([...(state?.told ?? []), ...(state?.summed ?? [])]);
  const before = new Map(state?.before.map((event) => [event.id, event]));
  return open.filter(({ id }) => known.has(id)).map((event) => before.get(event.id) ?? event);
}

function matches({ targets, hosts, minimumSeverity }: Route, event: AlertEvent): boolean {
  if (minimumSeverity === 'FAILURE' && event.severity !== 'FAILURE') return false;
  if (hosts && !hosts.some((glob) => glob.test(event.host))) return false;
  if (!targets) return true;
  // A target's name holds no hyphen: what follows one is what its series' wildcards matched.
  const target = event.resource.split('-', 1)[0]!;
  return targets.some((glob) => glob.test(event.resource) || glob.test(target));
}
