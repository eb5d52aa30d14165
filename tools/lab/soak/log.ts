import { closeSync, openSync, readSync } from 'node:fs';
import { formatSource } from '../../../notifiers/event/event-source.ts';

/** A notification that collectd wrote to its log. */
export interface LoggedNotification {
  readonly severity: string;
  /** The series, as in the events. */
  readonly source: string;
}

const chunkBytes = 1 << 16;
const own = /\bdma (?:predict|deliver): .*/;
/** The log lines of a series without samples, and of its recovery. */
const silence = /: (?:warning: )?(\S+): samples (no longer arrive|recovered)/;

/** Follows collectd's log; each line is read once. */
export class SoakLog {
  /** Number of our programs' lines by text, with digits masked, except lines about silent series. */
  readonly ownLines = new Map<string, number>();
  /** Number of times that a series fell silent; at 24 times the pace, a pause of 0.15 s of this machine is one. */
  silences = 0;
  /** Number of lines that repeat a silence, or a recovery of a series that was not silent. */
  silencesRepeated = 0;

  readonly #path: string;
  readonly #onNotification: (notification: LoggedNotification) => void;
  #offset = 0;
  #rest = '';
  readonly #silent = new Set<string>();

  constructor(path: string, onNotification: (notification: LoggedNotification) => void) {
    this.#path = path;
    this.#onNotification = onNotification;
  }

  /** Number of lines that our programs have written. */
  get ownCount(): number {
    return [...this.ownLines.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Reads the new lines. */
  read(): void {
    const file = openSync(this.#path, 'r');
    try {
      const buffer = Buffer.alloc(chunkBytes);
      for (let bytes = 1; bytes > 0;) {
        bytes = readSync(file, buffer, 0, chunkBytes, this.#offset);
        this.#offset += bytes;
        this.#take(buffer.toString('latin1', 0, bytes));
      }
    } finally {
      closeSync(file);
    }
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) {
      const notification = parseLogged(line);
      if (notification) this.#onNotification(notification);
      else this.#takeOwn(own.exec(line)?.[0]);
    }
  }

  #takeOwn(line: string | undefined): void {
    if (line === undefined) return;
    const [, series, what] = silence.exec(line) ?? [];
    if (series === undefined) {
      const text = line.replaceAll(/\d+/g, 'N');
      this.ownLines.set(text, (this.ownLines.get(text) ?? 0) + 1);
      return;
    }
    const begins = what === 'no longer arrive';
    if (begins) this.silences++;
    if (begins === this.#silent.has(series)) this.silencesRepeated++;
    if (begins) this.#silent.add(series);
    else this.#silent.delete(series);
  }
}

/** @returns undefined for any other line */
export function parseLogged(line: string): LoggedNotification | undefined {
  const text = /Notification: (.*?), message = /.exec(line)?.[1];
  if (text === undefined) return undefined;
  const parts = new Map(text.split(', ').map((part) => part.split(' = ') as [string, string]));
  const named = {
    host: parts.get('host'),
    plugin: parts.get('plugin'),
    pluginInstance: parts.get('plugin_instance'),
    type: parts.get('type'),
    typeInstance: parts.get('type_instance'),
  };
  return { severity: parts.get('severity') ?? '', source: formatSource(named) };
}
