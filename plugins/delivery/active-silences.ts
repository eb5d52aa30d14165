import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import { describeError } from '../../notifiers/error-text.ts';
import { formatIsoTime } from '../../notifiers/event/iso-time.ts';
import { quoteAsJson } from '../../notifiers/printable.ts';
import { Glob } from '../collectd/glob.ts';
import { tolerate } from '../files/durable-file.ts';
import type { Logger, TransitionLog } from '../process/logger.ts';
import { maxSilences, SilenceFiles, type Silence } from '../spool/silence-files.ts';
import type { Spool } from '../spool/spool.ts';
import { isOfTarget } from './route-config.ts';

/** A clock that is set back by less does not end a silence before its time. */
const toleratedSeconds = 300;
/** A silence that has ended is kept for this long: a clock may have been ahead. */
const keptSeconds = 86_400;

export interface ActiveSilencesParts {
  readonly spool: Spool;
  readonly log: TransitionLog;
  readonly logger: Logger;
  /** Epoch seconds. */
  readonly now: () => number;
}

interface Known extends Silence {
  readonly covers: (event: AlertEvent) => boolean;
}

/**
 * The silences that people have added to the spool, as `dma silence` does. A folder that cannot be read leaves those
 * that are known; a file that cannot be used silences nothing and is logged once.
 */
export class ActiveSilences {
  readonly #parts: ActiveSilencesParts;
  readonly #files: SilenceFiles;
  /** By the name of the file; undefined for one that is not usable. */
  #known: ReadonlyMap<string, Known | undefined> = new Map();

  constructor(parts: ActiveSilencesParts) {
    this.#parts = parts;
    this.#files = new SilenceFiles(parts.spool.disk, parts.spool.directory);
  }

  /** Reads what was added and what was expired since the last look; removes what ended a day ago. */
  look(): void {
    const { log, now } = this.#parts;
    const folder = log.subject(`the folder ${this.#files.folder}`);
    try {
      const names = this.#files.names().slice(0, maxSilences);
      const next = new Map<string, Known | undefined>();
      for (const file of names) {
        const known = this.#known.has(file) ? this.#known.get(file) : this.#read(file);
        if (known && now() - known.end > keptSeconds) tolerate(() => this.#files.remove(known.id));
        else next.set(file, known);
      }
      this.#known = next;
      folder.recovered();
    } catch (error) {
      folder.failing(`cannot be read (${describeError(error)}); silences are not seen`);
    }
  }

  /** True when an event is silenced now. */
  covers(event: AlertEvent): boolean {
    const time = this.#parts.now();
    for (const known of this.#known.values())
      if (known && isActive(known, time) && known.covers(event)) return true;
    return false;
  }

  #read(file: string): Known | undefined {
    const { logger } = this.#parts;
    const read = this.#files.read(file);
    if (read.kind === 'unusable')
      logger.warn(`the silence ${file} in ${this.#files.folder} ${read.message}; it silences nothing`);
    if (read.kind !== 'silence') return undefined;
    const { silence } = read;
    const { id, end, by, comment } = silence;
    const until = formatIsoTime(end, 0);
    logger.info(
      `silence ${id} of ${silenced(silence)} until ${until}, added by ${quoteAsJson(by)}: ${quoteAsJson(comment)}`,
    );
    return { ...silence, covers: coverOf(silence) };
  }
}

/** True from the start of a silence to its end. @param time epoch seconds */
export function isActive({ start, end }: Silence, time: number): boolean {
  return time >= start - toleratedSeconds && time < end;
}

/** The subject of a silence for people, such as `host web*, target memory`. */
export function silenced({ host, target }: Pick<Silence, 'host' | 'target'>): string {
  const parts = [host && `host ${quoteAsJson(host)}`, target && `target ${quoteAsJson(target)}`];
  return parts.filter(Boolean).join(', ') || 'everything';
}

/** Makes the question whether a silence is about an event, whatever the time. */
export function coverOf({
  host,
  target,
}: Pick<Silence, 'host' | 'target'>): (event: Pick<AlertEvent, 'host' | 'resource'>) => boolean {
  const hosts = host === undefined ? undefined : new Glob(host);
  const targets = target === undefined ? undefined : [new Glob(target)];
  return (event) => (hosts?.test(event.host) ?? true) && (!targets || isOfTarget(targets, event.resource));
}
