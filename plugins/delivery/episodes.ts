import type {
  AlertContext,
  AlertEvent,
  EventLinks,
  SeriesRecord,
} from '../../notifiers/event/alert-event.ts';
import type { Notification } from '../collectd/notification.ts';
import { formatSource } from '../../notifiers/event/event-source.ts';
import { closedEpisode, withEvent, type ClosedEpisode, type EpisodeStory } from '../spool/closed-episode.ts';
import { missingSeconds } from './event-subject.ts';
import { eventOf } from './notified-event.ts';

/** A notification that is older than the newest one by more than this many seconds was not overtaken. */
const maxOvertakenSeconds = 60;
/** The same after an OKAY, where nothing would end the episode that a late WARNING opens. */
const maxDelayedSeconds = 600;
/** An episode that nothing is heard of for this long is over: its series is gone. */
export const maxSilentDays = 7;
/** The clock that stamps files lags behind by a few milliseconds. */
const stampSeconds = 0.1;

/** The knowledge that an event is given beside its notification. */
export interface EventKnowledge {
  /** The alert context of an event; not asked for a late notification. */
  readonly contextOf?: (event: AlertEvent) => AlertContext | undefined;
  /** The past of the series of the first event of an episode. */
  readonly recordOf?: (event: AlertEvent) => SeriesRecord | undefined;
  readonly linksOf?: (event: AlertEvent) => EventLinks | undefined;
}

/** The meaning of one notification. */
export type Taken =
  /** A newer notification of the same series, of another severity perhaps, was taken before; nothing has changed. */
  | { readonly kind: 'late' }
  /** An OKAY without an open episode: collectd sends one with the first good value after its start. */
  | { readonly kind: 'ended' }
  | {
      readonly kind: 'event';
      readonly event: AlertEvent;
      /** The event before this one of the same episode. */
      readonly previous?: AlertEvent;
      /** True when collectd repeats the severity that the episode already has. */
      readonly isRepetition: boolean;
    };

/**
 * Turns collectd's notifications into events of episodes and holds the open episodes.
 *
 * An episode begins with the first WARNING or FAILURE of a series and ends with its OKAY. Its id is a hash of the
 * series and the time of the first notification: the same for all events of the episode, and idempotent when a
 * notification is taken twice.
 */
export class Episodes {
  readonly #open = new Map<string, AlertEvent>();
  readonly #ended: Map<string, number>;
  readonly #arrived: Map<string, number>;
  readonly #stories: Map<string, EpisodeStory>;
  readonly #closed: ClosedEpisode[] = [];

  /**
   * @param open the newest event of each open episode, as {@link open} returned it
   * @param ended the time of the last OKAY by series, as {@link remembered} returned it
   * @param arrived the arrival time of the newest notification by series, as {@link remembered} returned it
   * @param stories of the open episodes by id, as {@link stories} returned them
   */
  constructor(
    open: readonly AlertEvent[] = [],
    ended: Readonly<Record<string, number>> = {},
    arrived: Readonly<Record<string, number>> = {},
    stories: Readonly<Record<string, EpisodeStory>> = {},
  ) {
    this.#stories = new Map(Object.entries(stories));
    for (const event of open) this.#open.set(event.source, event);
    this.#ended = new Map(Object.entries(ended));
    this.#arrived = new Map(Object.entries(arrived));
  }

