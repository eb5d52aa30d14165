/** Speaks to people, on stderr; collectd writes each line into its own log. */
export interface Logger {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

/** Lines such as `dma predict: warning: Redis is unreachable`. A text never makes two lines. */
export function createLogger(program: string, write: (line: string) => void): Logger {
  const line = (level: string, text: string): void =>
    // oxlint-disable-next-line no-control-regex
    write(`${program}: ${level}${text.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ')}\n`);
  return {
    info: (text) => line('', text),
    warn: (text) => line('warning: ', text),
    error: (text) => line('error: ', text),
  };
}

/**
 * Says when something goes wrong and when it is right again, and nothing in between.
 *
 * A subject that fails in a new way is said again.
 */
export class TransitionLog {
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #failing = new Map<string, { message: string; since: number }>();

  /** @param now epoch seconds */
  constructor(logger: Logger, now: () => number) {
    this.#logger = logger;
    this.#now = now;
  }

  /**
   * @param subject what is well or not, such as `Redis`; starts the line
   * @param detail said with the message, but another detail alone is no news
   */
  failing(subject: string, message: string, detail = ''): void {
    const known = this.#failing.get(subject);
    if (known?.message === message) return;
    this.#failing.set(subject, { message, since: known?.since ?? this.#now() });
    this.#logger.warn(`${subject} ${message}${detail}`);
  }

  well(subject: string): void {
    const known = this.#failing.get(subject);
    if (!known) return;
    this.#failing.delete(subject);
    this.#logger.info(`${subject} is well again after ${Math.round(this.#now() - known.since)} s`);
  }
}
