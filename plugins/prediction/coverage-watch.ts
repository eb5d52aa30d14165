import { hostOf } from '../collectd/identifier.ts';
import type { Notification } from '../collectd/notification.ts';
import type { Config } from '../config/config.ts';
import { AbsenceFinder, type Absence } from '../coverage/absence.ts';
import { coverageOf, type Coverage, type TargetEvidence } from '../coverage/coverage.ts';
import { livingAbsences } from '../coverage/living-absences.ts';
import type { Reason } from '../coverage/reason.ts';
import { finish, forEachInSlices, finishInSlices, type SlicedWork } from '../process/sliced-work.ts';
import { FirstOkays } from '../self/first-okays.ts';
import type { Entry } from '../samples/entry.ts';
import type { SampleReader, SeriesIsolation } from '../samples/sample-reader.ts';
import type { SeriesCatalog } from './series-catalog.ts';
import { CoverageAlarm, type CoverageAlarmParts } from '../self/coverage-alarm.ts';
import type { OtherSeries } from '../self/raw-data-alarm.ts';
import { replacedSeries } from '../series/replaced-series.ts';
import type { SeriesSilence } from '../series/series-silence.ts';
import { SeriesStandings } from '../series/series-standing.ts';
import type { Outcome } from './target-matches.ts';
import { standingsOf } from './target-standings.ts';
import type { TargetSeries } from '../series/target-series.ts';

/** Seconds before a series that was no longer written is looked at again. */
const deadSeconds = 120;

export interface CoverageWatchParts extends CoverageAlarmParts {
  readonly config: Pick<Config, 'targets'>;
  readonly reader: Pick<SampleReader, 'newestEntry' | 'areNamesWhole'>;
  readonly isolation: SeriesIsolation;
  /** See {@link PredictorParts.breathe}. */
  readonly breathe?: (() => Promise<void>) | undefined;
  readonly catalog: Pick<
    SeriesCatalog,
    'looks' | 'names' | 'seriesOf' | 'isAlive' | 'isElsewhere' | 'isLoading'
  >;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
}

/** Judges which targets and hosts are predicted, from the catalogue and all names of the store, and tells it. */
export class CoverageWatch {
  readonly #parts: CoverageWatchParts;
  /** By target. */
  readonly #finders: ReadonlyMap<string, AbsenceFinder>;
  readonly #absences = new Map<string, readonly Absence[]>();
  /** Targets without series here that are the business of other shards. */
  readonly #elsewhere = new Set<string>();
  /** By name: monotonic seconds of the look that found no new sample. */
  readonly #dead = new Map<string, number>();
  /** Series whose plugin gives others in their place. */
  readonly #replaced = new Map<TargetSeries, Reason>();
  /** Series that could not be read, or whose predictions collectd would not take, and why. */
  readonly #faults = new WeakMap<TargetSeries, string>();
  readonly #okays: FirstOkays;
  readonly #alarm: CoverageAlarm;
  #coverage: Coverage = { targets: [], predicted: 0, wanted: [], blind: [] };
  #isNew = false;

