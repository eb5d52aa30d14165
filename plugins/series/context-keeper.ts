import type { Related } from '../../notifiers/event/alert-event.ts';
import { exhaustedPercent } from '../../analysis/risk/risk-percent.ts';
import type { CulpritWatch } from '../alert-context/culprits-watch.ts';
import type { SeriesState } from './prediction-values.ts';
import { contextOfSeries } from './series-context.ts';
import type { ContextFiles } from '../alert-context/context-files.ts';
import { minRiskPercent, validSeconds, type VanishedResource } from '../alert-context/alert-context.ts';
import type { SeriesConfig } from '../config/target-config.ts';
import type { TargetSeries } from './target-series.ts';

/**
 * Interval between two writes of a file while nothing changes that collectd would notify of, in horizons; at least a
 * second.
 */
const writeHorizons = 1 / 30;
const minWriteSeconds = 1;
/** Seconds between two searches for files of series that are no longer predicted. */
const tidySeconds = 300;
/** Which others moved with a series is told of an alert that begins within this many horizons. */
const freshHorizons = 4;

/** The part of a series that its alert context is made from. */
export type SeriesAtHand = Pick<TargetSeries, 'target' | 'identifier' | 'names' | 'riskPercent' | 'state'>;

/** A series that has a file. */
interface Followed {
  /** Epoch seconds of the samples at which the risk was last high enough, and the file was last written. */
  riskTime: number;
  writtenTime: number;
  /** Raised or a failure: a change makes collectd notify. */
  stage: string;
  isRaised: boolean;
  /** The series that moved with it; undefined until they have been looked for. */
  related: Related | undefined;
}

/** Keeps the alert contexts of series at risk up to date; `dma deliver` adds them to events. */
export class ContextKeeper {
  readonly #files: ContextFiles;
  readonly #watch: CulpritWatch;
  /** By target and identifier. */
  readonly #followed = new Map<string, Followed>();
  #tidied = Number.NEGATIVE_INFINITY;

  constructor(files: ContextFiles, watch: CulpritWatch) {
    this.#files = files;
    this.#watch = watch;
  }

  /**
   * Removes files of series that are no longer predicted, every five minutes.
   *
   * @param predicted the series that are predicted
   * @returns the series that were at risk, and have not been heard of since
   */
  tidy(now: number, predicted: () => readonly Pick<SeriesAtHand, 'names'>[]): readonly VanishedResource[] {
    if (Math.abs(now - this.#tidied) < tidySeconds) return [];
    this.#tidied = now;
    return this.#files.tidy(
      now,
      predicted().map(({ names }) => names),
    );
  }

  /** True when the series has been at risk of late. */
  isFollowed({ target, identifier }: SeriesAtHand): boolean {
    // Nearly always nobody is, and a text would be made for each sample.
    return this.#followed.size > 0 && this.#followed.has(`${target} ${identifier.name}`);
  }

  /** True for a series that is at risk, or has been of late: {@link note} has something to do. */
  concerns(series: SeriesAtHand): boolean {
    return (series.riskPercent ?? 0) >= minRiskPercent || this.isFollowed(series);
  }

  /**
   * Writes the alert context of a series after its newest sample. To be called before collectd is told, so that the
   * context is there when collectd notifies. Costs nothing for series without a risk.
   */
  async note(series: SeriesAtHand, config: SeriesConfig): Promise<void> {
    const { target, identifier } = series;
    const key = `${target} ${identifier.name}`;
    const followed = this.#followed.get(key);
    const isAtRisk = (series.riskPercent ?? 0) >= minRiskPercent;
    const state = isAtRisk || followed ? series.state : undefined;
    if (!state) return;
    const { horizonSeconds } = config;
    const { time, value } = state.prediction;
    const watched = { target, identifier, horizonSeconds };
    // The end of an alert may be the end of a process.
    if (isAtRisk || followed?.isRaised)
      await this.#watch.look(watched, config.limitSide === 'lower' ? -value : value);
    else if (followed && Math.abs(time - followed.riskTime) > validSeconds(config)) {
      this.forget(series, config);
      return;
    }
    const stage = stageOf(state);
    const isRaised = isAlert(state);
    const writeSeconds = Math.max(minWriteSeconds, writeHorizons * horizonSeconds);
    // The clock may have been set back.
    const isDue = followed?.stage !== stage || Math.abs(time - followed.writtenTime) >= writeSeconds;
    this.#followed.set(key, {
      riskTime: isAtRisk ? time : followed!.riskTime,
      writtenTime: isDue ? time : followed.writtenTime,
      stage,
      isRaised,
      related: isRaised && !followed?.isRaised ? freshOf(followed?.related, time, config) : followed?.related,
    });
    if (isDue) this.#write(series, config, state, isAtRisk);
  }

  /** Adds to the alert context of a series which others moved with it. */
  relate(series: SeriesAtHand & { readonly config: SeriesConfig }, related: Related): void {
    const followed = this.#followed.get(`${series.target} ${series.identifier.name}`);
    const { state, config } = series;
    if (!followed || !state) return;
    followed.related = related;
    this.#write(series, config, state, (series.riskPercent ?? 0) >= minRiskPercent);
  }

  #write(series: SeriesAtHand, config: SeriesConfig, state: SeriesState, isAtRisk: boolean): void {
    const { target, identifier } = series;
    const watched = { target, identifier, horizonSeconds: config.horizonSeconds };
    const { isRaised, related } = this.#followed.get(`${target} ${identifier.name}`)!;
    const culprits = isAtRisk ? this.#watch.culprits(watched) : [];
    const { host, resource } = series.names;
    const ended = isRaised ? [] : this.#watch.ended(watched);
    this.#files.write(host, resource, {
      ...contextOfSeries(identifier, config, state, culprits),
      ...(ended.length > 0 && { ended }),
      ...(related && { related }),
    });
  }

  /** True when an earlier process, which ended shortly before `now` (epoch seconds), saw the limit reached. */
  wasExhausted({ names }: Pick<SeriesAtHand, 'names'>, now: number): boolean {
    return this.#files.read(names.host, names.resource, now)?.riskPercent === exhaustedPercent;
  }

  /** Removes the file of a series and its record of processes. */
  forget({ target, identifier, names }: SeriesAtHand, { horizonSeconds }: SeriesConfig): void {
    if (!this.#followed.delete(`${target} ${identifier.name}`)) return;
    this.#watch.forget({ target, identifier, horizonSeconds });
    this.#files.remove(names.host, names.resource);
  }

  /** Removes the file that an earlier process has left of a series. */
  removeEarlier({ names }: Pick<SeriesAtHand, 'names'>): void {
    this.#files.remove(names.host, names.resource);
  }
}

/** True while an alert is raised. */
export function isAlert({ prediction: { risk, anomaly } }: SeriesState): boolean {
  return anomaly?.kind === 'anomaly' ? anomaly.raised : risk.kind === 'risk' && risk.raised;
}

function freshOf(
  related: Related | undefined,
  time: number,
  { horizonSeconds }: SeriesConfig,
): Related | undefined {
  return related && Math.abs(time - related.time) <= freshHorizons * horizonSeconds ? related : undefined;
}

function stageOf({ prediction: { risk, anomaly } }: SeriesState): string {
  if (anomaly?.kind === 'anomaly') return `raised ${anomaly.raised}`;
  if (risk.kind !== 'risk') return 'unknown';
  return `raised ${risk.raised} failure ${risk.percent === exhaustedPercent}`;
}
