import { ownPlugin } from '../collectd/identifier.ts';
import type { Output } from '../collectd/output.ts';
import type { ValueList } from '../collectd/text-protocol.ts';
import type { Shard } from '../samples/shard.ts';
import type { SlicedWork } from '../process/sliced-work.ts';
import {
  forecastScores,
  reportingSeries,
  targetReport,
  type NamedValue,
  type ReportingSeries,
} from './target-report.ts';
import type { TargetSeries } from '../series/target-series.ts';

/** Seconds between two reports. */
const reportSeconds = 10;

export interface SelfReportParts {
  readonly host: string;
  /** The part of the hosts that is predicted here (default: all). */
  readonly shard?: Shard | undefined;
  readonly output: Pick<Output, 'superseded'>;
  /** Gives a value to collectd. */
  readonly put: (list: ValueList) => void;
  /** Number of series that are read from collectd's cache (default: always 0). */
  readonly fromCache?: (() => number) | undefined;
  /** The number of series that are predicted, and of what should be and is not. */
  readonly coverage: () => Pick<PresentState, 'predicted' | 'unpredicted'>;
  /** Number of other dma predict that give the same values (default: always 0). */
  readonly duplicates?: (() => number) | undefined;
  /** Number of series that several writers write (default: always 0). */
  readonly mixed?: (() => number) | undefined;
  /** Number of entries that were left out (default: always 0). */
  readonly skipped?: (() => number) | undefined;
  /** Number of entries that came after newer ones (default: always 0). */
  readonly late?: (() => number) | undefined;
  /** Number of clocks that are wrong (default: always 0). */
  readonly wrongClocks?: (() => number) | undefined;
  /** Number of series that have entries from the future, which are left out (default: always 0). */
  readonly future?: (() => number) | undefined;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** Sums up rounds, and reports on the program itself every ten seconds. */
export class SelfReport {
  readonly #parts: SelfReportParts;
  /** Seconds of the monotonic clock; undefined before the first round. */
  #reported: number | undefined;
  #totals: RoundTotals = { rounds: 0, samples: 0, seconds: 0 };

  constructor(parts: SelfReportParts) {
    this.#parts = parts;
  }

  /** Counts one round. */
  count(samples: number, seconds: number): void {
    const totals = this.#totals;
    this.#totals = {
      rounds: totals.rounds + 1,
      samples: totals.samples + samples,
      seconds: totals.seconds + seconds,
    };
  }

