import { ClimbTracker } from '../climb/climb-evidence.ts';
import type { ClimbEvidence } from '../climb/evidence.ts';
import type { ClimbHistory } from '../climb/climb-history.ts';
import type { Verdict } from '../detector.ts';
import { tooFewSamples, type Abstention, type Forecast } from '../forecast.ts';
import { isLikely, leastEvidence } from './alert-chance.ts';
import { AlertRecord } from './alert-record.ts';
import { unknownReachShare, unknownState, type RiskState } from './calibration.ts';
import { DampedEvidence, leastProbability } from './damped-evidence.ts';
import { dampingSeconds } from './damping.ts';
import { ExhaustionLatch } from './exhaustion-latch.ts';
import { pooledEvidence, type RiskSource } from './pooled-evidence.ts';
import { exhaustedPercent, predictedPercent } from './risk-percent.ts';
import type { RiskReasons } from './risk-reasons.ts';

/** The tracker's answer after a sample. */
export interface Risk {
  readonly kind: 'risk';
  /** 0 to 100 %: the probability of a crossing within the horizon; 100 from the crossing to the end of the alert. */
  readonly percent: number;
  /** An alert is on. True exactly when `percent` is at least 50. */
  readonly raised: boolean;
  /** The limit has been reached, and the value has not yet come back (see `exhaustion-latch.ts`). */
  readonly exhausted: boolean;
}

/** The interval is of one horizon ahead; what is this near comes before, even if the value will be back by then. */
const nearShare = 1 / 4;
/** An alert without evidence lasts this long, in horizons. */
export const clearAfter = 0.34;

/** The conditions for a risk and for an alert. */
export interface RiskMinimums {
  /** Samples before there is a risk (default: 4). */
  readonly minimumSamples?: number | undefined;
  /** The time that the series must span before there is a risk, in horizons (default: 0). */
  readonly minimumWindowRatio?: number | undefined;
  /** Seconds to the limit that an alert has to leave when it is raised, or it is not (default: 0). */
  readonly minimumLeadSeconds?: number | undefined;
}

export interface RiskOptions extends RiskMinimums {
  /** The evidence to use where there are verdicts (default: both). */
  readonly riskFrom?: RiskSource | undefined;
}

/**
 * Samples, forecasts and verdicts in, risk out.
 *
 * Evidence is the probability that the present climb goes on to the limit (see `climb-evidence.ts`). It counts while
 * the forecast's interval, once it is calibrated, leaves room for the limit, or the limit is near. A detector's verdict
 * is evidence as well, beside it or in its place (see `pooled-evidence.ts`). An alert is raised when there is evidence
 * and its running mean has followed (damping), and cleared when evidence has been gone for a while or the climb has
 * ended (hysteresis). An exhausted resource stays raised (latch). After false alerts, only a climb that shows more than
 * theirs raises one (see `alert-record.ts`). Causal.
 */
export class RiskTracker {
  readonly #horizonSeconds: number;
  readonly #minimums: Required<{ [Key in keyof RiskMinimums]: number }>;
  readonly #source: RiskSource;
  readonly #climb: ClimbTracker;
  #samples = 0;
  #firstTime = 0;
  readonly #damped = new DampedEvidence();
  /** At the newest point. */
  readonly #state: { -readonly [Part in keyof RiskState]: number } = { ...unknownState };
  /** The forecast's interval leaves room for the limit, or the limit is near. */
  #isPossible = true;
  /** The evidence is worth an alert, but for the record of those before. */
  #isEvident = false;
  #raised = false;
  /** The limit has been reached during the present alert. */
  #isFailure = false;
  readonly #latch: ExhaustionLatch;
  readonly #record: AlertRecord;

