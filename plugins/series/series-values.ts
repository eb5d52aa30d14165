import type { SeriesConfig } from '../config/target-config.ts';
import { ownPlugin } from '../collectd/identifier.ts';
import type { ValueList } from '../collectd/text-protocol.ts';
import { horizonValue, predictionValues, type OutputNames, type SeriesState } from './prediction-values.ts';

/** Seconds between two values of a screened series. */
const quietSeconds = 60;

/** The part of a series that its values are made of. */
export interface ValuedSeries {
  readonly names: OutputNames;
  readonly config: Pick<SeriesConfig, 'horizonSeconds' | 'chosenHorizon'>;
  /** Undefined before the first sample, and while the series is screened. */
  readonly state: SeriesState | undefined;
  /** Its `full` is undefined while it is screened. */
  readonly prediction: { readonly full: object | undefined };
  /** Epoch seconds of the newest sample by our clock; undefined before the first. */
  readonly time: number | undefined;
}

/** The values of one series that are given to collectd. */
export class SeriesValues {
  /** Epoch seconds of the newest value of a screened series. */
  #quietTime = Number.NEGATIVE_INFINITY;

  /** Gives the next one of a screened series at once. */
  restart(): void {
    this.#quietTime = Number.NEGATIVE_INFINITY;
  }

  /** The values of the present state. @param intervalSeconds seconds until the next ones */
  next(series: ValuedSeries, intervalSeconds: number): ValueList[] {
    const lists = this.#lists(series, intervalSeconds);
    const [first] = lists;
    const { chosenHorizon, horizonSeconds } = series.config;
    if (!first || chosenHorizon === undefined) return lists;
    return [...lists, horizonValue(series.names, first, horizonSeconds)];
  }

  #lists(series: ValuedSeries, intervalSeconds: number): ValueList[] {
    const { state, prediction, time } = series;
    // The names are made when they are asked for, and seldom needed.
    if (state) return predictionValues(series.names, state, intervalSeconds);
    return !prediction.full && time !== undefined ? this.#quietValues(series, time, intervalSeconds) : [];
  }

  /** Of a series of which it is only known that there is no alert: a risk of 0, once a minute. */
  #quietValues(series: ValuedSeries, time: number, intervalSeconds: number): ValueList[] {
    // Times of samples vary a little.
    const earliest = this.#quietTime + quietSeconds - intervalSeconds / 2;
    // The clock may have been set back.
    if (time < earliest && time > this.#quietTime - quietSeconds) return [];
    this.#quietTime = time;
    const { host, resource } = series.names;
    const names = {
      host,
      plugin: ownPlugin,
      pluginInstance: resource,
      type: 'percent',
      typeInstance: 'risk',
    };
    return [
      { identifier: names, time, intervalSeconds: Math.max(quietSeconds, intervalSeconds), values: [0] },
    ];
  }
}
