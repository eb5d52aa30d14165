import { watch, type FSWatcher } from 'node:fs';
import type { TransitionLog } from '../process/logger.ts';

/** Tells when something has changed in a folder. */
export class Arrivals {
  readonly #watcher: FSWatcher | undefined;
  #hasChanged = false;
  #rouse: (() => void) | undefined;

  /** Where the system cannot watch the folder (it has a limit of watches), the time that passes has to do. */
  constructor(folder: string, log: TransitionLog) {
    const complain = (error: Error): void =>
      log
        .subject(`watching ${folder}`)
        .failing(`is not possible (${error.message}); it is looked at every second`);
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

  /** Settles when something has changed since the last call, after that many seconds, or when aborted; never rejects. */
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
