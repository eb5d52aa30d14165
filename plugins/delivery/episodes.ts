import { createHash } from 'node:crypto';
import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import type { Notification } from '../collectd/notification.ts';
import { isOwn } from '../collectd/identifier.ts';

/** No notification is overtaken by one that is newer by more than this (seconds). */
const latestSeconds = 60;
/** File systems stamp files by a clock that lags behind by a few milliseconds. */
const stampSeconds = 0.1;

/**
 * Which alerts are on: turns collectd's notifications into events of episodes.
 *
 * An episode begins with the first WARNING or FAILURE of a series and ends with its OKAY. Its id is made of the series
 * and of the time of that first notification, so that it is the same for all of its events, and the same again when
 * a notification is looked at twice.
 */
export class Episodes {
  readonly #open = new Map<string, AlertEvent>();
  readonly #ended: Map<string, number>;
  readonly #arrived: Map<string, number>;

  /**
   * @param open the newest event of each open episode, as {@link open} gave it
   * @param ended when series had their last OKAY, as {@link remembered} gave it
   * @param arrived when the newest notification of series arrived, as {@link remembered} gave it
   */
  constructor(
    open: readonly AlertEvent[] = [],
    ended: Readonly<Record<string, number>> = {},
    arrived: Readonly<Record<string, number>> = {},
  ) {
    for (const event of open) this.#open.set(event.source, event);
    this.#ended = new Map(Object.entries(ended));
    this.#arrived = new Map(Object.entries(arrived));
  }

  /** The newest event of each open episode. */
  get open(): readonly AlertEvent[] {
    return [...this.#open.values()];
  }

  /** The newest event of a series' episode, while that is open. */
  newest(source: string): AlertEvent | undefined {
    return this.#open.get(source);
  }

  /**
   * What {@link isLate} has to know, in epoch seconds: when series had their last OKAY, forgotten two minutes after it
   * arrived; and when the newest notification of these, and of series with an open episode, arrived.
   *
   * @param now epoch seconds
   */
  remembered(now: number): Readonly<Record<'ended' | 'arrived', Readonly<Record<string, number>>>> {
    const ended = [...this.#ended].filter(
      ([source, time]) => Math.abs(now - (this.#arrived.get(source) ?? time)) <= 2 * latestSeconds,
    );
    const sources = [...ended.map(([source]) => source), ...this.#open.keys()];
    const arrived = sources.flatMap((source) => {
      const time = this.#arrived.get(source);
      return time === undefined ? [] : [[source, time] as const];
    });
    return { ended: Object.fromEntries(ended), arrived: Object.fromEntries(arrived) };
  }

  /**
   * Whether a newer notification of the same series was looked at before: collectd starts a process for each, and one
   * that is overtaken says nothing of the present.
   *
   * One that arrived before the newer one, by our own clock, was not overtaken: that clock was set back, and what comes
   * now is the truth. So is one that is much older.
   *
   * @param arrived when it came into the spool by the clock of this machine, in epoch seconds
   */
  isLate(notification: Notification, arrived: number): boolean {
    const source = sourceOf(notification);
    const known = this.#open.get(source)?.time ?? this.#ended.get(source);
    if (known === undefined) return false;
    if (arrived + stampSeconds < (this.#arrived.get(source) ?? arrived)) return false;
    return notification.time < known && known - notification.time <= latestSeconds;
  }

  /** An OKAY that ends nothing is remembered, because the WARNING that it ends may have been overtaken. */
  recordEnd(notification: Notification, arrived: number): void {
    const source = sourceOf(notification);
    this.#ended.set(source, notification.time);
    this.#arrived.set(source, arrived);
  }

  /**
   * What a notification means now. Changes nothing: {@link record} does, once the event is safe.
   *
   * @returns undefined for an OKAY that ends nothing: collectd sends one with the first good value after its start
   */
  eventOf(notification: Notification): AlertEvent | undefined {
    const source = sourceOf(notification);
    const known = this.#open.get(source);
    if (notification.severity === 'OKAY' && !known) return undefined;
    const since = known?.since ?? notification.time;
    const value = numberOf(notification.details['CurrentValue']);
    return {
      id: known?.id ?? episodeId(source, since),
      severity: notification.severity,
      kind: kindOf(notification),
      time: notification.time,
      since,
      host: notification.host ?? 'unknown',
      resource: resourceOf(notification),
      source,
      message: notification.message.replaceAll(/\s+/g, ' '),
      ...(value === undefined ? {} : { value }),
      details: notification.details,
    };
  }

  /**
   * From now on this is the newest event of its episode; an OKAY ends it.
   *
   * @param arrived when its notification came into the spool by the clock of this machine, in epoch seconds
   */
  record(event: AlertEvent, arrived: number): void {
    this.#arrived.set(event.source, arrived);
    if (event.severity === 'OKAY') {
      this.#open.delete(event.source);
      this.#ended.set(event.source, event.time);
    } else {
      this.#open.set(event.source, event);
      this.#ended.delete(event.source);
    }
  }
}

/**
 * Whether an event says nothing new. collectd forgets how a series stood when collectd is started again, and when the
 * series had no value for a moment, as when `dma predict` is started again: then it notifies of the same once more.
 * What other plugins notify of may be something else each time.
 *
 * @param previous the event before of the same episode, if there was one
 */
export function isRepetition(event: AlertEvent, previous: AlertEvent | undefined): boolean {
  return event.kind !== 'other' && event.severity === previous?.severity;
}

/** 16 hexadecimal digits behind `dma-`. */
function episodeId(source: string, since: number): string {
  return `dma-${createHash('sha256')
    .update(`${source}\n${since.toFixed(3)}`)
    .digest('hex')
    .slice(0, 16)}`;
}

/** The identifier, as far as the notification names it. */
export function sourceOf({ host, plugin, pluginInstance, type, typeInstance }: Notification): string {
  return [host ?? 'unknown', join(plugin, pluginInstance), join(type, typeInstance)]
    .filter(Boolean)
    .join('/');
}

function join(name: string | undefined, instance: string | undefined): string {
  return [name, instance].filter(Boolean).join('-');
}

function kindOf(notification: Notification): AlertEvent['kind'] {
  if (!isOwn(notification)) return 'other';
  return notification.pluginInstance === 'self' ? 'self' : 'exhaustion';
}

/** What runs out: our own values carry it in the plugin instance, or (a predicted value) in type and type instance. */
function resourceOf(notification: Notification): string {
  const { plugin, pluginInstance, type, typeInstance } = notification;
  const own = isOwn(notification);
  if (own && pluginInstance) return pluginInstance;
  return (
    [own ? undefined : plugin, own ? undefined : pluginInstance, type, typeInstance]
      .filter(Boolean)
      .join('-') || 'unknown'
  );
}

function numberOf(text: string | undefined): number | undefined {
  const number = text?.trim() ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}
