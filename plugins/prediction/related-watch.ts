import type { Sample } from '../../analysis/window.ts';
import type { Related } from '../../notifiers/event/alert-event.ts';
import { minRiskPercent } from '../alert-context/alert-context.ts';
import { nameOfSource, type TypesDb } from '../collectd/types-db.ts';
import { relatedOf, unknownRelated } from '../related/related-answer.ts';
import { relatedPastSeconds, searchRelated } from '../related/related-search.ts';
import { SeriesError, StoreError, type SampleReader } from '../samples/sample-reader.ts';
import type { SeriesNames } from '../samples/series-names.ts';
import { isAlert, type ContextKeeper } from '../series/context-keeper.ts';
import type { PredictedSeries } from '../series/predicted-series.ts';

export interface RelatedWatchParts {
  /** Reads the store itself. */
  readonly reader: SampleReader;
  /** The series of the store. */
  readonly names: SeriesNames;
  readonly contexts: Pick<ContextKeeper, 'relate'>;
  /** Undefined where it cannot be read. */
  readonly typesDb: TypesDb | undefined;
  /** Settles after this many seconds. */
  readonly sleep: (seconds: number) => Promise<void>;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
}

/** Series of a host that are compared, at most. */
const maxSeries = 1000;
/** Series that wait for a search, at most: a search takes up to a second. */
const maxWaiting = 16;
/** A series that stays at risk is looked at again after this many horizons, and after these once it is an alert. */
const [againHorizons, againRaisedHorizons] = [3, 10];
/** The seconds between samples of a series that has too few to tell. */
const defaultIntervalSeconds = 1;
/** A single test that finds a sample odd is nothing to look for. */
const minAnomalyPercent = 40;
/** The maximum pause after a search, which is otherwise as long as the search was. */
const maxPauseSeconds = 1;
/** The precision of a time in epoch seconds, with room. */
const leastSeconds = 1e-6;

/** The last search for a series. */
interface Look {
  /** Epoch seconds of the newest sample. */
  readonly time: number;
  readonly isRaised: boolean;
}

/**
 * Looks which other series moved with one at risk, for its alert context: when the risk first rises, so that an alert
 * can name them, and again when the alert is raised. One search runs at a time, beside the rounds, and half of the
 * time at most.
 */
export class RelatedWatch {
  readonly #parts: RelatedWatchParts;
  readonly #looks = new WeakMap<PredictedSeries, Look>();
  /** Alerts come first. */
  #waiting: PredictedSeries[] = [];
  #running: Promise<void> | undefined;

  constructor(parts: RelatedWatchParts) {
    this.#parts = parts;
  }

  /** Settles when nobody waits for a search. */
  get settled(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  /** Takes a series whose values have been given; returns at once. */
  look(entry: PredictedSeries): void {
    const { series } = entry;
    const { state, riskPercent = 0 } = series;
    if (!state || riskPercent < minRiskPercent) return;
    const { time, anomaly } = state.prediction;
    const isRaised = isAlert(state);
    if (!isRaised && anomaly?.kind === 'anomaly' && anomaly.percent < minAnomalyPercent) return;
    const last = this.#looks.get(entry);
    const horizons = isRaised ? againRaisedHorizons : againHorizons;
    const isNew = !last || (isRaised && !last.isRaised);
    if (!isNew && Math.abs(time - last.time) < horizons * series.config.horizonSeconds) {
      if (!isRaised && last.isRaised) this.#looks.set(entry, { time: last.time, isRaised });
      return;
    }
    if (!this.#accepts(entry, isRaised)) return;
    this.#looks.set(entry, { time, isRaised });
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  #accepts(entry: PredictedSeries, isRaised: boolean): boolean {
    const others = this.#waiting.filter((one) => one !== entry);
    if (others.length >= maxWaiting) {
      if (isRaised && !this.#looks.has(entry))
        this.#relate(entry, unknownRelated('too many alerts at once', this.#parts.now()));
      return isRaised;
    }
    this.#waiting = isRaised ? [entry, ...others] : [...others, entry];
    return true;
  }

  async #run(): Promise<void> {
    const { monotonic, sleep } = this.#parts;
    for (let entry = this.#waiting.shift(); entry; entry = this.#waiting.shift()) {
      const start = monotonic();
      this.#relate(entry, await this.#search(entry));
      await sleep(Math.min(maxPauseSeconds, Math.max(0, monotonic() - start)));
    }
  }

  #relate({ series }: PredictedSeries, related: Related): void {
    this.#parts.contexts.relate(series, related);
  }

  async #search(entry: PredictedSeries): Promise<Related> {
    const { reader, names, typesDb } = this.#parts;
    const { series, source } = entry;
    const { horizonSeconds } = series.config;
    const to = source.newestTime + leastSeconds;
    const from = to - relatedPastSeconds(horizonSeconds, series.intervalSeconds ?? defaultIntervalSeconds);
    try {
      const samples = await this.#samplesOf(entry, from, to);
      const answer = await searchRelated(reader, names, {
        series: series.identifier,
        parts: source.names,
        samples,
        from,
        to,
        maxLagSeconds: horizonSeconds,
        isEveryHost: false,
        maxSeries,
      });
      return relatedOf(answer, (type, index) => nameOfSource(typesDb, type, index), source.newestTime);
    } catch (error) {
      if (error instanceof StoreError) return unknownRelated('Redis cannot be read', to);
      if (error instanceof SeriesError) return unknownRelated('its past cannot be read', to);
      throw error;
    }
  }

  async #samplesOf({ source }: PredictedSeries, from: number, to: number): Promise<Sample[]> {
    const { reader, now } = this.#parts;
    const samples: Sample[] = [];
    for await (const page of source.again().past(reader, from, to, now())) samples.push(...page);
    return samples;
  }
}
