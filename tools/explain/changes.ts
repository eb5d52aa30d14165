import { theilSen } from '../../analysis/forecasters/theil-sen.ts';
import { sightHorizons } from '../../analysis/interval/exhaustion.ts';
import { Window } from '../../analysis/window.ts';
import type { SampleOfShare } from '../../plugins/samples/capacity-track.ts';
import { UsualInterval } from '../../plugins/samples/usual-interval.ts';
import type { BacktestOptions } from '../backtest/replay.ts';
import { firstAhead, isOn, limitAt, type ExplainedState } from './explained-state.ts';

/**
 * The changes that would make an alert come or go. Seconds are from the newest sample on; undefined is not within the
 * time ahead.
 */
export interface Changes {
  /** Seconds ahead that are looked at. */
  readonly aheadSeconds: number;
  /** The value stays as it is: seconds until the alert comes, or the present one ends. */
  readonly stays: number | undefined;
  /** It goes on as it does now; absent where the limit is not in sight at this pace. */
  readonly goesOn?: {
    /** Units of the value a second: above 0 for an upper limit, below 0 for a lower one. */
    readonly ratePerSecond: number;
    /** Until the limit is reached, which may be beyond the time that is looked at. */
    readonly limitSeconds: number;
    /** Until an alert comes; undefined also where one is on. */
    readonly alertSeconds: number | undefined;
  };
  /**
   * Without an alert: the slowest steady change a second that raises one within the horizon; Infinity where none does,
   * undefined where the limit has been reached.
   */
  readonly leastRate?: number;
  /** With an alert: the value nearest to the limit that ends it within the horizon, when it stays there. */
  readonly endsAt?: number | undefined;
}

/** Horizons that are looked at. */
const aheadHorizons = 10;
/** The slowest and the fastest changes that are tried reach the limit after this many horizons. */
const [slowest, fastest] = [6, 0.05];
/** Rates between them that are tried, and how often the limit between two of them is narrowed. */
const trials = 12;
const refinements = 6;

/** Plays what may come through the code of `dma predict`, after all that came. @param past at least one sample */
export function changesAhead(
  past: readonly SampleOfShare[],
  options: BacktestOptions,
  state: ExplainedState,
): Changes {
  const what = new Ahead(past, options);
  const { horizonSeconds } = options;
  const aheadSeconds = aheadHorizons * horizonSeconds;
  const isAlert = isOn(state.prediction);
  const stays = what.secondsUntil(!isAlert, aheadSeconds, () => what.value);
  if (isAlert) return { aheadSeconds, stays, ...what.goingOn(state, aheadSeconds), endsAt: what.endsAt() };
  return {
    aheadSeconds,
    stays,
    ...what.goingOn(state, aheadSeconds),
    ...(what.need > 0 && { leastRate: what.leastRate() }),
  };
}

class Ahead {
  readonly #past: readonly SampleOfShare[];
  readonly #options: BacktestOptions;
  readonly #last: SampleOfShare;
  readonly #stepSeconds: number;
  readonly #sign: 1 | -1;

  constructor(past: readonly SampleOfShare[], options: BacktestOptions) {
    this.#past = past;
    this.#options = options;
    this.#last = past.at(-1)!;
    this.#sign = options.limitSide === 'lower' ? -1 : 1;
    const interval = new UsualInterval();
    for (const { time } of past.slice(-20)) interval.add(time);
    this.#stepSeconds = interval.seconds ?? options.horizonSeconds / 60;
  }

  get value(): number {
    return this.#last.value;
  }

  /** The way to the limit: above 0 until it is reached. */
  get need(): number {
    return this.#sign * (limitAt(this.#last, this.#options) - this.value);
  }

  /**
   * Seconds until an alert is on, or off.
   *
   * @param valueAfter the value, by the seconds after the newest sample
   */
  secondsUntil(
    isAlert: boolean,
    withinSeconds: number,
    valueAfter: (seconds: number) => number,
  ): number | undefined {
    const found = firstAhead(
      this.#past,
      this.#samples(withinSeconds, valueAfter),
      this.#options,
      (prediction) => isOn(prediction) === isAlert,
    );
    return found && found.time - this.#last.time;
  }

