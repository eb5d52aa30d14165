import type { Abstention } from './forecast.ts';

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
  /** One line on how the model was made, for people. */
  readonly about: string;
  /** @param features as many as `featureNames`, in that order; read only */
  judge(features: Float64Array): Verdict | Abstention;
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
