import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import { Episodes } from './episodes.ts';
import { Inbox, type Arrival } from './inbox.ts';
import type { Logger, TransitionLog } from '../process/logger.ts';
import { dueEvents, dueName, newEvents } from './new-events.ts';
import type { Notification } from '../collectd/notification.ts';
import { formatSource, isOwn } from '../collectd/identifier.ts';
import type { Route } from './route-config.ts';
import { isDue, newRouteState, openFor, NotifierRoute } from './route.ts';
import type { SpoolQueue } from '../spool/queue.ts';
import type { SpoolState } from '../spool/state.ts';
import type { Spool } from '../spool/spool.ts';

/** A sink, as far as the intake has to know it. */
export interface IntakeSink {
  readonly name: string;
  readonly route: Route;
  readonly queue: SpoolQueue;
}

export interface IntakeParts {
  readonly spool: Spool;
  readonly sinks: readonly IntakeSink[];
  /** Which notifications become events: those about our own values, or all of collectd's. */
  readonly forward: 'dma' | 'all';
  readonly log: TransitionLog;
  /** For what happens once. */
  readonly logger: Logger;
  /** Epoch seconds. */
  readonly now: () => number;
}

/**
 * Takes notifications out of the spool and queues what they mean for every sink whose route wants it.
 *
 * What is remembered of them is written in one go, after the events and before the notifications are removed. So a
 * crash in between leads to the same events again, under the same names and ids, and one afterwards to nothing.
 */
export class Intake {
  readonly #parts: IntakeParts;
  #state: SpoolState;
  /** What is open for each sink, as long as the state is this one. */
  readonly #open = new Map<string, readonly AlertEvent[]>();
  readonly #inbox: Inbox;
  /** Whether the queues hold nothing that the state does not know. */
  #isRemembered = false;

  /** @param state as the spool has it; what it names as taken is removed */
  constructor(parts: IntakeParts, state: SpoolState) {
    this.#parts = parts;
    this.#inbox = new Inbox(parts.spool, parts.logger, parts.now);
    const sinks = parts.sinks.map(
      ({ name }) => [name, state.notifiers[name] ?? newRouteState(state.open)] as const,
    );
    this.#state = { ...state, notifiers: Object.fromEntries(sinks) };
  }

  /** The newest event of each open episode that a sink knows of. */
  open(sink: string): readonly AlertEvent[] {
    const known = this.#open.get(sink) ?? openFor(this.#state.notifiers[sink], this.#state.open);
    this.#open.set(sink, known);
    return known;
  }

  /**
   * Takes what has arrived, a number of notifications at once, in the order of their own times; and what has become due
   * because a sink is no longer muted, or a sum is complete.
   *
   * @param atMost so many notifications, so that deliveries go on during a storm (default: 100)
   * @returns whether more is waiting
   * @throws Error what the file system says; the same is then done again the next time
   */
  takeSome(atMost = 100): boolean {
    const { spool } = this.#parts;
    // Those of the last time, should they still be there.
    if (this.#state.taken.length > 0) {
      spool.removeNew(this.#state.taken);
      this.#state = { ...this.#state, taken: [] };
    }
    const { arrivals, isMore } = this.#inbox.read(atMost);
    const [wanted, unwanted] = [[] as Arrival[], [] as string[]];
    for (const arrival of arrivals) {
      if (this.#isWanted(arrival.notification)) wanted.push(arrival);
      else unwanted.push(arrival.name);
    }
    spool.removeNew(unwanted);
    if (wanted.length > 0 || this.#isSomethingDue()) this.#take(wanted);
    return isMore;
  }

  /** Also what ends an episode that began when more was forwarded: it would be open for ever. */
  #isWanted(notification: Notification): boolean {
    if (this.#parts.forward === 'all' || isOwn(notification)) return true;
    if (notification.severity !== 'OKAY') return false;
    const source = formatSource(notification);
    return this.#state.open.some((event) => event.source === source);
  }

  #isSomethingDue(): boolean {
    const { sinks, now } = this.#parts;
    const time = now();
    return sinks.some(({ name, route }) => isDue(route, this.#state.notifiers[name]!, time));
  }

  #take(arrived: readonly Arrival[]): void {
    const { spool, sinks, now } = this.#parts;
    const time = now();
    const { open, ended, arrived: known, sequence } = this.#state;
    const episodes = new Episodes(open, ended, known);
    const routes = sinks.map((sink) => ({
      ...sink,
      route: new NotifierRoute(sink.name, sink.route, this.#state.notifiers[sink.name]!),
    }));
    const names = new Set([dueName, ...arrived.map(({ name }) => name)]);
    if (!this.#isRemembered) this.#takeBack(names);
    this.#isRemembered = false;

    let late: ReadonlySet<string>;
    const filled = new Set<SpoolQueue>();
    try {
      const due = dueEvents(routes, episodes, time);
      const fresh = newEvents(arrived, routes, episodes, spool, time);
      late = fresh.late;
      const events = [...due, ...fresh.events];
      for (const [index, { name, event, queues }] of events.entries())
        for (const queue of queues) {
          queue.put(sequence + index + 1, name, event);
          filled.add(queue);
        }
      for (const queue of filled) queue.sync();
      const state = {
        sequence: sequence + events.length,
        taken: arrived.map(({ name }) => name).filter((name) => !late.has(name)),
        open: [...episodes.open],
        ...episodes.remembered(time),
        notifiers: Object.fromEntries(routes.map(({ name, route }) => [name, route.state])),
      };
      spool.saveState(state);
      this.#isRemembered = true;
      // Not before: should the disk be full, the notifications are looked at again, and have to mean the same.
      this.#state = state;
    } catch (error) {
      // Or a sink would be given it before it is remembered, and again and again for as long as the disk is full.
      if (this.#isStateOfBefore()) this.#takeBack(names);
      throw error;
    }
    this.#open.clear();
    for (const name of late) {
      const message = 'a newer notification of the same series was looked at before';
      this.#inbox.reject(name, { reason: 'late', message }, `comes too late: ${message}`);
    }
    spool.removeNew(this.#state.taken);
    for (const queue of filled) this.#bound(queue, time);
  }

  /** Takes out of the queues what was put there and is not remembered. */
  #takeBack(names: ReadonlySet<string>): void {
    for (const { queue } of this.#parts.sinks) queue.takeBack(this.#state.sequence, names);
  }

  /** Whether the disk has what we remember, and not already what was to be remembered next. */
  #isStateOfBefore(): boolean {
    try {
      const saved = this.#parts.spool.loadState();
      return saved === undefined || saved.sequence === this.#state.sequence;
    } catch {
      return false;
    }
  }

  #bound(queue: SpoolQueue, time: number): void {
    const dropped = queue.bound(time);
    const { log, spool } = this.#parts;
    const subject = log.subject(`spool of notifier ${queue.notifier}`);
    if (dropped === 0) return subject.recovered();
    const total = spool.deadLetters.counts().overflowed[queue.notifier] ?? dropped;
    subject.failing(
      'holds too many events; the oldest are put aside',
      ` in ${spool.deadLetters.directory}/${queue.notifier} (${total} so far)`,
    );
  }
}