  /** The present change goes on; empty where the limit is not in sight. */
  goingOn(state: ExplainedState, aheadSeconds: number): Pick<Changes, 'goesOn'> {
    const { need } = this;
    const rate = this.#rate(state);
    const limitSeconds = need / rate;
    if (!(need > 0 && rate > 0 && limitSeconds <= sightHorizons * this.#options.horizonSeconds)) return {};
    const ratePerSecond = this.#sign * rate;
    const alertSeconds = isOn(state.prediction)
      ? undefined
      : this.#secondsToAlert(ratePerSecond, Math.min(aheadSeconds, limitSeconds));
    return { goesOn: { ratePerSecond, limitSeconds, alertSeconds } };
  }

  leastRate(): number {
    const { need } = this;
    const { horizonSeconds } = this.#options;
    const rateOf = (trial: number): number =>
      need / (horizonSeconds * slowest * (fastest / slowest) ** (trial / trials));
    const isRaised = (rate: number): boolean =>
      this.#secondsToAlert(this.#sign * rate, Math.min(horizonSeconds, need / rate)) !== undefined;
    for (let trial = 0; trial <= trials; trial++) {
      if (!isRaised(rateOf(trial))) continue;
      if (trial === 0) return this.#sign * rateOf(0);
      return this.#sign * narrowed(rateOf(trial - 1), rateOf(trial), isRaised);
    }
    return Number.POSITIVE_INFINITY;
  }

  endsAt(): number | undefined {
    const { value } = this;
    const { horizonSeconds } = this.#options;
    const ends = (level: number): boolean =>
      this.secondsUntil(false, horizonSeconds, () => level) !== undefined;
    if (ends(value)) return value;
    const limit = limitAt(this.#last, this.#options);
    const farthest = this.#past.reduce((far, one) => Math.max(far, this.#sign * (limit - one.value)), 0);
    // A series that has been beyond its limit for all that is known was never far from it.
    for (const distance of [farthest, Math.max(Math.abs(limit), Math.abs(value))]) {
      const back = limit - this.#sign * distance;
      if (ends(back)) return narrowed(value, back, ends);
    }
    return undefined;
  }

  /** Until the limit is reached at the latest: an alert at the limit warns of nothing. */
  #secondsToAlert(ratePerSecond: number, withinSeconds: number): number | undefined {
    const seconds = this.secondsUntil(true, withinSeconds, (after) => this.value + ratePerSecond * after);
    return seconds !== undefined && seconds < this.need / Math.abs(ratePerSecond) ? seconds : undefined;
  }

  /** Towards the limit, a second: the pace of the climb, or the change over the last horizon. */
  #rate({ reasons: { climb } }: ExplainedState): number {
    if (Number.isFinite(climb.secondsToLimit) && climb.meanPace > 0) return climb.meanPace;
    const from = this.#last.time - this.#options.horizonSeconds;
    const window = Window.of(this.#past.filter(({ time }) => time >= from));
    const [now, next] = [theilSen.forecast(window, 0), theilSen.forecast(window, 1)];
    return now.kind === 'forecast' && next.kind === 'forecast' ? this.#sign * (next.mean - now.mean) : 0;
  }

  *#samples(seconds: number, valueAfter: (seconds: number) => number): Generator<SampleOfShare> {
    const steps = Math.max(1, Math.floor(seconds / this.#stepSeconds));
    for (let step = 1; step <= steps; step++) {
      const after = step * this.#stepSeconds;
      yield { ...this.#last, time: this.#last.time + after, value: valueAfter(after) };
    }
  }
}

/** The end of the range in which `isRight` begins to be true, which it is at `right` and not at `wrong`. */
function narrowed(wrong: number, right: number, isRight: (value: number) => boolean): number {
  let [outside, inside] = [wrong, right];
  for (let step = 0; step < refinements; step++) {
    const middle = (outside + inside) / 2;
    if (isRight(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}