  /**
   * @param horizonSeconds above 0
   * @param history of the same series and horizon, to share (default: one of its own)
   */
  constructor(horizonSeconds: number, options: RiskOptions = {}, history?: ClimbHistory) {
    this.#horizonSeconds = horizonSeconds;
    this.#minimums = {
      minimumSamples: options.minimumSamples ?? 4,
      minimumWindowRatio: options.minimumWindowRatio ?? 0,
      minimumLeadSeconds: options.minimumLeadSeconds ?? 0,
    };
    this.#source = options.riskFrom ?? 'both';
    this.#climb = new ClimbTracker(horizonSeconds, history);
    this.#latch = new ExhaustionLatch(horizonSeconds);
    this.#record = new AlertRecord(horizonSeconds);
  }

  /**
   * Takes one sample with the forecast made from it.
   *
   * @param time epoch seconds, increasing from call to call
   * @param value finite, in the series' own unit
   * @param limit the bound that counts as exhaustion when the value rises to it, in the same unit
   * @param isPossible whether the forecast's interval leaves room for the limit, as far as that is known
   * @param verdict a detector's, on the same samples; undefined without one
   * @param reachShare see {@link RiskState} (default: nothing is known)
   * @returns an abstention when there is nothing to judge by and no alert is on
   */
  update(
    time: number,
    value: number,
    limit: number,
    forecast: Forecast | Abstention,
    isPossible: boolean,
    verdict?: Verdict | Abstention,
    reachShare = unknownReachShare,
  ): Risk | Abstention {
    if (this.#samples++ === 0) this.#firstTime = time;
    const isPoint = this.#climb.append(time, value, limit, this.#isEvident);
    const exhausted = this.#latch.append(time, value, limit, this.#climb.noise, this.#raised);
    const judged = verdict !== undefined && this.#source === 'detector' ? verdict : forecast;
    if (isPoint) {
      this.#record.observe(time, value, limit, this.#climb.evidence);
      this.#state.horizonsToLimit = this.#climb.evidence.secondsToLimit / this.#horizonSeconds;
      this.#isPossible = isPossible || this.#state.horizonsToLimit <= nearShare;
      this.#state.reachShare = reachShare;
      this.#state.watchedHorizons = (time - this.#firstTime) / this.#horizonSeconds;
      const counts = forecast.kind === 'forecast' && this.#isPossible;
      const climb = counts ? this.#climb.evidence.probability : 0;
      this.#state.evidence = pooledEvidence(climb, verdict, this.#source, leastProbability);
      this.#damp(time, judged, exhausted);
    }
    this.#isFailure = exhausted || (this.#isFailure && this.#raised);
    if (this.#isFailure) return { kind: 'risk', percent: exhaustedPercent, raised: true, exhausted };
    if (!this.#raised) {
      const abstention = this.#abstention(time, judged);
      if (abstention) return abstention;
    }
    return {
      kind: 'risk',
      percent: predictedPercent(this.#state, this.#raised),
      raised: this.#raised,
      exhausted,
    };
  }

  /** The limit was reached before the first sample. Means nothing unless the value has been near it ever since. */
  recallExhaustion(): void {
    if (!this.#latch.recall()) return;
    this.#isEvident = true;
    this.#raised = true;
  }

  /** The evidence of the climb at the newest point. */
  get evidence(): Readonly<ClimbEvidence> {
    return this.#climb.evidence;
  }

  /** The part of each rule in the newest risk. */
  reasons(): RiskReasons {
    return {
      climb: { ...this.#climb.evidence },
      isPossible: this.#isPossible,
      ...this.#state,
      falseAlerts: this.#record.earlier,
      isHeldBack: this.#isEvident && !this.#raised,
    };
  }

  #begin(time: number): void {
    if (!this.#isEvident) this.#record.open(time, this.#climb.evidence);
    this.#isEvident = true;
  }

  #abstention(time: number, judged: Forecast | Verdict | Abstention): Abstention | undefined {
    const { minimumSamples, minimumWindowRatio } = this.#minimums;
    if (this.#samples < minimumSamples) return tooFewSamples(this.#samples, minimumSamples);
    const spanSeconds = time - this.#firstTime;
    const needSeconds = minimumWindowRatio * this.#horizonSeconds;
    if (spanSeconds < needSeconds) {
      return { kind: 'abstention', reason: 'too-short-a-past', spanSeconds, needSeconds };
    }
    return judged.kind === 'abstention' ? judged : undefined;
  }

  /** Lets the evidence of a point raise or clear the alert. */
  #damp(time: number, judged: Forecast | Verdict | Abstention, exhausted: boolean): void {
    const damped = this.#damped;
    if (exhausted) {
      this.#begin(time);
      this.#raised = true;
      damped.hold(time);
      this.#state.mean = 0;
      return;
    }
    const { evidence } = this.#climb;
    const probability = this.#state.evidence;
    damped.take(time, probability, dampingSeconds(evidence, this.#horizonSeconds));
    this.#state.mean = damped.mean;
    const least = leastEvidence(this.#state, evidence);
    if (probability >= least) {
      damped.stayAt(time);
      const isWorthIt =
        evidence.isGoingOn &&
        evidence.secondsToLimit >= this.#minimums.minimumLeadSeconds &&
        (judged.kind === 'verdict' || isLikely(this.#state, evidence, this.#record.earlier));
      if (damped.lasts(least) && isWorthIt && !this.#abstention(time, judged)) this.#begin(time);
      if (this.#isEvident && this.#record.isNews(time, evidence)) this.#raised = true;
    } else if (evidence.ended || damped.isGone(time, clearAfter * this.#horizonSeconds)) {
      this.#record.close();
      this.#isEvident = false;
      this.#raised = false;
    }
  }
}
