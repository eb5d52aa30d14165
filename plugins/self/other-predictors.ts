import { ownPlugin, parseIdentifier } from '../collectd/identifier.ts';
import type { ValueList } from '../collectd/text-protocol.ts';
import { StoreError, type SampleReader } from '../samples/sample-reader.ts';
import { OutputProbe } from './output-probe.ts';
import { SentTimes } from './sent-times.ts';

/** The value by which a dma predict shows that it runs; each is written every ten seconds. */
const reportInstance = 'series';
const reportEnd = `/${ownPlugin}-self/gauge-${reportInstance}`;
/** Seconds between two looks. */
const lookSeconds = 5;
/** A report that is older, by our clock, and has not got newer for as long is of a program that has ended. */
const freshSeconds = 25;
/** Reports under our own name that are not ours, before they count. */
const minForeign = 2;
/** Seconds between two probes, while there are others. */
const probeSeconds = 300;
const keptReports = 12;

export interface OtherPredictorsParts {
  /** The host under which the program reports on itself. */
  readonly host: string;
  /** Reads Redis itself. */
  readonly stored: Pick<SampleReader, 'after' | 'newestEntry'>;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** The newest report under one name. */
interface SeenReport {
  /** Epoch seconds, by the clock of the one that reports. */
  readonly time: number;
  /** Monotonic seconds when a newer one was seen last. */
  readonly renewedAt: number;
}

/** Another dma predict that gives the same values as this one. */
export interface OtherPredictor {
  /** The hosts under which others report, or our own one. */
  readonly hosts: readonly string[];
  /** Names of values that both give. */
  readonly names: readonly string[];
}

/** True for the name of a value by which a dma predict shows that it runs. */
export function isReport(name: string): boolean {
  return name.endsWith(reportEnd);
}

/** The name of the value by which the dma predict that reports under a host's name shows that it runs. */
export function reportOf(host: string): string {
  return `${host}${reportEnd}`;
}

/**
 * Watches for another dma predict with the same Redis that gives the same values: under our name, whose reports are
 * then not all ours; or under another name, for the same series.
 */
export class OtherPredictors {
  readonly #parts: OtherPredictorsParts;
  readonly #ownReport: string;
  readonly #reports = new SentTimes(keptReports);
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** Epoch seconds of the newest report under our name that was looked at. */
  #reportsUntil: number | undefined;
  /** Times of reports under our name that are not ours. */
  readonly #foreign: number[] = [];
  readonly #seen = new Map<string, SeenReport>();
  #probe: OutputProbe | undefined;
  #probedAt = Number.NEGATIVE_INFINITY;
  /** The values that the last probe has found. */
  #found: readonly string[] = [];
  #others: readonly string[] = [];

  constructor(parts: OtherPredictorsParts) {
    this.#parts = parts;
    this.#ownReport = reportOf(parts.host);
  }

  /** Takes a value before it is given to collectd. Returns false for one to be left out, to find others. */
  takes(list: ValueList): boolean {
    const { typeInstance, pluginInstance } = list.identifier;
    if (typeInstance === reportInstance && pluginInstance === 'self') this.#reports.add(list.time);
    return this.#probe?.takes(list) ?? true;
  }

  /** The others; undefined when there is nobody else. */
  get found(): OtherPredictor | undefined {
    const { host } = this.#parts;
    if (this.#foreign.length >= minForeign) return { hosts: [host], names: [this.#ownReport] };
    if (this.#found.length === 0 || this.#others.length === 0) return undefined;
    return { hosts: this.#others, names: this.#found };
  }

  /**
   * Looks every five seconds; later while Redis cannot be read.
   *
   * @param reports names in Redis of which {@link isReport} is true
   * @param monotonicNow seconds of the monotonic clock
   */
  async look(reports: readonly string[], monotonicNow: number): Promise<void> {
    try {
      if (this.#probe?.isOver(monotonicNow)) {
        this.#found = await this.#probe.found(this.#parts.stored);
        this.#probe = undefined;
      }
      if (monotonicNow - this.#lookedAt < lookSeconds) return;
      this.#lookedAt = monotonicNow;
      await this.#lookAtOwn(reports);
      await this.#lookAtOthers(reports, monotonicNow);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
  }

  async #lookAtOwn(reports: readonly string[]): Promise<void> {
    if (!reports.includes(this.#ownReport)) return;
    const { stored, now } = this.#parts;
    const from = this.#reportsUntil ?? 0;
    const { entries } = await stored.after(this.#ownReport, from, keptReports);
    // What was there at the start is of an earlier process.
    if (this.#reportsUntil !== undefined)
      for (const { time } of entries) if (this.#reports.isForeign(time)) this.#foreign.push(time);
    this.#reportsUntil = Math.max(from, ...entries.map(({ time }) => time));
    while (this.#foreign.length > 0 && now() - this.#foreign[0]! > 2 * freshSeconds) this.#foreign.shift();
  }

  async #lookAtOthers(reports: readonly string[], monotonicNow: number): Promise<void> {
    const others = reports.filter((name) => name !== this.#ownReport);
    const running = await Promise.all(others.map((name) => this.#isRunning(name, monotonicNow)));
    const names = others.filter((_, index) => running[index]);
    this.#others = names.map((name) => name.slice(0, -reportEnd.length));
    if (names.length === 0) this.#probedAt = Number.NEGATIVE_INFINITY;
    else if (monotonicNow - this.#probedAt >= probeSeconds) {
      this.#probedAt = monotonicNow;
      this.#probe = new OutputProbe(monotonicNow);
    }
  }

  async #isRunning(name: string, monotonicNow: number): Promise<boolean> {
    const { stored, now } = this.#parts;
    const time = (await stored.newestEntry(name))?.time ?? 0;
    const known = this.#seen.get(name) ?? { time, renewedAt: Number.NEGATIVE_INFINITY };
    const renewedAt = time > known.time ? monotonicNow : known.renewedAt;
    this.#seen.set(name, { time, renewedAt });
    return Math.abs(now() - time) <= freshSeconds || monotonicNow - renewedAt <= freshSeconds;
  }
}

/** The series of a value that dma gives, such as `web1: memory`. */
export function describeValue(name: string): string {
  const { host, pluginInstance } = parseIdentifier(name);
  return `${host}: ${pluginInstance}`;
}
