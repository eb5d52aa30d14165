import type { Identifier } from '../../../plugins/collectd/identifier.ts';
import type { ValueList } from '../../../plugins/collectd/text-protocol.ts';
import type { PredictedState } from './condition.ts';

/** A risk from here on is an alert, as conf/collectd.conf.d/dma.conf has it. */
export const raisedPercent = 49.5;
/** A prediction that is older than this, in its own intervals and in seconds, is no longer fresh. */
const freshIntervals = 3;
const minFreshSeconds = 12;

interface Risk {
  readonly percent: number;
  readonly until: number;
}

/** The newest predictions and counters that `dma predict` gave to collectd. */
export class SeenPredictions {
  /** By type instance of `dma-self/gauge-...`. */
  readonly counted = new Map<string, number>();
  readonly #risks = new Map<string, Risk>();

  /** @param now seconds of a monotonic clock */
  take({ identifier, intervalSeconds, values }: ValueList, now: number): void {
    const { host, pluginInstance, type, typeInstance } = identifier;
    const value = values[0]!;
    if (pluginInstance === 'self' && type === 'gauge') this.counted.set(typeInstance!, value);
    if (!isRisk(identifier)) return;
    const until = now + Math.max(minFreshSeconds, freshIntervals * intervalSeconds);
    this.#risks.set(`${host} ${pluginInstance}`, { percent: value, until });
  }

  /** @param now seconds of the same clock */
  statesAt(now: number): ReadonlyMap<string, PredictedState> {
    const fresh = [...this.#risks].filter(([, { until }]) => until >= now);
    return new Map(fresh.map(([name, { percent }]) => [name, percent >= raisedPercent ? 'raised' : 'calm']));
  }
}

export function isRisk({ pluginInstance, type, typeInstance }: Identifier): boolean {
  return pluginInstance !== undefined && type === 'percent' && typeInstance === 'risk';
}
