/** Speaks to people, on stderr; collectd writes each line into its own log. */
export interface Logger {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

/** collectd's exec plugin stops reading our stderr at a line of 1,024 bytes or more, line feed included. */
const longestLineBytes = 1000;

/** Control characters, and what some take for the end of a line. */
// oxlint-disable-next-line no-control-regex
const notPrinted = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/**
 * Lines such as `dma predict: warning: Redis is unreachable`. A text never makes two lines, and a long one is cut to
 * what collectd takes.
 */
export function createLogger(program: string, write: (line: string) => void): Logger {
  const line = (level: string, text: string): void =>
    write(`${cut(`${program}: ${level}${text.replaceAll(notPrinted, ' ')}`)}\n`);
  return {
    info: (text) => line('', text),
    warn: (text) => line('warning: ', text),
    error: (text) => line('error: ', text),
  };
}

/** Without half a character at its end. */
function cut(line: string): string {
  const bytes = Buffer.from(line);
  if (bytes.length <= longestLineBytes) return line;
  const start = bytes.subarray(0, longestLineBytes - 3).toString();
  return `${start.replace(/\uFFFD$/, '')}...`;
}

/** Ways in which a subject fails that are said before it is well again. */
const mostMessages = 5;

/**
 * Says when something goes wrong and when it is right again, and nothing in between.
 *
 * A subject that fails in a new way is said again, but each way once, and not for ever: what changes between two of
 * them with each attempt is no news.
 */
export class TransitionLog {
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #failing = new Map<string, { readonly messages: Set<string>; readonly since: number }>();

  /** @param now seconds, best of a clock that never jumps */
  constructor(logger: Logger, now: () => number) {
    this.#logger = logger;
    this.#now = now;
  }

  /**
   * @param subject what is well or not, such as `Redis`; starts the line
   * @param detail said with the message, but another detail alone is no news
   */
  failing(subject: string, message: string, detail = ''): void {
    const known = this.#failing.get(subject) ?? { messages: new Set(), since: this.#now() };
    if (known.messages.has(message) || known.messages.size >= mostMessages) return;
    known.messages.add(message);
    this.#failing.set(subject, known);
    this.#logger.warn(`${subject} ${message}${detail}`);
  }

  well(subject: string): void {
    const known = this.#failing.get(subject);
    if (!known) return;
    this.#failing.delete(subject);
    this.#logger.info(`${subject} is well again after ${Math.round(this.#now() - known.since)} s`);
  }

  /** Subjects that start so are of no interest any more: nothing is said of them. */
  forget(start: string): void {
    for (const subject of this.#failing.keys()) if (subject.startsWith(start)) this.#failing.delete(subject);
  }
}
