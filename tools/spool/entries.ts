import { join } from 'node:path';
import { FileRefusal } from '../../plugins/files/bounded-file.ts';
import { epochSeconds } from '../../plugins/process/clock.ts';
import { isNestedDeeper } from '../../plugins/models/json-nesting.ts';
import type { Why } from '../../plugins/spool/dead-letters.ts';
import { RetryState, type Wait } from '../../plugins/spool/retry-state.ts';
import type { Spool } from '../../plugins/spool/spool.ts';
import { OutsideError } from '../process/command-error.ts';
import { describeError } from '../../notifiers/error-text.ts';

/** One thing in the spool. */
export interface SpoolEntry {
  /** `new`, or a notifier. */
  readonly folder: string;
  readonly file: string;
  readonly state: 'waiting' | 'failed';
}

/** An entry as `dma spool show` prints it. */
export interface ShownEntry {
  readonly name: string;
  readonly state: SpoolEntry['state'];
  readonly why?: Why;
  /** The last failure of the notifier that it waits for. */
  readonly retry?: Wait;
  /** The event, or the notification's text. */
  readonly content: unknown;
}

/** All entries: the waiting ones, then the failed ones. @param folder limits them to one notifier, or to `new` */
export function entriesOf(spool: Spool, folder?: string): SpoolEntry[] {
  const { deadLetters } = spool;
  const of = (name: string, files: readonly string[], state: SpoolEntry['state']): SpoolEntry[] =>
    folder === undefined || folder === name ? files.map((file) => ({ folder: name, file, state })) : [];
  return [
    ...of('new', spool.listNew(), 'waiting'),
    ...spool.queues().flatMap((name) => of(name, spool.queue(name).names(), 'waiting')),
    ...deadLetters.folders().flatMap((name) => of(name, deadLetters.entries(name), 'failed')),
  ];
}

/**
 * @param name as `dma spool list` shows it, such as `http/000000000012-1795226495.716.4711.json`
 * @throws OutsideError when there is no such entry
 */
export function findEntry(spool: Spool, name: string): SpoolEntry {
  const [folder] = name.split('/', 1) as [string];
  const file = name.slice(folder.length + 1);
  const found = entriesOf(spool, folder).find((entry) => entry.file === file);
  if (found) return found;
  const what = /^dma-[0-9a-f]{16}$/.test(name) ? 'open episode' : 'entry';
  throw new OutsideError(`${spool.directory}: there is no ${what} ${name}; see dma spool list --json`);
}

export function isFolder(spool: Spool, name: string): boolean {
  return name === 'new' || spool.queues().includes(name) || spool.deadLetters.folders().includes(name);
}

/** @throws OutsideError when it is not a file, or too long to show */
export function showEntry(spool: Spool, { folder, file, state }: SpoolEntry): ShownEntry {
  const text = readText(spool, join(folderOf(spool, folder, state), file));
  const why = state === 'failed' ? spool.deadLetters.why(folder, file) : undefined;
  const retry = state === 'waiting' && folder !== 'new' ? new RetryState(spool, folder).wait : undefined;
  return {
    name: `${folder}/${file}`,
    state,
    ...(why && { why }),
    ...(retry && { retry }),
    content: folder === 'new' ? text : parsed(text),
  };
}

/**
 * Moves a failed entry back to where it came from.
 *
 * @throws OutsideError when that folder is gone
 */
export function putBackEntry(spool: Spool, { folder, file }: SpoolEntry): void {
  const to = folderOf(spool, folder, 'waiting');
  if (!spool.disk.status(to)) {
    throw new OutsideError(
      `${to}: is missing; dma deliver makes it when dma.yaml names the notifier ${folder}`,
    );
  }
  spool.deadLetters.giveBack(folder, file, to, epochSeconds());
}

export function dropEntry(spool: Spool, { folder, file, state }: SpoolEntry): void {
  if (state === 'failed') spool.deadLetters.remove(folder, file);
  else spool.disk.removeTree(join(folderOf(spool, folder, state), file));
}

function folderOf(spool: Spool, folder: string, state: SpoolEntry['state']): string {
  if (state === 'failed') return join(spool.deadLetters.directory, folder);
  return folder === 'new' ? spool.newDirectory : join(spool.directory, 'queue', folder);
}

function readText({ disk }: Spool, path: string): string {
  try {
    return disk.read(path, { maxBytes: 2 ** 20 }).toString();
  } catch (error) {
    throw new OutsideError(
      error instanceof FileRefusal
        ? `${path}: ${error.message}`
        : `${path}: cannot be read: ${describeError(error)}`,
      { cause: error },
    );
  }
}

function parsed(text: string): unknown {
  if (isNestedDeeper(text, 100)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
