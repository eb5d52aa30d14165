// oxlint-disable-next-line no-restricted-imports -- The watch is on the real folder; a simulation has none.
import { closeSync, openSync, watch, type FSWatcher } from 'node:fs';
import { isNamed } from '../files/named-file.ts';
import type { TransitionLog } from '../process/logger.ts';
import type { Spool } from '../spool/spool.ts';
import { describeError } from '../../notifiers/error-text.ts';

/** A watch of a folder. It stays with that folder when another one gets its name. */
interface FolderWatch {
  readonly watcher: FSWatcher | undefined;
  /** The folder, opened; undefined where that was not possible. */
  readonly descriptor: number | undefined;
}

/** Watches the folder of a spool in which notifications arrive, and the name of its lock. */
export class Arrivals {
  /** By folder, with the name that counts there (default: every name). */
  readonly #folders: ReadonlyMap<string, string | undefined>;
  readonly #log: TransitionLog;
  readonly #watches = new Map<string, FolderWatch>();
  #hasChanged = false;
  #rouse: (() => void) | undefined;

  /** Without a watch (the system limits their number), `next` waits for its whole time. */
  constructor({ directory, newDirectory }: Pick<Spool, 'directory' | 'newDirectory'>, log: TransitionLog) {
    this.#folders = new Map([
      [newDirectory, undefined],
      [directory, 'lock'],
    ]);
    this.#log = log;
    this.#watch();
  }

  /** Settles after a change since the last call, after that many seconds, or when aborted; never rejects. */
  async next(seconds: number, signal: AbortSignal): Promise<void> {
    this.#watch();
    if (!this.#hasChanged && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const rouse = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', rouse);
          resolve();
        };
        const timer = setTimeout(rouse, seconds * 1000);
        signal.addEventListener('abort', rouse);
        this.#rouse = rouse;
      });
    }
    this.#hasChanged = false;
    this.#rouse = undefined;
  }

  close(): void {
    for (const folder of this.#watches.keys()) this.#end(folder);
  }

  /** Watches each folder that has its name now, unless it is watched already. */
  #watch(): void {
    for (const [folder, name] of this.#folders) {
      const known = this.#watches.get(folder);
      if (known?.descriptor !== undefined && isNamed(folder, known.descriptor)) continue;
      this.#end(folder);
      const descriptor = opened(folder);
      // It is missing for a moment only: whoever calls next makes it anew.
      const isLost = known !== undefined && descriptor === undefined;
      this.#watches.set(folder, { descriptor, watcher: isLost ? undefined : this.#watcherOf(folder, name) });
      // Something may have come before the watch.
      if (known && !isLost) this.#hasChanged = true;
    }
  }

  #end(folder: string): void {
    const { watcher, descriptor } = this.#watches.get(folder) ?? {};
    watcher?.close();
    if (descriptor !== undefined) closeSync(descriptor);
    this.#watches.delete(folder);
  }

  #watcherOf(folder: string, wanted: string | undefined): FSWatcher | undefined {
    const subject = this.#log.subject(`watching ${folder}`);
    const complain = (error: Error): void =>
      subject.failing(`is not possible (${describeError(error)}); it is looked at every second`);
    try {
      const watcher = watch(folder, (_, name) => {
        if (wanted !== undefined && name !== null && name !== wanted) return;
        this.#hasChanged = true;
        this.#rouse?.();
      });
      watcher.on('error', (error) => {
        watcher.close();
        complain(error);
      });
      subject.recovered();
      return watcher;
    } catch (error) {
      complain(error as Error);
      return undefined;
    }
  }
}

function opened(folder: string): number | undefined {
  try {
    return openSync(folder, 'r');
  } catch {
    return undefined;
  }
}
