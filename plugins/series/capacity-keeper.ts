import type { Sample } from '../../analysis/window.ts';
import type { Reason } from '../coverage/reason.ts';
import { capacityReason, waitingReason } from '../coverage/series-reasons.ts';
import type { TransitionLog } from '../process/logger.ts';
import { hasMoved, type CapacityParts, type KnownCapacity } from '../samples/capacity-past.ts';
import { CapacitySum } from '../samples/capacity-sum.ts';
import { capacityAround, type WriterTime } from '../samples/capacity-around.ts';
import { capacitySeries } from '../samples/related-series.ts';
import type { SampleReader } from '../samples/sample-reader.ts';
import type { NamedSeries, SeriesNames } from '../samples/series-names.ts';
import type { SeriesToPredict } from './series-start.ts';

/** A capacity that is unknown for less is not logged: the parts of a new host come one after another. */
const minUnknownSeconds = 15;

export interface CapacityKeeperParts {
  readonly reader: SampleReader;
  readonly log: TransitionLog;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
}

interface Kept {
  readonly sum: CapacitySum;
  /** The capacity at the last look; undefined before the first. */
  value: number | undefined;
  /** A capacity that has moved counts as moving from then on. */
  isMoving: boolean;
  /** Monotonic seconds; undefined while the capacity is known. */
  unknownSince: number | undefined;
  /** Undefined while the capacity is known, or young. */
  reason: Reason | undefined;
}

/** Finds the capacities of series, and logs which are not known and which parts do not count. */
export class CapacityKeeper {
  readonly #parts: CapacityKeeperParts;
  /** By target. The garbage collector drops a series whose name is gone. */
  readonly #kept = new Map<string, WeakMap<NamedSeries, Kept>>();

  constructor(parts: CapacityKeeperParts) {
    this.#parts = parts;
  }

  /**
   * Adds up the present capacity of a series.
   *
   * @param newestTime epoch seconds of the newest entry of the series; undefined where it has none
   * @param isPredicted true when there is an earlier capacity that may go on being used
   * @returns undefined while it is not known, or the set of its parts may not be whole yet; rejects as the reader does
   */
  async look(
    found: SeriesToPredict,
    names: SeriesNames,
    newestTime: number | undefined,
    isPredicted: boolean,
  ): Promise<KnownCapacity | undefined> {
    const { capacity, series: seriesGlob, dataSource } = found.config;
    if (typeof capacity === 'number') return { value: capacity, moving: undefined };
    const { reader, log, now, monotonic } = this.#parts;
    const { identifier: series } = found;
    const { sumOf, dataSources } = capacity;
    const kept = this.#of(found);
    const parts = capacitySeries(sumOf, seriesGlob, series, names);
    const state = await kept.sum.read(reader, {
      series,
      sumOf,
      parts,
      dataSources,
      dataSource,
      newestTime,
      now: now(),
      monotonic: monotonic(),
    });
    const subject = log.subject(`${series.name}: capacity`, series.name);
    kept.reason = state.kind === 'unknown' ? capacityReason(state.problem, state.isZero === true) : undefined;
    if (state.kind === 'unknown') {
      // That is told of Redis itself, and not of each series. Afterwards its parts come one after another.
      if (reader.isReadable === false) {
        kept.unknownSince = undefined;
        return undefined;
      }
      kept.unknownSince ??= monotonic();
      if (monotonic() - kept.unknownSince < minUnknownSeconds) return undefined;
      subject.failing(`${isPredicted ? 'cannot be updated' : 'is not known yet'}: ${state.problem}`);
      return undefined;
    }
    kept.unknownSince = undefined;
    if (state.kind === 'young') return undefined;
    subject.recovered();
    const sum = log.subject(`${series.name}: the sum of its capacity`, series.name);
    if (state.ended.length === 0) sum.recovered();
    else sum.failing(`leaves out ${state.ended.join(', ')}: no longer written`);
    const counted = parts.filter(({ name }) => !state.ended.includes(name)).map(({ name }) => name);
    const time = newestTime ?? now();
    return this.#withMovement(found, kept, { time, value: state.value }, { names: counted, dataSources });
  }

  /** The reason why the capacity of a series was not known at the last {@link look}. */
  reasonOf(found: SeriesToPredict): Reason {
    return this.#of(found).reason ?? waitingReason;
  }

  async #withMovement(
    { config: { limit, horizonSeconds } }: SeriesToPredict,
    kept: Kept,
    { time, value }: Sample,
    parts: CapacityParts,
  ): Promise<KnownCapacity> {
    // A limit of its own does not move.
    if (typeof limit === 'number') return { value, moving: undefined };
    const isNews = value !== kept.value;
    kept.value = value;
    if (isNews) kept.isMoving ||= await hasMoved(this.#parts.reader, parts, horizonSeconds, { time, value });
    return { value, moving: kept.isMoving ? parts : undefined };
  }

  /** Adds up the capacity of one of several writers; see {@link capacityAround}. */
  async lookAround(found: SeriesToPredict, names: SeriesNames, at: WriterTime): Promise<number | undefined> {
    const { capacity, series: seriesGlob, dataSource } = found.config;
    if (typeof capacity === 'number') return capacity;
    const { reader, now, monotonic } = this.#parts;
    const { identifier: series } = found;
    const parts = capacitySeries(capacity.sumOf, seriesGlob, series, names);
    const question = { series, ...capacity, parts, dataSource, now: now(), monotonic: monotonic() };
    return capacityAround(reader, question, at);
  }

  #of({ target, identifier }: SeriesToPredict): Kept {
    const ofTarget = this.#kept.get(target) ?? new WeakMap<NamedSeries, Kept>();
    this.#kept.set(target, ofTarget);
    const kept = ofTarget.get(identifier) ?? {
      sum: new CapacitySum(),
      value: undefined,
      isMoving: false,
      unknownSince: undefined,
      reason: undefined,
    };
    ofTarget.set(identifier, kept);
    return kept;
  }
}
