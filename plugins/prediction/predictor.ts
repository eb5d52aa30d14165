import type { ValueList } from '../collectd/text-protocol.ts';
import { SeriesIsolation } from '../samples/sample-reader.ts';
import { ClockAlarm } from '../self/clock-alarm.ts';
import { ClockSetBack } from '../series/clock-set-back.ts';
import { CoverageWatch } from './coverage-watch.ts';
import { DueSeries } from './due-series.ts';
import { EndedAlerts } from './ended-alerts.ts';
import { DuplicateAlarm } from '../self/duplicate-alarm.ts';
import { MixedAlarm } from '../self/mixed-alarm.ts';
import type { PredictorParts } from './predictor-parts.ts';
import type { PredictedSeries } from '../series/predicted-series.ts';
import { RawDataAlarm } from '../self/raw-data-alarm.ts';
import { discoverSeconds, isFleet, lookSeconds } from './fleet-pacing.ts';
import { secondsToNextRound } from './round-pacing.ts';
import { SeriesAdvance } from './series-advance.ts';
import { SelfReport } from '../self/self-report.ts';
import { SeriesCatalog } from './series-catalog.ts';
import { countingSeries, noSeries } from './series-counts.ts';
import { StartProgress } from './start-progress.ts';
import { silenceIn } from '../series/series-silence.ts';
import { SilenceWitness } from '../self/silence-witness.ts';
import { StaleAlarm } from '../self/stale-alarm.ts';
import { finishInSlices } from '../process/sliced-work.ts';
import { SeriesComplaints } from '../series/series-complaints.ts';
import type { TargetSeries } from '../series/target-series.ts';
import type { KnownSetBack } from '../series/set-back-watch.ts';
import { WriterWatch } from '../series/writer-watch.ts';

/** Runs rounds: reads new samples, predicts, and gives the predictions to collectd. */
export class Predictor {
  readonly #parts: PredictorParts;
  readonly #isolation: SeriesIsolation;
  readonly #catalog: SeriesCatalog;
  readonly #complaints: SeriesComplaints;
  readonly #clockSetBack: ClockSetBack;
  readonly #alarm: RawDataAlarm;
  readonly #staleAlarm: StaleAlarm;
  readonly #writerWatch: WriterWatch;
  readonly #mixedAlarm: MixedAlarm;
  readonly #duplicateAlarm: DuplicateAlarm;
  readonly #clockAlarm: ClockAlarm;
  readonly #coverage: CoverageWatch;
  readonly #selfReport: SelfReport;
  readonly #due: DueSeries;
  readonly #progress: StartProgress;
  readonly #advance: SeriesAdvance;
  readonly #endedAlerts: EndedAlerts;
  #roundEnded = Number.NEGATIVE_INFINITY;
  #discovered = Number.NEGATIVE_INFINITY;
  /** The last look at all series, and its monotonic seconds. */
  #looked = Number.NEGATIVE_INFINITY;
  #counts = noSeries;

