import { writeSync } from 'node:fs';
import { emitKeypressEvents } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { widthOf, type Line, type Size, type Style } from './cells.ts';
import type { Key } from './pressed.ts';

const escape = '\u001b[';
/** The alternate screen, without a cursor, and without going on in the next line. */
const enterCodes = `${escape}?1049h${escape}?25l${escape}?7l${escape}2J`;
const leaveCodes = `${escape}0m${escape}?7h${escape}?25h${escape}?1049l`;

/** The width of a terminal that does not know it. */
export const defaultColumns = 80;

/** Looks that are no colours, and the colours. */
const looks: Readonly<Partial<Record<Style, string>>> = { title: '1', head: '1', selected: '7' };
const colours: Readonly<Partial<Record<Style, string>>> = { danger: '31', warning: '33', dim: '2' };

/** The signals that end the program, after the terminal is as it was. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** A line as a terminal gets it. */
export function paint({ text, style }: Line, hasColours: boolean): string {
  const code = style && (looks[style] ?? (hasColours ? colours[style] : undefined));
  return code === undefined ? text : `${escape}${code}m${text}${escape}0m`;
}

export interface TerminalEvents {
  readonly onKey: (key: Key) => void;
  readonly onResize: () => void;
  /** The terminal is gone. */
  readonly onEnd: () => void;
}

/**
 * The terminal of this process, which its standard output is, as a screen. It is as it was before on every way out: by
 * {@link close}, a signal, an error that nobody catches, and the end of the process; SIGKILL alone cannot be helped.
 */
export class Terminal {
  readonly #input: ReadStream;
  readonly #output: WriteStream;
  readonly #hasColours: boolean;
  readonly #events: TerminalEvents;
  /** The lines that the terminal shows. */
  #shown: readonly string[] = [];
  #isEntered = false;

  constructor(input: ReadStream, output: WriteStream, hasColours: boolean, events: TerminalEvents) {
    this.#input = input;
    this.#output = output;
    this.#hasColours = hasColours;
    this.#events = events;
  }

  get size(): Size {
    return { columns: this.#output.columns || defaultColumns, rows: this.#output.rows || 24 };
  }

  /** Takes the terminal over for good: until {@link close}. */
  open(): void {
    emitKeypressEvents(this.#input);
    this.#input.on('keypress', this.#onKey);
    this.#input.on('end', this.#events.onEnd);
    this.#input.on('error', this.#events.onEnd);
    this.#output.on('resize', this.#onResize);
    process.on('exit', this.#leave);
    // Before the error is printed, which would go with the alternate screen.
    process.on('uncaughtExceptionMonitor', this.#leave);
    process.on('SIGCONT', this.#onContinue);
    for (const name of endings) process.on(name, this.#onSignal);
    this.#enter();
  }

  /** Gives the terminal back. */
  close(): void {
    this.#leave();
    this.#input.off('keypress', this.#onKey);
    this.#input.off('end', this.#events.onEnd);
    this.#input.off('error', this.#events.onEnd);
    this.#output.off('resize', this.#onResize);
    process.off('exit', this.#leave);
    process.off('uncaughtExceptionMonitor', this.#leave);
    process.off('SIGCONT', this.#onContinue);
    for (const name of endings) process.off(name, this.#onSignal);
    this.#input.pause();
  }

  /** Stops this process as Ctrl-Z does; the terminal is taken over again when it goes on. */
  suspend(): void {
    this.#leave();
    process.kill(process.pid, 'SIGTSTP');
  }

  /** Draws the lines that have changed. */
  draw(lines: readonly Line[]): void {
    if (!this.#isEntered) return;
    const { columns } = this.size;
    const painted = lines.map((line) => paint(line, this.#hasColours));
    const changed = painted.flatMap((text, index) => {
      if (text === this.#shown[index]) return [];
      // In the last column, some terminals would erase the character that is there.
      const rest = widthOf(lines[index]!.text) < columns ? `${escape}K` : '';
      return `${escape}${index + 1};1H${text}${rest}`;
    });
    this.#shown = painted;
    if (changed.length > 0) this.#output.write(changed.join(''));
  }

  /** The next drawing is of the whole screen. */
  forget(): void {
    this.#shown = [];
    if (this.#isEntered) this.#output.write(`${escape}2J`);
  }

  readonly #onKey = (_: string | undefined, key: Key): void => this.#events.onKey(key);

  readonly #onResize = (): void => {
    this.forget();
    this.#events.onResize();
  };

  readonly #onContinue = (): void => {
    // A shell may have changed the mode meanwhile.
    this.#isEntered = false;
    this.#enter();
    this.#onResize();
  };

  readonly #onSignal = (name: NodeJS.Signals): void => {
    this.close();
    process.kill(process.pid, name);
  };

  #enter(): void {
    this.#isEntered = true;
    this.#shown = [];
    this.#input.setRawMode(true);
    this.#input.resume();
    this.#output.write(enterCodes);
  }

  /** Works at once, whatever else the process does. */
  readonly #leave = (): void => {
    if (!this.#isEntered) return;
    this.#isEntered = false;
    try {
      writeSync(1, leaveCodes);
      this.#input.setRawMode(false);
    } catch {
      // The terminal is gone.
    }
  };
}
