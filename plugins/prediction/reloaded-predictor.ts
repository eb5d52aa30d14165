import type { Detector } from '../../analysis/detector.ts';
import type { Config } from '../config/config.ts';
import type { PredictorParts } from './predictor-parts.ts';
import { Predictor } from './predictor.ts';

/** A configuration that is ready to predict by. */
export interface Reloaded {
  readonly config: Config;
  readonly detectors: ReadonlyMap<string, Detector>;
  /** By target: equal texts mean equal options. */
  readonly targetTexts: Readonly<Record<string, string>>;
}

/**
 * A predictor whose configuration may change between two rounds. The series of targets that stay as they are keep their
 * windows; those of a target with a detector start over, because its model may be another one.
 */
export class ReloadedPredictor {
  readonly #parts: Omit<PredictorParts, keyof Reloaded>;
  readonly #next: () => Reloaded | undefined;
  #current: Reloaded;
  #predictor: Predictor;

  /** @param next the configuration to take in the next round; undefined when it stays */
  constructor(
    parts: Omit<PredictorParts, keyof Reloaded>,
    current: Reloaded,
    next: () => Reloaded | undefined,
  ) {
    this.#parts = parts;
    this.#current = current;
    this.#next = next;
    this.#predictor = new Predictor({ ...parts, ...current });
  }

  /** See {@link Predictor.round}. */
  async round(): Promise<void> {
    const next = this.#next();
    if (next) this.#take(next);
    await this.#predictor.round();
  }

  /** See {@link Predictor.pauseSeconds}. */
  pauseSeconds(now: number): number {
    return this.#predictor.pauseSeconds(now);
  }

  #take(next: Reloaded): void {
    const { targetTexts, config } = this.#current;
    const isPublished = next.config.publish === config.publish;
    const before = this.#predictor;
    this.#predictor = new Predictor({ ...this.#parts, ...next });
    this.#predictor.adopt(
      before,
      (target) =>
        isPublished && !next.detectors.has(target) && next.targetTexts[target] === targetTexts[target],
    );
    this.#current = next;
  }
}
