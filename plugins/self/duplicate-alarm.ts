import type { Notification } from '../collectd/notification.ts';
import type { SampleReader } from '../samples/sample-reader.ts';
import type { LogSubject, TransitionLog } from '../process/logger.ts';
import type { Shard } from '../samples/shard.ts';
import type { ValueList } from '../collectd/text-protocol.ts';
import { describeValue, OtherPredictors, type OtherPredictor } from './other-predictors.ts';
import { selfNotification, selfMessage } from './self-notification.ts';

const another = 'another dma predict';
/** Seconds after the start in which others would have been seen. */
const startSeconds = 60;

export interface DuplicateAlarmParts {
  /** The host under which the program reports on itself. */
  readonly host: string;
  /** The part of the hosts that is predicted here (default: all). */
  readonly shard?: Shard | undefined;
  readonly notify: (notification: Notification) => void;
  /** Reads Redis itself. */
  readonly stored: Pick<SampleReader, 'after' | 'newestEntry'>;
  readonly log: TransitionLog;
  /** Epoch seconds. */
  readonly now: () => number;
}

/**
 * Sends a notification when another dma predict gives the same values, because each alert then comes twice, and one
 * when that is over, as `<host>/dma-self/gauge-duplicates`.
 *
 * The first notification is an OKAY, because an earlier process may have raised the alarm.
 */
export class DuplicateAlarm {
  readonly #parts: DuplicateAlarmParts;
  readonly #subject: LogSubject;
  readonly #others: OtherPredictors;
  #known: boolean | undefined;
  #startedAt: number | undefined;

  constructor(parts: DuplicateAlarmParts) {
    this.#parts = parts;
    this.#subject = parts.log.subject(another);
    this.#others = new OtherPredictors(parts);
  }

  /** Number of other dma predict that give the same values. */
  get count(): number {
    return this.#others.found?.hosts.length ?? 0;
  }

  /** See {@link OtherPredictors.takes}. */
  takes(list: ValueList): boolean {
    return this.#others.takes(list);
  }

  /**
   * Looks for others, and compares what was found with what was last notified.
   *
   * @param reports see {@link OtherPredictors.look}
   * @param monotonicNow seconds of the monotonic clock
   */
  async look(reports: readonly string[], monotonicNow: number): Promise<void> {
    const { host, shard, notify, now } = this.#parts;
    await this.#others.look(reports, monotonicNow);
    const { found } = this.#others;
    this.#startedAt ??= monotonicNow;
    if (found) {
      if (this.#known) return;
      this.#known = true;
      const message = describe(found, host, shard);
      this.#subject.failing(message.slice(another.length + 1));
      notify(selfNotification(host, 'duplicates', 'WARNING', now(), message));
      return;
    }
    const isClear = this.#known || monotonicNow - this.#startedAt >= startSeconds;
    if (this.#known === false || !isClear) return;
    this.#known = false;
    this.#subject.recovered();
    notify(selfNotification(host, 'duplicates', 'OKAY', now(), 'no other dma predict gives the same values'));
  }
}

function describe({ hosts, names }: OtherPredictor, host: string, shard: Shard | undefined): string {
  const prefix = 'give its write_redis a Prefix or Database of its own';
  if (hosts.includes(host))
    return selfMessage(
      `${another} reports under the same name`,
      [],
      shard
        ? {
            cause: `both call themselves ${host}`,
            cure: 'stop one, or give each --shard a number of its own',
          }
        : {
            cause: `both call their host ${host}`,
            cure: `stop one, or give its collectd its own Hostname, or ${prefix}`,
          },
    );
  const cure = shard
    ? `start all with --shard NUMBER/${shard.count}, or ${prefix}`
    : `let only one predict these hosts (series), or ${prefix}`;
  return selfMessage(
    `${another} gives the same predictions, so each alert comes twice`,
    [...new Set(names.map(describeValue))],
    { cause: `it reports as ${hosts[0]}`, cure },
  );
}
