import { describeAbstention, type Abstention } from '../../analysis/forecast.ts';
import type { Sample } from '../../analysis/window.ts';
import type { LogSubject, TransitionLog } from '../process/logger.ts';
import { unitOf } from '../collectd/types-db.ts';
import { capacityMisfit } from './capacity-fit.ts';
import type { SeriesSilence } from './series-silence.ts';
import type { TargetSeries } from './target-series.ts';

/** Of more silent series, none is named: hosts that go by the thousand would fill the log. */
const maxSilent = 100;
const nobody = { stale: [], ended: [] };
/** The reasons of a series that is new: it has to wait, and what it waits for changes with each sample. */
const newSeriesReasons: ReadonlySet<Abstention['reason']> = new Set(['too-few-samples', 'too-short-a-past']);

/** Logs when a series falls silent or cannot be forecast, and when it recovers. */
export class SeriesComplaints {
  readonly #log: TransitionLog;
  /** Names of the series that were said to be silent. */
  #silent: ReadonlySet<string> = new Set();

  constructor(log: TransitionLog) {
    this.#log = log;
  }

  /** Compares the forecast of a series with what was last logged of it. */
  look({ name, abstention }: TargetSeries): void {
    const isPossible = !abstention || newSeriesReasons.has(abstention.reason);
    if (isPossible && !this.#log.hasFailing(name)) return;
    const forecast = this.#log.subject(`${name}: forecast`, name);
    if (isPossible) forecast.recovered();
    else forecast.failing(`is not possible: ${describeAbstention(abstention)}`);
  }

  /** Compares the newest of new samples with the lower bound of its series. */
  lookAtValues({ name, minimum }: TargetSeries, samples: readonly Sample[]): void {
    const value = samples.at(-1)?.value ?? Number.NaN;
    if (Number.isNaN(value) || (value >= minimum && !this.#log.hasFailing(name))) return;
    const values = this.#log.subject(`${name}: values`, name);
    if (value < minimum)
      values.failing(
        'are below 0, so the prediction means nothing; does their source overflow, as 32 bits of SNMP do?',
        ` (${value})`,
      );
    else values.recovered();
  }

  /** Compares the capacity of a series with its limit and the newest of new samples. */
  lookAtCapacity({ name, identifier, capacity, limit }: TargetSeries, samples: readonly Sample[]): void {
    const value = samples.at(-1)?.value ?? Number.NaN;
    if (Number.isNaN(value)) return;
    const misfit = capacityMisfit({ value, limit, capacity }, unitOf(identifier));
    if (misfit === undefined && !this.#log.hasFailing(name)) return;
    const fit = this.#log.subject(`${name}: capacity and limit`, name);
    if (misfit === undefined) fit.recovered();
    else fit.failing('do not fit', `: ${misfit}`);
  }

  /** Compares the series that get no samples with what was last logged of them. */
  lookAtSilence(series: readonly TargetSeries[], silence: SeriesSilence): void {
    const isMany = silence.stale.length + silence.ended.length > maxSilent;
    this.#lookAtMany(series.length, isMany ? silence : undefined);
    const { stale, ended } = isMany ? nobody : silence;
    for (const one of stale)
      this.#samplesOf(one).failing('no longer arrive; is collectd running on that host?');
    for (const one of ended)
      this.#samplesOf(one).failing(
        'have ended, while others of its plugin go on: it was removed or unmounted, and is no longer predicted',
      );
    // Of many, those that were named go on to be.
    const silent = isMany ? this.#silent : new Set([...stale, ...ended].map(({ name }) => name));
    if (this.#silent.size > 0)
      for (const one of series)
        if (this.#silent.has(one.name) && !silent.has(one.name)) this.#samplesOf(one).recovered();
    this.#silent = silent;
  }

  /** Logs one line for many series that are silent; undefined where there are few. */
  #lookAtMany(count: number, silence: SeriesSilence | undefined): void {
    const many = this.#log.subject('samples of many series');
    if (!silence) {
      many.recovered();
      return;
    }
    const all = [...silence.stale, ...silence.ended];
    many.failing(
      'no longer arrive; is collectd running on their hosts?',
      ` (${all.length} of ${count}, such as ${all[0]!.name})`,
    );
  }

  #samplesOf({ name }: TargetSeries): LogSubject {
    return this.#log.subject(`${name}: samples`, name);
  }
}
