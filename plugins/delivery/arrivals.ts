// oxlint-disable-next-line no-restricted-imports -- The watch is on the real folder; a simulation has none.
import { watch, type FSWatcher } from 'node:fs';
import type { TransitionLog } from '../process/logger.ts';
import { describeError } from '../../notifiers/error-text.ts';

/** Watches a folder for changes. */
export class Arrivals {
  readonly #watcher: FSWatcher | undefined;
  #hasChanged = false;
  #rouse: (() => void) | undefined;

  /** Without a watch (the system limits their number), `next` waits for its whole time. */
  constructor(folder: string, log: TransitionLog) {
    const complain = (error: Error): void =>
      log
        .subject(`watching ${folder}`)
        .failing(`is not possible (${describeError(error)}); it is looked at every second`);
    try {
      this.#watcher = watch(folder, () => {
        this.#hasChanged = true;
        this.#rouse?.();
      });
      this.#watcher.on('error', (error) => {
        this.#watcher?.close();
        complain(error);
      });
    } catch (error) {
      complain(error as Error);
    }
  }

  /** Settles after a change since the last call, after that many seconds, or when aborted; never rejects. */
  async next(seconds: number, signal: AbortSignal): Promise<void> {
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
    this.#watcher?.close();
  }
}
