import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { z } from 'zod';
import type { AlertEvent } from './alert-event.ts';
import { formatIsoTime } from './iso-time.ts';
import { delivered, failed, type Batch, type Delivery, type Notifier } from './notifier.ts';
import type { NotifierEntry } from './registry.ts';

const options = z.strictObject({
  /** The file to append to; made when missing, its folder is not. */
  file: z.string().min(1).default('/var/log/collectd-dma/log_notify.log'),
});

/**
 * Appends one line per event to a file:
 *
 *     2026-11-21T02:00:00.123Z WARNING web1 memory id=e1 since=2026-11-21T02:00:00.123Z value=87.5 message="..."
 *
 * All events of an attempt are one write. The file is opened anew each time, so logrotate needs no signal.
 */
export const log = {
  name: 'log' as const,
  options,
  create: ({ file }) => new LogNotifier(file),
} satisfies NotifierEntry<typeof options>;

class LogNotifier implements Notifier {
  readonly name = 'log';
  readonly maxEvents = 1000;
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  async deliver({ events }: Batch, signal: AbortSignal): Promise<Delivery> {
    const aborted = failed('aborted', true, `${this.#file}: aborted`);
    if (signal.aborted) return aborted;
    const text = events.map((event) => `${formatLogLine(event)}\n`).join('');
    // A write to a hanging network file system can't be recalled, but it must not hold up the caller.
    const done = new AbortController();
    const abort = once(signal, 'abort', { signal: done.signal }).then(
      () => aborted,
      () => aborted,
    );
    try {
      return await Promise.race([append(this.#file, text), abort]);
    } finally {
      done.abort();
    }
  }

  close(): void {}
}

/** One event as one line, without its line end: control characters are escaped as in JSON. */
export function formatLogLine(event: AlertEvent): string {
  const parts = [
    formatIsoTime(event.time),
    event.severity,
    word(event.host),
    word(event.resource),
    `id=${word(event.id)}`,
    `since=${formatIsoTime(event.since)}`,
    ...(event.value === undefined ? [] : [`value=${event.value}`]),
    `message=${quote(event.message)}`,
  ];
  return parts.join(' ');
}

/** As it is where that is unmistakable, quoted otherwise. */
function word(text: string): string {
  return /^[^\s"\p{C}]+$/u.test(text) ? text : quote(text);
}

/** JSON, with the line ends that JSON does not escape (U+0085, U+2028, U+2029) escaped too. */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

async function append(file: string, text: string): Promise<Delivery> {
  try {
    const bytes = Buffer.from(text);
    const handle = await open(file, 'a', 0o640);
    try {
      const { bytesWritten } = await handle.write(bytes);
      if (bytesWritten < bytes.length) return failed('io', true, `${file}: only a part was written`);
    } finally {
      await handle.close();
    }
    return delivered;
  } catch (error) {
    return failed('io', true, `${file}: ${(error as Error).message}`);
  }
}
