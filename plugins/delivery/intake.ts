import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import { ActiveSilences } from './active-silences.ts';
import { Episodes } from './episodes.ts';
import { HistoryKeeper } from './history-keeper.ts';
import { Inbox, type Arrival } from './inbox.ts';
import { tolerate } from '../files/durable-file.ts';
import type { Logger, TransitionLog } from '../process/logger.ts';
import { joinSpool, knownState } from './known-state.ts';
import { closedEpisodes, dueEvents, dueName, endEvents, newEvents } from './new-events.ts';
import { isWanted } from './event-subject.ts';
import { absentQueues, NotifierRoutes, type RoutedNotifier } from './notifier-routes.ts';
import { newRouteState, openFor } from './route.ts';
import { boundQueue } from './queue-bound.ts';
import type { LinksByTarget } from './target-links.ts';
import { SilenceWatch, type SilenceWatchParts } from './silence-watch.ts';
import type { SpoolQueue } from '../spool/queue.ts';
import type { SpoolState } from '../spool/state.ts';

export interface IntakeParts extends SilenceWatchParts {
  readonly notifiers: readonly RoutedNotifier[];
  /** The notifications that become events: our own values, or all of collectd's. */
  readonly forward: 'dma' | 'all';
  readonly links?: LinksByTarget;
  /** Is given each test of `dma check --test`, which is no event (default: it is dropped). */
  readonly onTest?: (arrival: Arrival) => void;
  readonly log: TransitionLog;
  /** For messages without a recovery. */
  readonly logger: Logger;
}

/**
 * Takes notifications from the spool and queues their events for every notifier whose route admits them.
 *
 * The state is written once, after the events and before the notifications are removed. After a crash before the write
 * the same events are made again, with the same names and ids; after a later crash none.
 */
export class Intake {
  readonly #parts: IntakeParts;
  #state: SpoolState;
  /** The open episodes by notifier; valid as long as the state is. */
  readonly #open = new Map<string, readonly AlertEvent[]>();
  readonly #inbox: Inbox;
  /** Notifications whose events the queues may hold and the state may not; undefined while both agree. */
  #interrupted: readonly string[] | undefined = [];
  /** True while the spool may have a state of its own that this process has not joined. */
  #isReplaced = false;
  readonly #silence: SilenceWatch;
  readonly #silences: ActiveSilences;
  readonly #history: HistoryKeeper;
  /** The state that could not be saved, or not for certain. */
  #unconfirmed: SpoolState | undefined;

  /** @param state as the spool has it; the notifications that it lists as taken are removed */
  constructor(parts: IntakeParts, state: SpoolState) {
    this.#parts = parts;
    this.#silence = new SilenceWatch(parts);
    this.#silences = new ActiveSilences(parts);
    this.#history = new HistoryKeeper(parts);
    this.#inbox = new Inbox(parts.spool, parts.logger, parts.now);
    const notifiers = parts.notifiers.map(
      ({ name }) => [name, state.notifiers[name] ?? newRouteState(state.open)] as const,
    );
    this.#state = { ...state, notifiers: { ...state.notifiers, ...Object.fromEntries(notifiers) } };
  }

  /** The newest event of each open episode that the notifier's receiver knows. */
  open(notifier: string): readonly AlertEvent[] {
    const known = this.#open.get(notifier) ?? openFor(this.#state.notifiers[notifier], this.#state.open);
    this.#open.set(notifier, known);
    return known;
  }

