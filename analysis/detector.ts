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

/** A kind of detector: a line of the registry. */
export interface DetectorEntry {
  /** The option under `detector:` in dma.yaml that takes the path of a model file. */
  readonly name: string;
  /** Documentation of that option: whole sentences. */
  readonly description: string;
  /** A path of a model file, as an example. */
  readonly exampleFile: string;
  /** The only kind of limit that models are trained for. */
  readonly limitSide: 'upper' | 'lower';
  /** @throws ModelError when the model is broken or was made for other features */
  load(model: unknown): Detector;
}
