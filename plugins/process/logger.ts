import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { replaceUnprintable } from '../../notifiers/printable.ts';

/** Logs for people, on standard error; collectd copies each line into its own log. */
export interface Logger {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

/** collectd's exec plugin stops reading our standard error at a line of 1,024 bytes or more, line feed included. */
const maxLineBytes = 1000;

/**
 * Makes a logger of lines such as `dma predict: warning: Redis is unreachable`. Each text becomes one line without
 * secrets, cut to the length that collectd takes.
 */
export function createLogger(program: string, write: (line: string) => void, secrets: KnownSecrets): Logger {
  const line = (level: string, text: string): void =>
    write(`${cut(`${program}: ${level}${replaceUnprintable(secrets.strike(text), ' ')}`)}\n`);
  return {
    info: (text) => line('', text),
    warn: (text) => line('warning: ', text),
    error: (text) => line('error: ', text),
  };
}

/** Cuts a line between two characters. */
function cut(line: string): string {
  const bytes = Buffer.from(line);
  if (bytes.length <= maxLineBytes) return line;
  const start = bytes.subarray(0, maxLineBytes - 3).toString();
  return `${start.replace(/\uFFFD$/, '')}...`;
}

/** Distinct failure messages logged per subject until it recovers. */
const maxMessages = 5;

interface Outage {
  /** The series that it is about. */
  readonly series: string | undefined;
  readonly messages: Set<string>;
  readonly since: number;
}

/** Something that fails and recovers; both are logged once. */
export interface LogSubject {
  /**
   * Logs a failure, unless it was logged since the subject last recovered. Up to five different messages are logged per
   * outage.
   *
   * @param message follows the subject, such as `is unreachable`
   * @param detail logged behind the message, but not compared: counters and ids do not repeat the line
   */
  failing(message: string, detail?: string): void;
  /** Logs the end of an outage and how long it lasted; does nothing when there was none. */
  recovered(): void;
}

/** Logs when a subject begins to fail and when it recovers, and nothing in between. */
export class TransitionLog {
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #failing = new Map<string, Outage>();
  /** Number of subjects that fail, by the series that they are about. */
  readonly #failingSeries = new Map<string, number>();

  /** @param now seconds of a monotonic clock */
  constructor(logger: Logger, now: () => number) {
    this.#logger = logger;
    this.#now = now;
  }

  /**
   * @param name starts the line, such as `Redis`; the same name is the same subject
   * @param series name of the series that it is about, for {@link forget}
   */
  subject(name: string, series?: string): LogSubject {
    return {
      failing: (message, detail = '') => this.#fail(name, series, message, detail),
      recovered: () => this.#recover(name),
    };
  }

  /** True while something that is about this series fails: cheaper than asking for each of its subjects. */
  hasFailing(series: string): boolean {
    return this.#failingSeries.has(series);
  }

  /** Drops the subjects that are about these series, because there are no such series any more. */
  forget(series: ReadonlySet<string>): void {
    for (const [name, outage] of this.#failing)
      if (outage.series !== undefined && series.has(outage.series)) this.#remove(name, outage);
  }

  #remove(name: string, { series }: Outage): void {
    this.#failing.delete(name);
    if (series === undefined) return;
    const left = this.#failingSeries.get(series)! - 1;
    if (left > 0) this.#failingSeries.set(series, left);
    else this.#failingSeries.delete(series);
  }

  #fail(name: string, series: string | undefined, message: string, detail: string): void {
    const known = this.#failing.get(name) ?? { series, messages: new Set(), since: this.#now() };
    if (known.messages.has(message) || known.messages.size >= maxMessages) return;
    known.messages.add(message);
    if (series !== undefined && !this.#failing.has(name))
      this.#failingSeries.set(series, (this.#failingSeries.get(series) ?? 0) + 1);
    this.#failing.set(name, known);
    this.#logger.warn(`${name} ${message}${detail}`);
  }

  #recover(name: string): void {
    const known = this.#failing.get(name);
    if (!known) return;
    this.#remove(name, known);
    this.#logger.info(`${name} recovered after ${Math.round(this.#now() - known.since)} s`);
  }
}