  constructor(parts: CoverageWatchParts) {
    this.#parts = parts;
    this.#okays = new FirstOkays(parts.notify);
    this.#alarm = new CoverageAlarm(parts);
    const targets = Object.entries(parts.config.targets);
    this.#finders = new Map(
      targets.map(([target, config]) => {
        const others = targets.flatMap(([other, its]) => (other === target ? [] : its));
        return [target, new AbsenceFinder(config, others)];
      }),
    );
  }

  /**
   * Looks for living hosts without series, after the catalogue has been refreshed. Rejects as the reader does.
   *
   * @param series the catalogued ones
   */
  async refresh(series: readonly TargetSeries[]): Promise<void> {
    const { catalog, reader, isolation, breathe, monotonic } = this.#parts;
    const now = monotonic();
    const { looks, names } = catalog;
    const newestEntry = (name: string): Promise<Entry | undefined> =>
      isolation.run(name, () => reader.newestEntry(name));
    for (const [name, looked] of this.#dead) if (now - looked >= deadSeconds) this.#dead.delete(name);
    this.#replaced.clear();
    for (const { target, outcomes } of looks) {
      const finder = this.#finders.get(target)!;
      const question = { reader: { newestEntry }, finder, names, target, series, now, breathe };
      for (const [one, reason] of await replacedSeries(question)) this.#replaced.set(one, reason);
      const served = new Set<string>();
      const serve = ([name, outcome]: [string, Outcome]): void => {
        if (outcome !== 'gone') served.add(hostOf(name));
      };
      await finishInSlices(forEachInSlices(outcomes, serve), breathe);
      const absences = await livingAbsences({
        finder,
        names,
        served,
        isAlive: (name) => this.#isAlive(name),
        isDead: (name) => outcomes.get(name) === 'gone',
      });
      this.#absences.set(target, absences);
      if (served.size === 0 && (await catalog.isElsewhere(target))) this.#elsewhere.add(target);
      else this.#elsewhere.delete(target);
    }
    this.#isNew = true;
  }

  /** A series could not be read, or its predictions not be given to collectd. @param problem in one line */
  fault(series: TargetSeries, problem: string): void {
    this.#faults.set(series, problem);
  }

  /** A series has been read, and its predictions given to collectd. */
  recovered(series: TargetSeries): void {
    this.#faults.delete(series);
  }

  /** True for a series that gets no samples because its plugin gives others in its place: it is not silent. */
  isReplaced(series: TargetSeries): boolean {
    return this.#replaced.has(series);
  }

  /** Judges the present, once after each {@link refresh}. @param series the catalogued ones */
  judge(series: readonly TargetSeries[], silence: SeriesSilence): void {
    finish(this.judging(series, silence));
  }

  /** As {@link judge}. */
  *judging(series: readonly TargetSeries[], silence: SeriesSilence): SlicedWork<undefined> {
    if (!this.#isNew) return;
    const { catalog } = this.#parts;
    const standings = new SeriesStandings(silence, this.#faults, this.#replaced);
    const evidence: TargetEvidence[] = [];
    for (const look of catalog.looks) {
      const { target, config } = look;
      const seriesOf = (name: string): TargetSeries | undefined => catalog.seriesOf(target, name);
      const standing = yield* standingsOf(look, series, seriesOf, standings);
      const absences = this.#absences.get(target) ?? [];
      const isElsewhere = !this.#areNamesWhole || this.#elsewhere.has(target);
      evidence.push({ target, config, ...standing, absences, isElsewhere });
    }
    this.#coverage = coverageOf(evidence);
  }

  /** The number of series that are predicted, and of what should be and is not, at the last {@link judge}. */
  get counts(): { readonly predicted: number; readonly unpredicted: number } {
    return { predicted: this.#coverage.predicted, unpredicted: this.#coverage.wanted.length };
  }

  /** The series besides the catalogued ones, for the other alarms. */
  get others(): OtherSeries {
    const { wanted } = this.#coverage;
    const { config, catalog } = this.#parts;
    const isRequired = Object.entries(config.targets).some(
      ([target, { optional }]) => !optional && !this.#elsewhere.has(target),
    );
    return {
      isRequired,
      isElsewhere: !isRequired && this.#elsewhere.size > 0 && this.#areNamesWhole,
      isLoading: catalog.isLoading,
      areUnpredicted: wanted.some(({ host, reason }) => host !== undefined || reason.kind !== 'no-series'),
    };
  }

  /** Sends a notification of another alarm; its first OKAY is held back while nothing is predicted, and that untold. */
  readonly notify = (notification: Notification): void => this.#okays.notify(notification, this.#isBlind);

  /** False while the store itself cannot be read: it may hold series that nobody knows of. */
  get #areNamesWhole(): boolean {
    return this.#parts.reader.areNamesWhole ?? true;
  }

  get #isBlind(): boolean {
    return this.#coverage.predicted === 0 && !this.#alarm.isOn;
  }

  /**
   * Notifies of what was judged.
   *
   * @param series the catalogued ones
   * @param monotonicNow seconds of the monotonic clock
   */
  tell(series: readonly TargetSeries[], monotonicNow: number): void {
    // The alarm about raw data tells that there is nothing at all.
    if (this.#isNew && (series.length > 0 || this.others.areUnpredicted))
      this.#alarm.look(this.#coverage, monotonicNow, this.#areNamesWhole);
    if (!this.#isBlind) this.#okays.release();
    this.#isNew = false;
  }

  /** Nothing is left that should be predicted. */
  end(): void {
    this.#alarm.end();
    this.#okays.release();
    this.#isNew = false;
  }

  async #isAlive(name: string): Promise<boolean> {
    const { catalog, monotonic } = this.#parts;
    if (this.#dead.has(name)) return false;
    const isAlive = await catalog.isAlive(name);
    if (!isAlive) this.#dead.set(name, monotonic());
    return isAlive;
  }
}
