import type { Abstention } from './forecast.ts';
import type { Window } from './window.ts';

/** A detector's judgement of the present. */
export interface Verdict {
  readonly kind: 'verdict';
  readonly abnormal: boolean;
  /** Signed distance from the decision boundary, in the model's own measure; above 0 is abnormal. */
  readonly margin: number;
}

/**
 * Says normal or abnormal by a model trained beforehand.
 *
 * Laws: a feature that is not finite leads to an abstention; a broken model is refused when it is loaded; the same
 * model gives the same margins after it was saved and loaded.
 */
export interface Detector {
  readonly name: string;
  /** Samples that the model was trained to look at; the window should hold as many. */
  readonly samples: number;
  judge(window: Window, limit: number, horizonSeconds: number): Verdict | Abstention;
}

/** Says in one line why a model cannot be used. */
export class ModelError extends Error {
  override name = 'ModelError';
}

/** How a kind of detector is made from its model file's parsed JSON. */
export interface DetectorEntry {
  readonly name: string;
  /** @throws ModelError when the model is broken or was made for other features */
  load(model: unknown): Detector;
}
