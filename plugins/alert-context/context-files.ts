import { basename, join } from 'node:path';
import type { AlertContext } from '../../notifiers/event/alert-event.ts';
import { writeAtomically } from '../files/atomic-file.ts';
import type { Disk } from '../files/disk.ts';
import { makeFolder } from '../files/folder.ts';
import type { TransitionLog } from '../process/logger.ts';
import {
  contextFile,
  contextFolder,
  contextOf,
  hostOfFile,
  isAbout,
  minRiskPercent,
  readStoredContext,
  resourceOfFile,
  riskOf,
  storeId,
  type ResourceName,
  type StoreAddress,
  type StoredContext,
  type VanishedResource,
} from './alert-context.ts';

/** A resource that has not been heard of for this long is gone, as a series that is silent. */
const vanishedSeconds = 3600;
/** A `dma predict` with another Redis tells of its own files before; one that is older has nobody else. */
const foreignSeconds = 2 * vanishedSeconds;
/** A list of the files is used for so long, in seconds: at a start, there may be very many series and few files. */
const listedSeconds = 1;
/** The end of a temporary file's name, after the id of the process that writes it. */
const unfinished = '.tmp';

/**
 * The alert contexts that `dma predict` leaves for `dma deliver`.
 *
 * They are valid for minutes only, so nothing is synced. A failure to write is logged once; a missing spool is not
 * logged. An alert without its context is still an alert.
 */
export class ContextFiles {
  readonly #disk: Disk;
  readonly #spool: string;
  readonly #folder: string;
  readonly #log: TransitionLog;
  readonly #isOurs: (host: string) => boolean;
  /** Who writes: another `dma predict` may have the same spool and another Redis. */
  readonly #store: string | undefined;
  /** True when this process has written here: a spool that is missing now was emptied. */
  #wasThere = false;
  /** Names of the files, and the epoch seconds when they were listed. */
  #listed = { names: new Set<string>(), time: Number.NEGATIVE_INFINITY };

  /**
   * @param spoolDirectory created by `dma deliver` or the installation; here only after this process used it
   * @param isOurs false for a host that another process predicts, whose files stay (default: all are ours)
   * @param store the Redis that is read; another `dma predict` tidies its own first (default: all are ours)
   */
  constructor(
    disk: Disk,
    spoolDirectory: string,
    log: TransitionLog,
    isOurs: (host: string) => boolean = () => true,
    store?: StoreAddress,
  ) {
    this.#disk = disk;
    this.#spool = spoolDirectory;
    this.#folder = contextFolder(spoolDirectory);
    this.#log = log;
    this.#isOurs = isOurs;
    this.#store = store && storeId(store);
  }

  /** Replaces the alert context of a series atomically. */
  write(host: string, resource: string, alertContext: AlertContext): void {
    const folder = this.#log.subject(`the folder ${this.#folder}`);
    try {
      const file = join(this.#folder, contextFile(host, resource));
      const temporary = `${file}.${process.pid}${unfinished}`;
      const text = JSON.stringify({ ...alertContext, store: this.#store });
      try {
        writeAtomically(this.#disk, file, temporary, text);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        if (this.#wasThere) makeFolder(this.#disk, this.#folder);
        else this.#disk.makeFolder(this.#folder);
        writeAtomically(this.#disk, file, temporary, text);
      }
      this.#wasThere = true;
      this.#listed.names.add(basename(file));
      folder.recovered();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      // Without a spool nothing is delivered on this host.
      if (code === 'ENOENT') return;
      folder.failing(
        `cannot be written to (${code}); alerts come without forecast and processes`,
        `: ${message}`,
      );
    }
  }

  /** Reads the alert context that an earlier process wrote shortly before the present, in epoch seconds. */
  read(host: string, resource: string, time: number): AlertContext | undefined {
    if (Math.abs(time - this.#listed.time) >= listedSeconds)
      this.#listed = { names: new Set(this.#names()), time };
    const { names } = this.#listed;
    if (names.size === 0 || !names.has(contextFile(host, resource))) return undefined;
    return contextOf(this.#disk, this.#spool, host, resource, time);
  }

  remove(host: string, resource: string): void {
    this.#unlink(contextFile(host, resource));
  }

  /**
   * Removes alert contexts that are no longer valid, and files that an earlier process left half written. Those of
   * resources that were at risk stay for an hour, and while they are predicted: nobody may have told their end.
   *
   * @param now epoch seconds
   * @param predicted the resources that are predicted
   * @returns the resources that were at risk, and are neither predicted nor have been for an hour
   */
  tidy(now: number, predicted: readonly ResourceName[]): VanishedResource[] {
    const vanished: VanishedResource[] = [];
    let kept: ReadonlySet<string> | undefined;
    for (const name of this.#names()) {
      const stored = name.endsWith('.json')
        ? readStoredContext(this.#disk, join(this.#folder, name))
        : undefined;
      const alertContext = stored?.alertContext;
      const isKnown = name.endsWith('.json') || name.endsWith(unfinished);
      const host = hostOfFile(name);
      if (
        !isKnown ||
        (host !== undefined && !this.#isOurs(host)) ||
        (stored && (isAbout(stored.alertContext, now) || this.#isOfAnother(stored, now)))
      )
        continue;
      const resource = resourceOfFile(name);
      if (alertContext && resource && riskOf(alertContext) >= minRiskPercent) {
        kept ??= new Set(predicted.map((known) => contextFile(known.host, known.resource)));
        if (kept.has(name) || Math.abs(now - alertContext.time) < vanishedSeconds) continue;
        vanished.push({ ...resource, hasLimit: alertContext.anomaly === undefined });
      }
      this.#unlink(name);
    }
    return vanished;
  }

  /** True for the file of a `dma predict` with another Redis, which has not had the time to tell its end. */
  #isOfAnother({ alertContext, store }: StoredContext, now: number): boolean {
    const isRecent = Math.abs(now - alertContext.time) <= foreignSeconds;
    return isRecent && this.#store !== undefined && store !== undefined && store !== this.#store;
  }

  #names(): string[] {
    try {
      return this.#disk.list(this.#folder);
    } catch {
      // Missing, or not readable by us; the next write logs it.
      return [];
    }
  }

  #unlink(name: string): void {
    this.#listed.names.delete(name);
    try {
      this.#disk.unlink(join(this.#folder, name));
    } catch {
      // Already gone, or never written; `dma deliver` checks the time of an alert context.
    }
  }
}
