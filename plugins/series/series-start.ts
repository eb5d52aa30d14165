import type { Detector } from '../../analysis/detector.ts';
import { findForecaster } from '../../analysis/forecasters/registry.ts';
import type { SeriesConfig, TargetConfig } from '../config/target-config.ts';
import type { Reason } from '../coverage/reason.ts';
import { sumReason } from '../coverage/series-reasons.ts';
import type { TransitionLog } from '../process/logger.ts';
import { pastHorizons, thinner, type Loading } from '../samples/past-loader.ts';
import { sumParts } from '../samples/related-series.ts';
import type { SampleReader } from '../samples/sample-reader.ts';
import type { SeriesClock } from '../samples/series-clock.ts';
import type { SetBack } from '../samples/source-ghosts.ts';
import { SeriesSource, type SeriesSourceOptions } from '../samples/series-source.ts';
import { SeriesWithCapacity } from '../samples/series-with-capacity.ts';
import type { NamedSeries, SeriesNames } from '../samples/series-names.ts';
import type { KnownCapacity } from '../samples/capacity-past.ts';
import { resourceName } from './prediction-values.ts';
import { TargetSeries } from './target-series.ts';
import type { TargetSeriesOptions } from './target-series-options.ts';
import type { TypeKnowledge } from './value-bounds.ts';

/** A series that a target's glob matches. */
export interface FoundSeries {
  readonly target: string;
  readonly config: TargetConfig;
  readonly identifier: NamedSeries;
  /** The text that the wildcards outside the host matched. */
  readonly captures: readonly string[];
}

/** A series whose horizon is known. */
export interface SeriesToPredict extends FoundSeries {
  readonly config: SeriesConfig;
}

/** The state of Redis when the series was found. */
export interface FoundAmong {
  readonly among: SeriesNames;
  /** Epoch seconds of the series' newest entry. */
  readonly newest: number;
  readonly capacity: KnownCapacity;
  /** Where the clock was set back, entries of later times than `after` are ignored, but for its `own`. */
  readonly setBack: SetBack | undefined;
  readonly clock: SeriesClock;
  /** See {@link TargetSeriesOptions.isScreened}. */
  readonly isScreened?: boolean;
}

export interface SeriesStartParts extends TypeKnowledge {
  readonly reader: SampleReader;
  readonly log: TransitionLog;
  /** By target. */
  readonly detectors: ReadonlyMap<string, Detector>;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
}

/** A series without a past, its samples, and the past that has to be read before it is predicted. */
export interface StartedSeries {
  readonly series: TargetSeries;
  readonly source: SeriesSource;
  readonly past: Pick<Loading, 'name' | 'horizonSeconds' | 'pages' | 'whole' | 'append'>;
}

/** The past that a committee reads: two seasons of a week. */
export const maxEnsembleSeconds = 14 * 86_400;

/** Makes a series without a past. */
export function newTargetSeries(
  { detectors, isNeverNegative, isCounter, now }: SeriesStartParts,
  found: SeriesToPredict,
  capacity: number,
  since: Required<Pick<TargetSeriesOptions, 'foundAt' | 'foundTime' | 'clock'>> &
    Pick<TargetSeriesOptions, 'isCapacityMoving' | 'isScreened'>,
): TargetSeries {
  const { target, config, identifier, captures } = found;
  // One by one: a spread takes as long as all the rest of a start.
  const options = {
    target,
    config,
    identifier,
    captures,
    foundAt: since.foundAt,
    foundTime: since.foundTime,
    clock: since.clock,
    isCapacityMoving: since.isCapacityMoving === true,
    isScreened: since.isScreened === true,
    capacity,
    forecaster: findForecaster(config.forecaster)!,
    detector: detectors.get(target),
    isNeverNegative,
    isCounter,
    now,
  };
  return new TargetSeries(options, found);
}

/** By data source, for all series that read it alone. */
const dataSourceLists: (readonly number[])[] = [];

function onlyDataSource(dataSource: number): readonly number[] {
  return (dataSourceLists[dataSource] ??= [dataSource]);
}

/** Starts a new series. Returns the reason, logged, while a part of its sum is missing; rejects as the reader does. */
export async function startSeries(
  start: SeriesStartParts,
  found: SeriesToPredict,
  { among, newest, capacity, setBack, clock, isScreened }: FoundAmong,
): Promise<StartedSeries | Reason> {
  const { reader, log, now, monotonic } = start;
  const { target, config, identifier } = found;
  const sumName = `target ${target}: the sum at ${identifier.name}`;
  const sum = log.subject(sumName, identifier.name);
  const parts = await sumParts(reader, config.addends, config.series, identifier, among);
  if (parts.kind === 'incomplete') {
    sum.failing(`is not known yet: ${parts.problem}`);
    return sumReason(parts.problem);
  }
  sum.recovered();
  const { horizonSeconds, dataSource } = config;
  const after = setBack?.after;
  const series = newTargetSeries(start, found, capacity.value, {
    isCapacityMoving: capacity.moving !== undefined,
    foundAt: monotonic(),
    // A clock may have been set back: then new samples are older.
    foundTime: Math.min(newest, after ?? newest, clock.ahead(now())),
    clock,
    // Entries from before a clock was set back are not read again.
    isScreened: isScreened === true && after === undefined,
  });
  const { resource, longResource } = resourceName(target, found.captures);
  if (longResource !== undefined)
    log
      .subject(`${identifier.name}: its name`, identifier.name)
      .failing(`is too long behind the target's, so its values are named ${resource}`);
  const read: SeriesSourceOptions = {
    names: [identifier.name, ...parts.names],
    dataSources: onlyDataSource(dataSource),
    ...(parts.names.length > 0 && { sumName }),
    setBack,
    clock,
    log,
  };
  const { moving } = capacity;
  const source = moving ? new SeriesWithCapacity(read, moving) : new SeriesSource(read);
  // The newest entry is left to the round, which gives its prediction to collectd, unless a clock left it behind.
  const end = after ?? Math.min(newest, clock.latest(now()));
  const thin = thinner(horizonSeconds, end);
  // A committee learns seasons from all that there is.
  const from = config.ensemble ? end - maxEnsembleSeconds : end - pastHorizons * horizonSeconds;
  return {
    series,
    source,
    past: {
      name: identifier.name,
      horizonSeconds,
      pages: source.past(reader, from, end, now()),
      whole: config.ensemble ? undefined : source.wholePast(from, end, now()),
      append: (samples) => series.append(config.ensemble ? samples : thin(samples)),
    },
  };
}
