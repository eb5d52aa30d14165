import { formatIdentifier } from '../collectd/identifier.ts';
import type { ValueList } from '../collectd/text-protocol.ts';
import type { ScrapedSample } from './exposition.ts';
import { podPart } from './pod-part.ts';
import { scrapedName } from './scraped-name.ts';

/** A sample with a time of its own is stale after this many seconds, as for Prometheus. */
const maxAgeSeconds = 300;

export interface ScrapedValuesOptions {
  readonly host: string;
  /** See {@link scrapedName}. */
  readonly labels: readonly string[];
  readonly maxSeries: number;
  readonly intervalSeconds: number;
}

/** The values of one page, and what was left out. */
export interface PageValues {
  readonly lists: readonly ValueList[];
  /** Samples whose name another one of the page has, but for sandboxes that have the name of their pod. */
  readonly repeated: number;
  /** Series beyond the maximum. */
  readonly beyond: number;
}

interface TimedValue {
  readonly time: number;
  readonly value: number;
}

/** Makes values of collectd from one page after another: levels as they are, counts as rates a second. */
export class ScrapedValues {
  readonly #options: ScrapedValuesOptions;
  /** By name of the series; those of the last page. */
  #last = new Map<string, TimedValue>();

  constructor(options: ScrapedValuesOptions) {
    this.#options = options;
  }

  /**
   * The values of a page. A sample is given once; one that is older than five minutes, infinite, without the labels
   * that are asked for, or the first of a count has none.
   *
   * @param now epoch seconds when it was asked for: the time of samples that have none
   */
  of(samples: readonly ScrapedSample[], now: number): PageValues {
    const { host, labels, maxSeries, intervalSeconds } = this.#options;
    const present = new Map<string, TimedValue>();
    const pods = new Set<string>();
    const lists: ValueList[] = [];
    let [repeated, beyond] = [0, 0];
    for (const sample of samples) {
      const { value, kind, time = now } = sample;
      if (!Number.isFinite(value) || time < now - maxAgeSeconds) continue;
      const identifier = scrapedName(sample, host, labels);
      if (!identifier) continue;
      const name = formatIdentifier(identifier);
      const part = podPart(sample);
      if (present.has(name)) repeated += part === 'sandbox' && pods.has(name) ? 0 : 1;
      else if (present.size >= maxSeries) beyond++;
      else {
        const last = this.#last.get(name);
        const isNew = last === undefined || time > last.time;
        present.set(name, isNew ? { time, value } : last);
        if (part === 'pod') pods.add(name);
        const given = kind === 'level' ? value : rateOf(last, { time, value });
        if (isNew && given !== undefined) lists.push({ identifier, time, intervalSeconds, values: [given] });
      }
    }
    this.#last = present;
    return { lists, repeated, beyond };
  }
}

/** Undefined for a first value, and where the count has started again. */
function rateOf(last: TimedValue | undefined, { time, value }: TimedValue): number | undefined {
  if (last === undefined || time <= last.time || value < last.value) return undefined;
  return (value - last.value) / (time - last.time);
}
