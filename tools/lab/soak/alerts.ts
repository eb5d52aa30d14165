import type { DrivenLeak } from './driver.ts';

/** What became of the notifications and of the leaks. */
export interface SoakAlerts {
  /** Events that collectd's notifications ask for, and those that the sink took; of an episode each change counts. */
  readonly notified: number;
  readonly delivered: number;
  readonly lost: number;
  /** Put aside because a newer one of the same series had overtaken them: promised, and no loss. */
  readonly late: number;
  /** Taken by the sink a second time. */
  readonly repeated: number;
  /** Requests that the sink refused, to see them again. */
  readonly refused: number;
  /** Leaks that reached the limit, those alerted of, before they reached it, those never alerted of and never ended. */
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

/** An alert may be on from the pause before a climb, or come with the delay of a busy machine. */
const slackSeconds = 5;

/** Compares what was driven, what collectd notified, and what came to the sink. */
export class SoakLedger {
  repeated = 0;
  refused = 0;

  readonly #keys = new Set<string>();
  readonly #arrived = new Map<string, Arrived[]>();
  /** Events expected by series and severity; and which episodes are open. */
  readonly #expected = new Map<string, number>();
  readonly #open = new Set<string>();

  /** The series with an episode that collectd has not ended. */
  get open(): ReadonlySet<string> {
    return this.#open;
  }

  /** @param source the series of a notification of collectd's, in the order of its log */
  notified(source: string, severity: string): void {
    // The first good value of a series is an OKAY too, which ends nothing.
    if (severity === 'OKAY' && !this.#open.has(source)) return;
    if (severity === 'OKAY') this.#open.delete(source);
    else this.#open.add(source);
    const key = `${source} ${severity}`;
    this.#expected.set(key, (this.#expected.get(key) ?? 0) + 1);
  }

  /** @param key what is the same for each repetition of an event */
  delivered(key: string, source: string, event: Arrived): void {
    if (this.#keys.has(key)) {
      this.repeated++;
      return;
    }
    this.#keys.add(key);
    this.#arrived.set(source, [...(this.#arrived.get(source) ?? []), event]);
  }

  /** Events that are yet to come. */
  get missing(): number {
    let missing = 0;
    for (const [key, count] of this.#expected) {
      const [source, severity] = key.split(' ') as [string, string];
      const came = (this.#arrived.get(source) ?? []).filter((event) => event.severity === severity).length;
      missing += Math.max(0, count - came);
    }
    return missing;
  }

  /** @param late events that were put aside */
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

  /** When it was alerted of. */
  #alertOf({ source, climbsAt, releasedAt = Number.POSITIVE_INFINITY }: DrivenLeak): number | undefined {
    const events = this.#arrived.get(source) ?? [];
    const before = events.findLast(({ time }) => time < climbsAt);
    if (before && before.severity !== 'OKAY') return before.time;
    return events.find(
      ({ time, severity }) => severity !== 'OKAY' && time >= climbsAt && time <= releasedAt + slackSeconds,
    )?.time;
  }
}
