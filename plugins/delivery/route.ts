import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import { isMuted, isOfTarget, type Route } from './route-config.ts';
import { endOfSum, summaryOf, withSummed } from './route-summary.ts';
import type { RouteState, RouteWindow } from '../spool/state.ts';

/**
 * Decides which events a notifier gets, and remembers what its receiver knows.
 *
 * - An episode is reported from the first event that the route admits, to its end. Its OKAY goes only to a receiver
 *   that knows the episode, and is neither muted nor limited.
 * - A muted or silenced event is held. Afterwards the newest event of an episode that is still open is reported; until
 *   then the receiver keeps the state that it was last given.
 * - Events beyond the rate limit are summed up: one summary at the end of its window has their number. It is an episode
 *   of its own, which ends with the last episode that it sums up.
 */
export class NotifierRoute {
  /** The name in dma.yaml. */
  readonly notifier: string;
  readonly #route: Route;
  readonly #isSilenced: (event: AlertEvent) => boolean;
  readonly #told: Set<string>;
  readonly #held: Set<string>;
  readonly #before: Map<string, AlertEvent>;
  readonly #summed: Set<string>;
  #sums: RouteState['sums'];
  #ends: readonly AlertEvent[];
  #window: RouteWindow | undefined;

  /** @param isSilenced a person has silenced the event (default: never) */
  constructor(
    notifier: string,
    route: Route,
    state: RouteState,
    isSilenced: (event: AlertEvent) => boolean = () => false,
  ) {
    const { told, held, before, summed, sums, ends, window } = state;
    this.notifier = notifier;
    this.#route = route;
    this.#isSilenced = isSilenced;
    this.#told = new Set(told);
    this.#held = new Set(held);
    this.#before = new Map(before.map((event) => [event.id, event]));
    this.#summed = new Set(summed);
    this.#sums = sums;
    this.#ends = ends;
    this.#window = window && { members: summed, ...window };
  }

  /** True when the receiver knows an episode that is open, or that ended without its knowledge. */
  get isBelieved(): boolean {
    return this.#told.size + this.#summed.size + this.#sums.length + this.#ends.length > 0;
  }

