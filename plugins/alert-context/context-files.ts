import { join } from 'node:path';
import type { AlertContext } from '../../notifiers/event/alert-event.ts';
import { writeAtomically } from '../files/atomic-file.ts';
import type { Disk } from '../files/disk.ts';
import type { TransitionLog } from '../process/logger.ts';
import { isAbout, readAlertContext, contextFile, contextFolder, contextOf } from './alert-context.ts';

/** Behind the name of a file that is being written, after the process that writes it. */
const unfinished = '.tmp';

/**
 * The alert contexts that `dma predict` leaves for `dma deliver`.
 *
 * They are worth something for minutes, so nothing is synced. Where they cannot be written that is said once, and where
 * there is no spool nothing is: an alert without its alert context is still an alert.
 */
export class ContextFiles {
  readonly #disk: Disk;
  readonly #spool: string;
  readonly #folder: string;
  readonly #log: TransitionLog;

  /** @param spoolDirectory made by `dma deliver` or the installation, not here */
  constructor(disk: Disk, spoolDirectory: string, log: TransitionLog) {
    this.#disk = disk;
    this.#spool = spoolDirectory;
    this.#folder = contextFolder(spoolDirectory);
    this.#log = log;
  }

  /** Takes the place of what was known before, in one step. */
  write(host: string, resource: string, alertContext: AlertContext): void {
    const folder = this.#log.subject(`the folder ${this.#folder}`);
    try {
      const file = join(this.#folder, contextFile(host, resource));
      const temporary = `${file}.${process.pid}${unfinished}`;
      const text = JSON.stringify(alertContext);
      try {
        writeAtomically(this.#disk, file, temporary, text);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        this.#disk.makeFolder(this.#folder);
        writeAtomically(this.#disk, file, temporary, text);
      }
      folder.recovered();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      // Without a spool nobody delivers here, who would have to be told.
      if (code === 'ENOENT') return;
      folder.failing(
        `cannot be written to (${code}); alerts come without forecast and processes`,
        `: ${message}`,
      );
    }
  }

  /** What an earlier process knew at about that time: epoch seconds. */
  read(host: string, resource: string, time: number): AlertContext | undefined {
    return contextOf(this.#disk, this.#spool, host, resource, time);
  }

  remove(host: string, resource: string): void {
    this.#unlink(contextFile(host, resource));
  }

  /**
   * Removes what is of no use any more: alert contexts of another time, and what an earlier process left half written.
   *
   * @param now epoch seconds
   */
  tidy(now: number): void {
    for (const name of this.#names()) {
      const alertContext = name.endsWith('.json')
        ? readAlertContext(this.#disk, join(this.#folder, name))
        : undefined;
      const isOurs = name.endsWith('.json') || name.endsWith(unfinished);
      if (isOurs && !(alertContext && isAbout(alertContext, now))) this.#unlink(name);
    }
  }

  #names(): string[] {
    try {
      return this.#disk.list(this.#folder);
    } catch {
      // Not there yet, or not ours to look into; writing will tell.
      return [];
    }
  }

  #unlink(name: string): void {
    try {
      this.#disk.unlink(join(this.#folder, name));
    } catch {
      // Gone already, or never written; `dma deliver` looks at an alert context's time.
    }
  }
}
