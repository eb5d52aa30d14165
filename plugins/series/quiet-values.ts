import { ownPlugin } from '../collectd/identifier.ts';
import type { ValueList } from '../collectd/text-protocol.ts';
import type { OutputNames } from './prediction-values.ts';

/** Seconds between two values. */
const quietSeconds = 60;

/** Values of a series of which it is only known that there is no alert: a risk of 0, once a minute. */
export class QuietValues {
  /** Epoch seconds. */
  #givenTime = Number.NEGATIVE_INFINITY;

  /** Gives the next one at once. */
  restart(): void {
    this.#givenTime = Number.NEGATIVE_INFINITY;
  }

  /**
   * @param series whose names are asked for when there is a value
   * @param time of the newest sample, in epoch seconds
   * @param intervalSeconds between two samples
   */
  next(series: { readonly names: OutputNames }, time: number, intervalSeconds: number): ValueList[] {
    // Times of samples vary a little.
    const earliest = this.#givenTime + quietSeconds - intervalSeconds / 2;
    // The clock may have been set back.
    if (time < earliest && time > this.#givenTime - quietSeconds) return [];
    this.#givenTime = time;
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