  get state(): RouteState {
    return {
      told: [...this.#told],
      held: [...this.#held],
      before: [...this.#before.values()],
      summed: [...this.#summed],
      sums: [...this.#sums],
      ends: [...this.#ends],
      ...(this.#window && { window: this.#window }),
    };
  }

  /**
   * @param now epoch seconds
   * @param previous the event before this one of the same episode
   * @returns true when the notifier gets the event now
   */
  admits(event: AlertEvent, now: number, previous?: AlertEvent): boolean {
    if (event.severity === 'OKAY') return this.#admitsEnd(event, now);
    if (!this.#isKnown(event) && !matches(this.#route, event)) return false;
    if (isMuted(this.#route, now) || this.#isSilenced(event)) {
      this.#hold(event, previous);
      return false;
    }
    this.#release(event);
    return this.#isWithinLimit(event, now);
  }

  /**
   * Remembers an event while the notifier is not in the configuration. When it is there again it is given the ends of
   * what it was told of, and what is open then.
   *
   * @param now epoch seconds
   * @param previous the event before this one of the same episode
   */
  miss(event: AlertEvent, now: number, previous?: AlertEvent): void {
    if (event.severity !== 'OKAY') this.#hold(event, previous);
    else if (this.#admitsEnd(event, now)) this.#ends = [...this.#ends, event];
  }

  /**
   * Returns the events that are due by themselves: ends of sums, held events after a mute window, and the summary of a
   * rate limit window.
   *
   * @param open the newest event of each open episode
   */
  due(open: readonly AlertEvent[], now: number): AlertEvent[] {
    const due: AlertEvent[] = [...this.#ends];
    this.#ends = [];
    if (isMuted(this.#route, now)) return due;
    if (this.#window && isOver(this.#window, this.#route, now)) {
      const summary = summaryOf(this.notifier, this.#window, now);
      if (summary) due.push(...this.#tellSum(summary, this.#window.members ?? []));
      this.#window = undefined;
    }
    if (this.#held.size === 0) return due;
    const held = open.filter(({ id }) => this.#held.has(id));
    this.#held.clear();
    held.sort((a, b) => a.time - b.time);
    due.push(...held.filter((event) => this.admits(event, now)));
    return due;
  }

  /** @param members the episodes of the sum that are open */
  #tellSum(event: AlertEvent, members: readonly string[]): AlertEvent[] {
    if (members.length === 0) return [event, endOfSum(event, event.time)];
    this.#sums = [...this.#sums, { event, members: [...members] }];
    return [event];
  }

  #hold(event: AlertEvent, previous: AlertEvent | undefined): void {
    const { id } = event;
    if (previous && this.#isKnown(event) && !this.#held.has(id)) this.#before.set(id, previous);
    this.#held.add(id);
  }

  #release({ id }: AlertEvent): void {
    this.#held.delete(id);
    this.#before.delete(id);
  }

  #admitsEnd(event: AlertEvent, now: number): boolean {
    const { id } = event;
    this.#release(event);
    this.#summed.delete(id);
    const others = (members: readonly string[]): string[] => members.filter((member) => member !== id);
    if (this.#window?.members) this.#window = { ...this.#window, members: others(this.#window.members) };
    const sums = this.#sums.map((sum) => ({ ...sum, members: others(sum.members) }));
    this.#sums = sums.filter(({ members }) => members.length > 0);
    const over = sums.filter(({ members }) => members.length === 0);
    this.#ends = [...this.#ends, ...over.map((sum) => endOfSum(sum.event, now))];
    return this.#told.delete(id);
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

  /** A window that is over stays until its summary is returned. */
  #currentWindow(now: number): RouteWindow {
    return this.#window ?? { start: now, events: 0, summed: { OKAY: 0, WARNING: 0, FAILURE: 0 }, hosts: [] };
  }

  #isKnown({ id }: AlertEvent): boolean {
    return this.#told.has(id) || this.#summed.has(id);
  }
}

/**
 * True when {@link NotifierRoute.due} has something to do. Without this check the state would be written to the disk in
 * every round while events are held.
 *
 * @param silenced the ids of open episodes that are silenced
 */
export function isDue(
  route: Route,
  { ends, held, window }: RouteState,
  now: number,
  silenced: ReadonlySet<string> = new Set(),
): boolean {
  if (ends.length > 0) return true;
  const mayBe = held.some((id) => !silenced.has(id)) || (window !== undefined && isOver(window, route, now));
  return mayBe && !isMuted(route, now);
}

/** A clock that was set back ends a window too. */
function isOver({ start }: RouteWindow, { atMost }: Route, now: number): boolean {
  return now < start || now - start >= (atMost?.seconds ?? 0);
}

/** The state of a new notifier, which is to report the open episodes. */
export function newRouteState(open: readonly AlertEvent[]): RouteState {
  return { told: [], held: open.map(({ id }) => id), before: [], summed: [], sums: [], ends: [] };
}

/**
 * The open episodes that a receiver knows, alone or in a summary, and the open summaries: the newest event of each, or
 * the one it was told before a mute window.
 */
export function openFor(state: RouteState | undefined, open: readonly AlertEvent[]): readonly AlertEvent[] {
  const known = new Set([...(state?.told ?? []), ...(state?.summed ?? [])]);
  const before = new Map(state?.before.map((event) => [event.id, event]));
  const episodes = open.filter(({ id }) => known.has(id)).map((event) => before.get(event.id) ?? event);
  return [...episodes, ...(state?.sums ?? []).map(({ event }) => event)];
}

function matches({ targets, hosts, minimumSeverity }: Route, event: AlertEvent): boolean {
  if (minimumSeverity === 'FAILURE' && event.severity !== 'FAILURE') return false;
  if (hosts && !hosts.some((glob) => glob.test(event.host))) return false;
  return !targets || isOfTarget(targets, event.resource);
}
