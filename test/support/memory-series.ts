import { linear } from '../../analysis/forecasters/linear.ts';
import type { Sample } from '../../analysis/window.ts';
import type { SeriesConfig } from '../../plugins/config/target-config.ts';
import { SeriesSource } from '../../plugins/samples/series-source.ts';
import { readName } from '../../plugins/samples/series-names.ts';
import { PredictedSeries } from '../../plugins/series/predicted-series.ts';
import { TargetSeries } from '../../plugins/series/target-series.ts';
import type { TargetSeriesOptions } from '../../plugins/series/target-series-options.ts';
import { memoryTarget } from './memory-target.ts';
import { recordedLog } from './recorded-log.ts';

const targets = new Map<string, SeriesConfig>();

/** The target, read once: a test may have hundreds of series. */
function targetOf(options: string): SeriesConfig {
  const target = targets.get(options) ?? memoryTarget(options);
  targets.set(options, target);
  return target;
}

/** A series of the target `memory` with a capacity of 1000, so that its limit is 900. @param options of the target */
export function memorySeries(
  name = 'web1/memory/memory-used',
  options = '',
  more: Partial<TargetSeriesOptions> = {},
): TargetSeries {
  return new TargetSeries({
    target: 'memory',
    config: targetOf(options),
    forecaster: linear,
    detector: undefined,
    identifier: readName(name),
    captures: [],
    capacity: 1000,
    ...more,
  });
}

/** The same with a source that has read nothing. */
export function predictedMemory(series = memorySeries(), options = ''): PredictedSeries {
  const { target, identifier, clock, name } = series;
  const source = new SeriesSource({ names: [name], dataSources: [0], clock, log: recordedLog().log });
  return new PredictedSeries({ target, identifier, config: targetOf(options), captures: [] }, series, source);
}

/** Values of the seconds after `start`, one a second. */
export function everySecond(start: number, values: readonly number[]): Sample[] {
  return values.map((value, second) => ({ time: start + second, value }));
}

/** A series that shows these properties, whatever its samples. */
export function seriesWith(name: string, fields: Partial<TargetSeries>): TargetSeries {
  return Object.defineProperties(memorySeries(name), Object.getOwnPropertyDescriptors(fields));
}