  /**
   * Reports when that is due.
   *
   * @param stale number of series that get no new samples
   * @param monotonicNow seconds of the monotonic clock
   */
  *reporting(series: readonly TargetSeries[], stale: number, monotonicNow: number): SlicedWork<undefined> {
    if (this.#reported !== undefined && monotonicNow - this.#reported < reportSeconds) return;
    const isFirst = this.#reported === undefined;
    const { host, shard, output, now, put, ...counts } = this.#parts;
    if (!isFirst) {
      const state = {
        stale,
        fromCache: counts.fromCache?.() ?? 0,
        ...counts.coverage(),
        mixed: counts.mixed?.() ?? 0,
        duplicates: counts.duplicates?.() ?? 0,
        skipped: counts.skipped?.() ?? 0,
        late: counts.late?.() ?? 0,
        wrongClocks: counts.wrongClocks?.() ?? 0,
        future: counts.future?.() ?? 0,
        superseded: output.superseded,
        shard,
      };
      const reporting = yield* reportingSeries(series);
      for (const list of selfReport(host, now(), reporting, this.#totals, state)) put(list);
    }
    this.#reported = monotonicNow;
    this.#totals = { rounds: 0, samples: 0, seconds: 0 };
  }
}

/** Totals of the rounds since the last report. */
export interface RoundTotals {
  readonly rounds: number;
  readonly samples: number;
  /** Wall-clock seconds spent in rounds. */
  readonly seconds: number;
}

/** Counts at the time of the report. */
export interface PresentState {
  /** Series that get no new samples. */
  readonly stale: number;
  /** Series of which collectd has new samples and Redis does not. */
  readonly fromCache: number;
  /** Series that are predicted. */
  readonly predicted: number;
  /** Series, hosts and targets that should be predicted and are not. */
  readonly unpredicted: number;
  /** Series that several writers write. */
  readonly mixed: number;
  /** Other dma predict that give the same values. */
  readonly duplicates: number;
  /** Entries of these series that were left out because they have too few values. */
  readonly skipped: number;
  /** Entries of these series that were left out because they came after newer ones. */
  readonly late: number;
  /** Clocks that are wrong: of hosts, or 1 when it is ours. */
  readonly wrongClocks: number;
  /** Series that have entries from the future, which are left out. */
  readonly future: number;
  /** Value lists since the start that a newer one replaced before collectd took them; may include reports. */
  readonly superseded: number;
  /** The part of the hosts that is predicted here; undefined for all. */
  readonly shard?: Shard | undefined;
}

/**
 * Values of the program's own health, as `<host>/dma-self/...`:
 *
 * | value | meaning |
 * |---|---|
 * | `gauge-series` | series that are predicted |
 * | `gauge-stale` | series that get no new samples |
 * | `gauge-from_cache` | series that are read from collectd's cache, because Redis has nothing new |
 * | `gauge-unpredicted` | series, hosts without series, and targets without any, that should be predicted and are not |
 * | `gauge-mixed` | series that several writers write, such as two collectd with one Hostname |
 * | `gauge-duplicates` | other dma predict that give the same values, so that each alert comes twice |
 * | `gauge-skipped` | entries of these series that were left out, because they have too few values |
 * | `gauge-late` | entries of these series that were left out, because they came after newer ones |
 * | `gauge-wrong_clocks` | hosts whose clock is wrong; 1 when it is this machine's |
 * | `gauge-future` | series that have entries from the future in Redis, which are left out |
 * | `gauge-screened` | series of which it is only known that there is no alert |
 * | `gauge-abstentions` | series without a forecast, or without the verdict that alone judges their risk |
 * | `gauge-samples_per_second` | samples read |
 * | `duration-round` | mean seconds a round took |
 * | `gauge-shard`, `gauge-shards` | the number of this shard, from 0, and how many there are; absent without `--shard` |
 * | `gauge-superseded` | values since the start that a newer one replaced before collectd took them |
 * | `percent-forecast_error` | mean absolute error of past forecasts in % of the capacity, mean over the series |
 * | `percent-coverage` | share of values that fell within the forecast's interval, mean over the series |
 *
 * and, for each target that has series, the values of {@link targetReport}.
 *
 * @param time epoch seconds
 */
export function selfReport(
  host: string,
  time: number,
  { targets, screened }: ReportingSeries,
  totals: RoundTotals,
  {
    stale,
    fromCache,
    predicted,
    unpredicted,
    mixed,
    duplicates,
    skipped,
    late,
    wrongClocks,
    future,
    superseded,
    shard,
  }: PresentState,
): ValueList[] {
  const scored = [...targets.values()].flat();
  const { error, coverage } = forecastScores(scored);
  const values: NamedValue[] = [
    ['gauge', 'series', predicted],
    ['gauge', 'stale', stale],
    ['gauge', 'from_cache', fromCache],
    ['gauge', 'unpredicted', unpredicted],
    ['gauge', 'mixed', mixed],
    ['gauge', 'duplicates', duplicates],
    ['gauge', 'skipped', skipped],
    ['gauge', 'late', late],
    ['gauge', 'wrong_clocks', wrongClocks],
    ['gauge', 'future', future],
    ['gauge', 'screened', screened],
    ['gauge', 'abstentions', scored.filter((one) => one.abstention).length],
    ['gauge', 'samples_per_second', totals.samples / reportSeconds],
    ['duration', 'round', totals.rounds > 0 ? totals.seconds / totals.rounds : undefined],
    ['gauge', 'superseded', superseded],
    ['gauge', 'shard', shard?.index],
    ['gauge', 'shards', shard?.count],
    ['percent', 'forecast_error', error],
    ['percent', 'coverage', coverage],
  ];
  for (const [target, itsSeries] of targets) values.push(...targetReport(target, itsSeries));
  return values.flatMap(([type, typeInstance, value]) =>
    value === undefined
      ? []
      : {
          identifier: { host, plugin: ownPlugin, pluginInstance: 'self', type, typeInstance },
          time,
          intervalSeconds: reportSeconds,
          values: [value],
        },
  );
}
