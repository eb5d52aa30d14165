import type { DrivenLeak } from './driver.ts';

/** The outcome of the notifications and of the leaks. */
export interface SoakAlerts {
  /**
   * Events that collectd's notifications call for, and events that the receiver took; each change of an episode
   * counts.
   */
  readonly notified: number;
  readonly delivered: number;
  readonly lost: number;
  /** Dead letters because a newer notification of the same series had overtaken them: as documented, and no loss. */
  readonly late: number;
  /** Events that the receiver took a second time. */
  readonly repeated: number;
  /** Requests that the receiver refused on purpose, so that they are retried. */
  readonly refused: number;
  /** Leaks that reached the limit; with an alert; with one before the limit; without one; with one that never ended. */
  readonly leaks: number;
  readonly alerted: number;
  readonly ahead: number;
  readonly missed: number;
  readonly unended: number;
}

interface Arrived {
  readonly severity: string;
  /** Epoch seconds. */
  readonly time: number;
}

/** Tolerance for an alert that comes late on a busy machine. */
const slackSeconds = 5;

/** Compares the driven leaks, collectd's notifications, and the events at the receiver. */
export class SoakLedger {
  repeated = 0;
  refused = 0;

  readonly #keys = new Set<string>();
  readonly #arrived = new Map<string, Arrived[]>();
  /** Events expected by series and severity; and which episodes are open. */
  readonly #expected = new Map<string, number>();
  readonly #open = new Set<string>();

  /** Series with an episode that collectd has not ended. */
  get open(): ReadonlySet<string> {
    return this.#open;
  }

  /** @param source the series of a notification, in the order of collectd's log */
  notified(source: string, severity: string): void {
    // The first good value of a series is an OKAY too; it ends no episode.
    if (severity === 'OKAY' && !this.#open.has(source)) return;
    if (severity === 'OKAY') this.#open.delete(source);
    else this.#open.add(source);
    const key = `${source} ${severity}`;
    this.#expected.set(key, (this.#expected.get(key) ?? 0) + 1);
  }

  /** @param key the same for each repetition of an event */
  delivered(key: string, source: string, event: Arrived): void {
    if (this.#keys.has(key)) {
      this.repeated++;
      return;
    }
    this.#keys.add(key);
    this.#arrived.set(source, [...(this.#arrived.get(source) ?? []), event]);
  }

  /** Number of events that have not arrived yet. */
  get missing(): number {
    let missing = 0;
    for (const [key, count] of this.#expected) {
      const [source, severity] = key.split(' ') as [string, string];
      const came = (this.#arrived.get(source) ?? []).filter((event) => event.severity === severity).length;
      missing += Math.max(0, count - came);
    }
    return missing;
  }

  /** @param late number of dead letters */
  sum(leaks: readonly DrivenLeak[], late: number): SoakAlerts {
    const alerts = leaks.map((leak) => this.#alertOf(leak));
    const over = leaks.filter(({ releasedAt }) => releasedAt !== undefined);
    return {
      notified: [...this.#expected.values()].reduce((sum, count) => sum + count, 0),
      delivered: this.#keys.size,
      lost: Math.max(0, this.missing - late),
      late,
      repeated: this.repeated,
      refused: this.refused,
      leaks: leaks.length,
      alerted: alerts.filter((time) => time !== undefined).length,
      ahead: leaks.filter((leak, index) => alerts[index] !== undefined && alerts[index] < leak.fullAt!)
        .length,
      missed: over.filter((leak) => this.#alertOf(leak) === undefined).length,
      unended: over.filter(({ source }) => this.#open.has(source)).length,
    };
  }

  /** The time of the alert of a leak; undefined when there was none. */
  #alertOf({ source, climbsAt, releasedAt = Number.POSITIVE_INFINITY }: DrivenLeak): number | undefined {
    const events = this.#arrived.get(source) ?? [];
    const before = events.findLast(({ time }) => time < climbsAt);
    if (before && before.severity !== 'OKAY') return before.time;
    return events.find(
      ({ time, severity }) => severity !== 'OKAY' && time >= climbsAt && time <= releasedAt + slackSeconds,
    )?.time;
  }
}
