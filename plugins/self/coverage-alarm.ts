import type { Notification, Severity } from '../collectd/notification.ts';
import type { Coverage, Unpredicted } from '../coverage/coverage.ts';
import { groupByReason, type ReasonGroup } from '../coverage/reason-group.ts';
import { reasonRules } from '../coverage/reason.ts';
import type { LogSubject, TransitionLog } from '../process/logger.ts';
import { nothingLeft } from './raw-data-alarm.ts';
import { selfMessage, selfNotification } from './self-notification.ts';

/** Seconds between two notifications of one severity. */
const minRepeatSeconds = 60;
/** The share of the time for which a reason has to last that is enough where something else is told anyway. */
const toldWithShare = 0.5;
/** Seconds for which everything has to be predicted before that is told: a capacity may come and go. */
const settleSeconds = 30;

export interface CoverageAlarmParts {
  /** The host under which the program reports on itself. */
  readonly host: string;
  readonly notify: (notification: Notification) => void;
  readonly log: TransitionLog;
  /** Epoch seconds. */
  readonly now: () => number;
}

/**
 * Sends a notification when something should be predicted and is not, with names, cause and cure, and one when
 * everything is, as `<host>/dma-self/gauge-unpredicted`. A target without any predicted series is a FAILURE; anything
 * less is a WARNING. It is sent again when the severity changes, and at most once a minute when there is more.
 *
 * The first notification is an OKAY, because an earlier process may have raised the alarm.
 */
export class CoverageAlarm {
  readonly #parts: CoverageAlarmParts;
  readonly #subject: LogSubject;
  /** Monotonic seconds since when each is not predicted. */
  #since: ReadonlyMap<string, number> = new Map();
  #known: Severity | undefined;
  readonly #told = new Set<string>();
  /** Monotonic seconds. */
  #toldAt = Number.NEGATIVE_INFINITY;
  /** Monotonic seconds since when everything is predicted. */
  #clearSince: number | undefined;

  constructor(parts: CoverageAlarmParts) {
    this.#parts = parts;
    this.#subject = parts.log.subject('coverage');
  }

  /** True when it has told that something is not predicted, and not yet that everything is. */
  get isOn(): boolean {
    return this.#known !== undefined && this.#known !== 'OKAY';
  }

  /**
   * Compares the coverage with what was last notified.
   *
   * @param monotonicNow seconds of the monotonic clock
   * @param isWhole false while the store cannot be read, which may have more that should be predicted (default: true)
   */
  look(coverage: Coverage, monotonicNow: number, isWhole = true): void {
    const lasting = this.#lasting(coverage, monotonicNow);
    const isClear = isWhole && coverage.wanted.length === 0 && coverage.predicted > 0;
    this.#clearSince = isClear ? (this.#clearSince ?? monotonicNow) : undefined;
    if (lasting.length > 0) return this.#complain(coverage, lasting, monotonicNow);
    if (this.#known === 'OKAY' || this.#clearSince === undefined) return;
    if (monotonicNow - this.#clearSince < settleSeconds) return;
    this.#clear('everything that should be is predicted');
  }

  /** Nothing is left that should be predicted. */
  end(): void {
    if (this.#known !== 'OKAY') this.#clear(nothingLeft);
  }

  #clear(message: string): void {
    this.#told.clear();
    this.#subject.recovered();
    this.#notify('OKAY', message);
  }

  /** Everything that has not been predicted for a while, as soon as some of it lasts for long enough to tell. */
  #lasting({ wanted }: Coverage, now: number): readonly Unpredicted[] {
    const since = new Map<string, number>();
    const shares = wanted.map((one) => {
      const key = keyOf(one);
      const start = this.#since.get(key) ?? now;
      since.set(key, start);
      return (now - start) / reasonRules[one.reason.kind].lastingSeconds;
    });
    this.#since = since;
    if (!shares.some((share) => share >= 1)) return [];
    return wanted.filter((_, index) => shares[index]! >= toldWithShare);
  }

  #complain(coverage: Coverage, lasting: readonly Unpredicted[], now: number): void {
    const blind = new Set(coverage.blind);
    const isBlind = coverage.predicted === 0 || lasting.some(({ target }) => blind.has(target));
    const severity = isBlind ? 'FAILURE' : 'WARNING';
    const further = new Set(lasting.filter((one) => !this.#told.has(keyOf(one))));
    if (severity === this.#known && (further.size === 0 || now - this.#toldAt < minRepeatSeconds)) return;
    this.#toldAt = now;
    for (const one of lasting) this.#told.add(keyOf(one));
    // Of a whole target first, then the news.
    const rank = (one: Unpredicted): number => (blind.has(one.target) ? 0 : further.has(one) ? 1 : 2);
    const message = coverageMessage(
      coverage,
      lasting.toSorted((a, b) => rank(a) - rank(b)),
    );
    this.#subject.failing(`is not complete: ${message}`);
    this.#notify(severity, message);
  }

  #notify(severity: Severity, message: string): void {
    const { host, notify, now } = this.#parts;
    this.#known = severity;
    notify(selfNotification(host, 'unpredicted', severity, now(), message));
  }
}

function keyOf({ target, host = '', series = '', reason: { kind } }: Unpredicted): string {
  return [target, host, series, kind].join('\n');
}

/** Formats what is not predicted, and the cause and cure of the first of it. */
function coverageMessage({ predicted }: Coverage, lasting: readonly Unpredicted[]): string {
  const { kind, cause, cure } = lasting[0]!.reason;
  const groups = groupByReason(lasting);
  const isFirst = ({ reason }: ReasonGroup): boolean => reason.kind === kind && reason.cure === cure;
  const ordered = [...groups.filter(isFirst), ...groups.filter((one) => !isFirst(one))];
  const places = ordered.flatMap((group) => group.places);
  const count = `${lasting.length} of ${lasting.length + predicted} not predicted`;
  const meaning = predicted === 0 ? 'nothing is predicted' : count;
  const more = groups.length > 1 ? '; for the others see dma check' : '';
  return selfMessage(meaning, places, { cause, cure: cure + more });
}