  /** The newest event of each open episode. */
  get open(): readonly AlertEvent[] {
    return [...this.#open.values()];
  }

  /** The stories of the open episodes, by id. */
  get stories(): Readonly<Record<string, EpisodeStory>> {
    return Object.fromEntries(this.#stories);
  }

  /** The episodes that have ended; nobody is said to have been told of them. */
  get closed(): readonly ClosedEpisode[] {
    return this.#closed;
  }

  /**
   * The times by which a late notification is recognized, in epoch seconds: of the last OKAY by series, forgotten ten
   * minutes after it arrived; and of the arrival of the newest notification, of these series and of open episodes.
   *
   * @param now epoch seconds
   */
  remembered(now: number): Readonly<Record<'ended' | 'arrived', Readonly<Record<string, number>>>> {
    const ended = [...this.#ended].filter(
      ([source, time]) => Math.abs(now - (this.#arrived.get(source) ?? time)) <= maxDelayedSeconds,
    );
    const sources = [...ended.map(([source]) => source), ...this.#open.keys()];
    const arrived = sources.flatMap((source) => {
      const time = this.#arrived.get(source);
      return time === undefined ? [] : [[source, time] as const];
    });
    return { ended: Object.fromEntries(ended), arrived: Object.fromEntries(arrived) };
  }

  /**
   * Takes the next notification: its event becomes the newest of its episode, and an OKAY ends the episode.
   *
   * @param arrived arrival in the spool by the clock of this machine, epoch seconds
   */
  take(
    notification: Notification,
    arrived: number,
    { contextOf, recordOf, linksOf }: EventKnowledge = {},
  ): Taken {
    const source = formatSource(notification);
    const previous = this.#open.get(source);
    if (this.#isLate(source, notification, arrived))
      // Of two OKAYs in the wrong order the older one says nothing that could be lost.
      return { kind: notification.severity === 'OKAY' && !previous ? 'ended' : 'late' };
    this.#arrived.set(source, arrived);
    if (notification.severity === 'OKAY') {
      this.#open.delete(source);
      // Also without an episode: the WARNING that it ends may have been overtaken.
      this.#ended.set(source, notification.time);
      if (!previous) return { kind: 'ended' };
    }
    const bare = eventOf(notification, previous);
    const alertContext = contextOf?.(bare);
    const links = linksOf?.(bare);
    const record = previous ? previous.record : recordOf?.(bare);
    const event: AlertEvent = {
      ...bare,
      ...(alertContext && { alertContext }),
      ...(links && { links }),
      ...(record && { record }),
    };
    if (event.severity === 'OKAY') this.#close(previous!, event);
    else {
      this.#open.set(source, event);
      this.#stories.set(event.id, withEvent(this.#stories.get(event.id), event));
      this.#ended.delete(source);
    }
    const isRepetition = event.kind !== 'other' && event.severity === previous?.severity;
    return { kind: 'event', event, ...(previous && { previous }), isRepetition };
  }

  /** The open episodes of which no notification has come for seven days. @param now epoch seconds */
  silent(now: number): readonly AlertEvent[] {
    return this.open.filter(
      ({ source, time }) => now - (this.#arrived.get(source) ?? time) >= maxSilentDays * 86_400,
    );
  }

  /** Ends an open episode without a notification. @returns its OKAY */
  end({ source }: AlertEvent, time: number, message: string): AlertEvent {
    const newest = this.#open.get(source)!;
    // Its value and its context say nothing about its end.
    const { value: _value, alertContext: _context, ...event } = newest;
    this.#open.delete(source);
    const end: AlertEvent = { ...event, severity: 'OKAY', time: Math.max(time, event.time), message };
    this.#close(newest, end);
    return end;
  }

  #close(newest: AlertEvent, end: AlertEvent): void {
    const { id } = newest;
    this.#closed.push(closedEpisode(newest, this.#stories.get(id), end, []));
    this.#stories.delete(id);
  }

  /**
   * collectd starts a process for each notification, so one may overtake another. A notification that arrived before
   * the newest one by our own clock was not overtaken: the clock of its host was set back. Nor was the OKAY of a value
   * that is newer than the last one before it was missed: collectd dates the one by the value, the other by its clock.
   */
  #isLate(source: string, { severity, time }: Notification, arrived: number): boolean {
    const open = this.#open.get(source);
    const opened = open?.time;
    const known = opened ?? this.#ended.get(source);
    if (known === undefined) return false;
    const missing = open && missingSeconds(open);
    if (severity === 'OKAY' && missing !== undefined && time > open!.time - missing) return false;
    if (arrived + stampSeconds < (this.#arrived.get(source) ?? arrived)) return false;
    const maxSeconds = opened === undefined ? maxDelayedSeconds : maxOvertakenSeconds;
    return time < known && known - time <= maxSeconds;
  }
}
