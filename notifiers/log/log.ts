import { access, constants, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { AlertEvent } from '../event/alert-event.ts';
import { alertText } from '../event/alert-text.ts';
import { formatEventJson } from '../event/event-json.ts';
import { formatIsoTime } from '../event/iso-time.ts';
import {
  type Batch,
  delivered,
  type Delivery,
  failed,
  type Notifier,
  type NotifierEntry,
} from '../notifier.ts';
import { describeError } from '../error-text.ts';
import { callFile } from '../file-call.ts';
import { quoteAsJson } from '../printable.ts';

const options = z
  .strictObject({
    file: z
      .string()
      .min(1)
      .default('/var/log/collectd-dma/log_notify.log')
      .meta({
        description: 'The file to append to. It is made when missing, its folder is not.',
        examples: ['/var/log/alerts.log'],
        since: '0.1.0',
      }),
    format: z
      .enum(['text', 'json'])
      .default('text')
      .meta({
        description: 'The form of a line: text, or json (one object a line).',
        examples: ['json'],
        since: '0.1.0',
      }),
  })
  .meta({ description: 'Appends one line per event to a file.', since: '0.1.0' });

/**
 * Appends one line per event to a file.
 *
 * All events of an attempt are one write. The file is opened for each write, so logrotate needs no signal.
 */
export const log = {
  name: 'log' as const,
  limitable: true,
  usesWriter: false,
  options,
  create: ({ file, format }) => new LogNotifier(file, format === 'json' ? formatJsonLine : formatLogLine),
} satisfies NotifierEntry<typeof options>;

class LogNotifier implements Notifier {
  readonly name = 'log';
  readonly maxEvents = 1000;
  readonly writes: readonly string[];
  readonly #file: string;
  readonly #formatLine: (event: AlertEvent) => string;

  constructor(file: string, formatLine: (event: AlertEvent) => string) {
    this.#file = file;
    this.writes = [file];
    this.#formatLine = formatLine;
  }

  async deliver({ events }: Batch): Promise<Delivery> {
    const text = events.map((event) => `${this.#formatLine(event)}\n`).join('');
    return append(this.#file, text);
  }

  async checkFiles(): Promise<Delivery> {
    const file = this.#file;
    try {
      return await callFile(file, () => checkAppendable(file));
    } catch (error) {
      return failed('io', true, describeFault(file, error));
    }
  }

  close(): void {}
}

function formatJsonLine(event: AlertEvent): string {
  return quoteAsJson(formatEventJson(event));
}

/** Rejects with the error of an attempt. Pipes and terminals are fine. */
async function checkAppendable(file: string): Promise<Delivery> {
  try {
    if ((await stat(file)).isDirectory()) return failed('io', true, `${file}: is a folder`);
    await access(file, constants.W_OK);
    return delivered;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await access(dirname(file), constants.W_OK | constants.X_OK);
  return delivered;
}

async function append(file: string, text: string): Promise<Delivery> {
  try {
    return await callFile(file, () => appendOnce(file, Buffer.from(text)));
  } catch (error) {
    return failed('io', true, describeFault(file, error));
  }
}

function describeFault(file: string, error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  const cure =
    code === 'ENOENT' ? `make the folder ${dirname(file)}, in which the user of dma may write` : cures[code];
  return `${file}: ${describeError(error)}${cure === undefined ? '' : `; ${cure}`}`;
}

const writable = 'let the user of dma write there';
const cures: Readonly<Record<string, string>> = { EACCES: writable, EPERM: writable, EROFS: writable };

/** Without O_NONBLOCK, a named pipe that nobody reads would hold a thread of Node.js' pool for ever. */
const appending = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

async function appendOnce(file: string, bytes: Uint8Array): Promise<Delivery> {
  const handle = await open(file, appending, 0o640);
  try {
    const { bytesWritten } = await handle.write(bytes);
    return bytesWritten < bytes.length ? failed('io', true, `${file}: only a part was written`) : delivered;
  } finally {
    await handle.close();
  }
}

/**
 * Formats an event as one line without its line end; control characters are escaped as in JSON.
 *
 *     2026-11-21T02:00:00.123Z WARNING web1 memory id=e1 since=2026-11-21T02:00:00.123Z value=87.5 text="..."
 *     message="..."
 *
 * `text` is for people, and present only with an alert context.
 */
export function formatLogLine(event: AlertEvent): string {
  const parts = [
    formatIsoTime(event.time),
    event.severity,
    word(event.host),
    word(event.resource),
    `id=${word(event.id)}`,
    `since=${formatIsoTime(event.since)}`,
    ...(event.value === undefined ? [] : [`value=${event.value}`]),
    ...(event.alertContext ? [`text=${quoteAsJson(alertText(event))}`] : []),
    `message=${quoteAsJson(event.message)}`,
  ];
  return parts.join(' ');
}

/** The text as it is if unambiguous, quoted otherwise. */
function word(text: string): string {
  return /^[^\s"\p{C}]+$/u.test(text) ? text : quoteAsJson(text);
}