  /** The names of notifiers that are not in the configuration, though their receivers know of episodes. */
  get absent(): readonly string[] {
    return new NotifierRoutes(this.#parts.notifiers, this.#state.notifiers).absent;
  }

  /**
   * Takes a number of notifications in the order of their own times, and the events that are due because a mute window
   * has ended or a summary is complete.
   *
   * @param max the upper bound of notifications, so that deliveries go on during a storm (default: 100)
   * @returns true when more are waiting
   * @throws Error of the file system; the next call tries again
   */
  takeSome(max = 100): boolean {
    const { spool, notifiers, forward, now, onTest } = this.#parts;
    this.recover();
    this.#silences.look();
    // Before any event: without it a crash could not tell which events are to be taken back.
    if (!spool.hasState) spool.saveState(this.#state);
    // Left over from the last call.
    if (this.#state.taken.length > 0) {
      spool.removeNew(this.#state.taken);
      this.#state = { ...this.#state, taken: [] };
    }
    const { arrivals, tests, isMore } = this.#inbox.read(max);
    const wanted = new Set(
      arrivals.filter(({ notification }) => isWanted(notification, forward, this.#state.open)),
    );
    spool.removeNew(arrivals.filter((one) => !wanted.has(one)).map(({ name }) => name));
    if (wanted.size > 0 || NotifierRoutes.isDue(notifiers, this.#state, now(), this.#isSilenced))
      this.#take([...wanted]);
    for (const test of tests) onTest?.(test);
    spool.removeNew(tests.map(({ name }) => name));
    // Not before the notifications that are waiting are taken.
    const silent = isMore ? [] : this.#silence.look(() => this.#episodes());
    if (silent.length > 0) this.#take([], silent);
    if (!isMore) this.#history.look();
    return isMore;
  }

  /**
   * Makes the queues and the state agree after a crash or a failed call. Until it succeeds, the queues hand out only
   * events that the state covers: the others may be incomplete, and will be put again.
   *
   * @throws Error of the file system
   */
  recover(): void {
    const { spool, notifiers, logger } = this.#parts;
    const takeBack = (sequence: number): void => {
      const names = new Set([dueName, ...(this.#interrupted ?? []), ...spool.listNew()]);
      for (const { queue } of notifiers) queue.takeBack(sequence, names);
      // An interrupted program may have had others. Nothing else will be synced there.
      for (const queue of absentQueues(notifiers, spool)) {
        queue.takeBack(sequence, names);
        queue.sync();
      }
    };
    if (this.#isReplaced) {
      // What was not confirmed may have been delivered, and its notifications may be gone.
      this.#state = joinSpool(spool, this.#unconfirmed ?? this.#state, logger, takeBack);
      this.#open.clear();
      this.#unconfirmed = undefined;
      this.#isReplaced = false;
    }
    if (!this.#interrupted) return;
    const next = this.#unconfirmed;
    for (const { queue } of notifiers) queue.handOutTo(this.#state.sequence);
    // The failed write may have arrived all the same. After a crash nobody would make its events again.
    const isNews = next && next.sequence !== this.#state.sequence;
    if (isNews && knownState(spool, logger, 'it is written anew')?.sequence === next.sequence) {
      for (const { queue } of notifiers) queue.handOutTo(next.sequence);
      spool.saveState(next);
      this.#state = next;
      this.#open.clear();
    } else takeBack(this.#state.sequence);
    for (const { queue } of notifiers) queue.handOutTo();
    this.#unconfirmed = undefined;
    this.#interrupted = undefined;
  }

  /** Goes on with a spool that has taken the place of the one before. */
  rejoin(): void {
    this.#isReplaced = true;
  }

  readonly #isSilenced = (event: AlertEvent): boolean => this.#silences.covers(event);

  #episodes(): Episodes {
    const { open, ended, arrived, stories } = this.#state;
    return new Episodes(open, ended, arrived, stories);
  }

  /** @param silent episodes to end */
  #take(arrived: readonly Arrival[], silent: readonly AlertEvent[] = []): void {
    const { spool, notifiers, links = {}, now } = this.#parts;
    const time = now();
    const { sequence } = this.#state;
    const episodes = this.#episodes();
    const routes = new NotifierRoutes(notifiers, this.#state.notifiers, this.#isSilenced);
    this.#interrupted = arrived.map(({ name }) => name);
    let late: ReadonlySet<string>;
    const filled = new Set<SpoolQueue>();
    try {
      const due = dueEvents(routes, episodes, time);
      const fresh = newEvents(arrived, routes, episodes, spool, this.#history, links, time);
      late = fresh.late;
      const events = [...due, ...fresh.events, ...endEvents(silent, routes, episodes, time)];
      // Otherwise a crash could keep the event and lose the notification: an alert of an episode that is not open.
      if (fresh.events.length > 0) spool.syncNew();
      for (const [index, { name, event, queues }] of events.entries())
        for (const queue of queues) {
          queue.put(sequence + index + 1, name, event);
          filled.add(queue);
        }
      for (const queue of filled) queue.sync();
      this.#history.add(closedEpisodes(events, episodes));
      const state: SpoolState = {
        sequence: sequence + events.length,
        taken: arrived.map(({ name }) => name).filter((name) => !late.has(name)),
        open: [...episodes.open],
        stories: episodes.stories,
        ...episodes.remembered(time),
        notifiers: routes.states,
      };
      this.#unconfirmed = state;
      spool.saveState(state);
      this.#unconfirmed = undefined;
      this.#interrupted = undefined;
      // Only now: if the disk is full, the notifications are taken again and have to give the same events.
      this.#state = state;
    } catch (error) {
      // Otherwise a full disk would let the same event be delivered again and again.
      tolerate(() => this.recover());
      throw error;
    }
    this.#open.clear();
    for (const name of late) {
      const message = 'a newer notification of the same series was looked at before';
      this.#inbox.reject(name, { reason: 'late', message }, `comes too late: ${message}`);
    }
    spool.removeNew(this.#state.taken);
    for (const queue of filled) boundQueue(queue, time, this.#parts);
  }
}