  constructor(parts: PredictorParts) {
    this.#parts = parts;
    const isolation = (this.#isolation = new SeriesIsolation(parts.log));
    const { log, contexts, output } = parts;
    const { roundSeconds } = parts.config;
    const members = (this.#due = new DueSeries(roundSeconds));
    this.#progress = new StartProgress(parts);
    // Redis may no longer hold the samples of that time.
    const onLoaded = (series: TargetSeries): void => {
      if (contexts?.wasExhausted(series, parts.now())) series.recallExhaustion();
    };
    this.#endedAlerts = new EndedAlerts(parts);
    const onForgotten = this.#endedAlerts.forget.bind(this.#endedAlerts);
    const onUnknown = this.#endedAlerts.endUnknown.bind(this.#endedAlerts);
    this.#catalog = new SeriesCatalog({ ...parts, isolation, members, onLoaded, onForgotten, onUnknown });
    this.#complaints = new SeriesComplaints(log);
    this.#clockSetBack = new ClockSetBack({ ...parts, roundSeconds });
    this.#coverage = new CoverageWatch({
      ...parts,
      notify: output.putNotification.bind(output),
      catalog: this.#catalog,
      isolation,
    });
    const { notify } = this.#coverage;
    const secondsBehind = this.#clockSetBack.secondsBehind.bind(this.#clockSetBack);
    const witness = new SilenceWitness({ ...parts, secondsBehind });
    this.#alarm = new RawDataAlarm({ ...parts, roundSeconds, notify, witness });
    this.#staleAlarm = new StaleAlarm({ ...parts, notify, witness });
    const stored = parts.stored ?? parts.reader;
    this.#duplicateAlarm = new DuplicateAlarm({ ...parts, stored, notify });
    this.#writerWatch = new WriterWatch({
      ...parts,
      stored,
      isolation,
      roundSeconds,
      capacityAround: (found, at) => this.#catalog.capacityAround(found, at),
      onSetBack: (entry, known) => this.#restart(entry, known),
    });
    this.#advance = new SeriesAdvance({
      ...parts,
      isolation,
      complaints: this.#complaints,
      clockSetBack: this.#clockSetBack,
      writerWatch: this.#writerWatch,
      due: this.#due,
      coverage: this.#coverage,
      related: parts.watchRelated?.(this.#catalog.names),
      put: (list) => this.#put(list),
      restart: (entry) => this.#restart(entry),
      refreshCapacity: (entry) => this.#catalog.refreshCapacity(entry),
    });
    this.#mixedAlarm = new MixedAlarm({ ...parts, notify });
    this.#clockAlarm = new ClockAlarm({ ...parts, notify });
    this.#selfReport = new SelfReport({
      ...parts,
      put: (list) => this.#put(list),
      duplicates: () => this.#duplicateAlarm.count,
      mixed: () => this.#counts.mixed.length,
      coverage: () => this.#coverage.counts,
      skipped: () => this.#counts.skipped,
      late: () => this.#counts.late,
      wrongClocks: () => this.#clockAlarm.wrongCount,
      future: () => this.#counts.future,
    });
  }

  get series(): readonly TargetSeries[] {
    return this.#catalog.entries.map(({ series }) => series);
  }

  /** Takes the series of another predictor, as far as their targets have stayed as they are. */
  adopt(other: Predictor, isSame: (target: string) => boolean): void {
    this.#due.follow(other.#due);
    this.#catalog.adopt(other.#catalog, isSame);
    this.#endedAlerts.leave(other.series.filter(({ target }) => !isSame(target)));
    this.#roundEnded = other.#roundEnded;
  }

  /** Gives predictions from new samples to collectd. Rejects when Redis cannot be read: the next round catches up. */
  async round(): Promise<void> {
    const { breathe, monotonic } = this.#parts;
    const start = monotonic();
    const trouble = await this.#catalogue(start);
    await this.#endVanished();
    this.#parts.reader.quietUntil?.(this.#roundEnded);
    let samples = 0;
    let due = await finishInSlices(this.#due.finding(start), breathe);
    for (; due.length > 0; due = this.#due.takeWoken())
      samples += await this.#advance.all(due, this.#roundEnded);
    this.#roundEnded = monotonic();
    this.#selfReport.count(samples, this.#roundEnded - start);
    if (start - this.#looked >= lookSeconds(this.#catalog.entries.length)) {
      this.#looked = start;
      await this.#tellSilence(start);
    }
    if (trouble !== undefined) throw trouble;
  }

  async #tellSilence(start: number): Promise<void> {
    const { config, breathe, now } = this.#parts;
    const counting = countingSeries(this.#catalog.entries, (one) => this.#coverage.isReplaced(one));
    this.#counts = await finishInSlices(counting, breathe);
    const { all, current: series, mixed } = this.#counts;
    const present = { monotonicNow: start, now: now() };
    const silence = await finishInSlices(silenceIn(series, present, config.roundSeconds), breathe);
    if (this.#parts.reader.isReadable !== false) this.#complaints.lookAtSilence(series, silence);
    await finishInSlices(this.#clockAlarm.looking(series, start), breathe);
    await finishInSlices(this.#coverage.judging(all, silence), breathe);
    const rawData = await this.#alarm.look(series, start, this.#coverage.others);
    if (rawData === 'nothing')
      for (const one of [this.#staleAlarm, this.#mixedAlarm, this.#clockAlarm, this.#coverage]) one.end();
    // One alarm for one cause.
    else if (rawData !== 'nowhere') {
      await this.#staleAlarm.look(series, silence, start);
      this.#mixedAlarm.look(this.#catalog.entries, start, mixed);
      this.#coverage.tell(series, start);
      if (rawData !== undefined) await this.#duplicateAlarm.look(this.#catalog.reports, start);
    }
    const { stale, unheard } = silence;
    await finishInSlices(this.#selfReport.reporting(series, stale.length + unheard.length, start), breathe);
  }

  /** Seconds from `now` (epoch seconds) to the next round; see {@link secondsToNextRound}. */
  pauseSeconds(now: number): number {
    const { roundSeconds } = this.#parts.config;
    const { isLoading, entries } = this.#catalog;
    if (isFleet(entries.length)) return isLoading ? 0 : roundSeconds;
    return secondsToNextRound(isLoading ? [] : this.series, roundSeconds, isLoading, now);
  }

  /** Returns the error that interrupted it: series that are known already go on regardless. */
  async #catalogue(start: number): Promise<unknown> {
    try {
      if (start - this.#discovered >= discoverSeconds(this.#catalog.entries.length, this.#parts.shard)) {
        if (await this.#catalog.refresh()) {
          await this.#coverage.refresh(this.series);
          this.#discovered = start;
        }
      }
      await this.#catalog.load();
      this.#progress.look(this.#catalog.entries.length, this.#catalog.foundCount, this.#catalog.isLoading);
      await this.#writerWatch.look(this.#catalog.entries, start);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** Ends the alerts of series that were at risk in an earlier process, and are gone. */
  async #endVanished(): Promise<void> {
    // Before the names are read, nothing is predicted yet.
    if (this.#discovered === Number.NEGATIVE_INFINITY || this.#catalog.isLoading) return;
    this.#endedAlerts.endLeft(this.#catalog.looks);
    await this.#endedAlerts.endVanished(() => this.series, this.#isolation);
  }

  #restart(entry: PredictedSeries, known?: KnownSetBack): void {
    if (!this.#catalog.restart(entry, known)) return;
    if (known) this.#clockSetBack.tell(entry, known);
    this.#discovered = Number.NEGATIVE_INFINITY;
  }

  #put(list: ValueList): void {
    if (this.#duplicateAlarm.takes(list)) this.#parts.output.putValues(list);
  }
}
