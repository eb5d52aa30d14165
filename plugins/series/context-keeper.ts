import type { AlertContext, Culprit } from '../../notifiers/event/alert-event.ts';
import { anomalyTests } from '../../analysis/detectors/ensemble/registry.ts';
import { exhaustedPercent } from '../../analysis/risk/risk-percent.ts';
import type { Prediction } from '../../analysis/series-predictor.ts';
import type { CulpritWatch } from '../alert-context/culprits-watch.ts';
import type { Identifier } from '../collectd/identifier.ts';
import { unitOf } from '../collectd/types-db.ts';
import type { PredictedValue, SeriesState } from './prediction-values.ts';
import { boundedForecast } from './value-bounds.ts';
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
    return this.#followed.has(`${target} ${identifier.name}`);
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
    const { risk, anomaly } = state.prediction;
    const isRaised = anomaly?.kind === 'anomaly' ? anomaly.raised : risk.kind === 'risk' && risk.raised;
    const writeSeconds = Math.max(minWriteSeconds, writeHorizons * horizonSeconds);
    // The clock may have been set back.
    const isDue = followed?.stage !== stage || Math.abs(time - followed.writtenTime) >= writeSeconds;
    this.#followed.set(key, {
      riskTime: isAtRisk ? time : followed!.riskTime,
      writtenTime: isDue ? time : followed.writtenTime,
      stage,
      isRaised,
    });
    if (!isDue) return;
    const culprits = isAtRisk ? this.#watch.culprits(watched) : [];
    const { host, resource } = series.names;
    const ended = isRaised ? [] : this.#watch.ended(watched);
    const context = contextOfSeries(identifier, config, state, culprits);
    this.#files.write(host, resource, ended.length > 0 ? { ...context, ended } : context);
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
}

function stageOf({ prediction: { risk, anomaly } }: SeriesState): string {
  if (anomaly?.kind === 'anomaly') return `raised ${anomaly.raised}`;
  if (risk.kind !== 'risk') return 'unknown';
  return `raised ${risk.raised} failure ${risk.percent === exhaustedPercent}`;
}

/** Makes the alert context of a series as it goes with an event. Unknown values are left out. */
export function contextOfSeries(
  identifier: Pick<Identifier, 'type'>,
  { horizonSeconds, limitSide }: Pick<SeriesConfig, 'horizonSeconds' | 'limitSide'>,
  state: SeriesState,
  culprits: readonly Culprit[],
): AlertContext {
  const { exhaustion, reachedTime } = state;
  const { time, risk } = state.prediction;
  return {
    time,
    ...amountsOf(identifier, state),
    limitSide,
    horizonSeconds,
    ...(risk.kind === 'risk' && { riskPercent: risk.percent }),
    ...anomalyOf(state.prediction),
    ...evidenceOf(state.prediction),
    ...(reachedTime !== undefined && { reachedTime }),
    ...(exhaustion && {
      exhaustion: {
        ...(exhaustion.seconds !== undefined && { seconds: exhaustion.seconds }),
        earliest: exhaustion.earliest,
        ...(exhaustion.latest !== undefined && { latest: exhaustion.latest }),
      },
    }),
    culprits,
  };
}

function anomalyOf({ anomaly }: Prediction): Pick<AlertContext, 'anomaly'> {
  if (anomaly?.kind !== 'anomaly') return {};
  const { percent, tests } = anomaly;
  return { anomaly: { percent, of: anomalyTests.length, tests } };
}

function evidenceOf({ climb, verdict }: Prediction): Pick<AlertContext, 'evidence'> {
  if (!climb) return {};
  return { evidence: { ...climb, ...(verdict?.kind === 'verdict' && { abnormal: verdict.abnormal }) } };
}

type Amounts = Pick<AlertContext, 'value' | 'limit' | 'unit' | 'capacity' | 'forecast'>;

/** The amounts in the unit of the series; where its capacity moves, as percents of it. */
function amountsOf(
  identifier: Pick<Identifier, 'type'>,
  { prediction, predicted, capacity }: SeriesState,
): Amounts {
  const { value, limit, share } = prediction;
  if (share)
    return {
      value: share.value,
      limit: share.limit,
      unit: 'percent',
      capacity: 100,
      ...forecastOf(share.forecast, boundedForecast(share.forecast, 0, 100)),
    };
  return {
    value,
    ...(Number.isFinite(limit) && { limit }),
    unit: unitOf(identifier),
    ...(Number.isFinite(capacity) && { capacity }),
    ...forecastOf(prediction.forecast, predicted),
  };
}

function forecastOf(
  forecast: Prediction['forecast'],
  predicted: PredictedValue | undefined,
): Pick<Amounts, 'forecast'> {
  if (forecast.kind !== 'forecast' || predicted === undefined) return {};
  const { value, lower, upper } = predicted;
  return { forecast: { predicted: value, lower, upper, level: forecast.level } };
}
