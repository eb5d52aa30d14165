import SVM from 'ml-svm';
import { ModelError, type DetectorEntry } from '../detector.ts';
import { featureNames, featuresOf } from '../features.ts';

export const svmFormat = 'collectd-dma svm';
export const svmVersion = 1;

/** What a model file holds; `svm` is ml-svm's own JSON. */
interface SvmModel {
  readonly format: typeof svmFormat;
  readonly version: typeof svmVersion;
  /** Must be `featureNames`, in that order. */
  readonly features: readonly string[];
  /** Samples a window, 3 or more. */
  readonly samples: number;
  readonly svm: Readonly<Record<string, unknown>>;
}

/**
 * A support vector machine on the features of the window: abnormal where its margin is above 0.
 *
 * Equation: margin = b + sum of alpha_i y_i K(x_i, x) over the support vectors, on features scaled to 0..1 by their
 * ranges in training.
 * Source: Cortes and Vapnik (1995), Support-vector networks, Machine Learning 20; trained by Platt's SMO in ml-svm.
 */
export const svm = {
  name: 'svm',
  load(file) {
    const model = checked(file);
    const machine = machineOf(model);
    return {
      name: 'svm',
      samples: model.samples,
      judge(window, limit, horizonSeconds) {
        const features = featuresOf(window, limit, horizonSeconds);
        if ('kind' in features) return features;
        const margin = machine.margin([features])[0]!;
        if (!Number.isFinite(margin)) return { kind: 'abstention', reason: 'not-finite' };
        return { kind: 'verdict', abnormal: margin > 0, margin };
      },
    };
  },
} satisfies DetectorEntry;

function machineOf(model: SvmModel): SVM {
  try {
    return SVM.load(model.svm);
  } catch (error) {
    throw new ModelError(`ml-svm cannot use "svm": ${(error as Error).message}`, { cause: error });
  }
}

function checked(file: unknown): SvmModel {
  const model = file as Partial<SvmModel> | null;
  if (typeof model !== 'object' || model === null || model.format !== svmFormat) {
    throw new ModelError(`not a model: "format" should be "${svmFormat}"`);
  }
  if (model.version !== svmVersion) {
    throw new ModelError(
      `made by another version of collectd-dma: "version" is ${model.version}, not ${svmVersion}`,
    );
  }
  if (JSON.stringify(model.features) !== JSON.stringify(featureNames)) {
    throw new ModelError(
      `made for the features ${JSON.stringify(model.features)}, not ${JSON.stringify(featureNames)}`,
    );
  }
  if (!Number.isInteger(model.samples) || model.samples! < 3) {
    throw new ModelError(`"samples" is a whole number, 3 or more, not ${model.samples}`);
  }
  checkMachine(model.svm);
  return model as SvmModel;
}

/** ml-svm loads anything; a NaN or a missing range would make it answer "normal" for ever. */
function checkMachine(machine: unknown): void {
  const { b, minMax, options, W, X, Y, alphas } = (machine ?? {}) as Record<string, unknown>;
  if (typeof options !== 'object' || options === null) throw new ModelError('"svm" holds no options');
  if (!isFinite(b)) throw new ModelError('the bias "svm.b" is not a finite number');
  const ranges = Array.isArray(minMax) ? (minMax as { min: unknown; max: unknown }[]) : [];
  if (ranges.length !== featureNames.length)
    throw new ModelError('"svm.minMax" does not have a range for each feature');
  for (const [index, range] of ranges.entries()) {
    if (!isFinite(range?.min) || !isFinite(range.max) || range.max <= range.min) {
      throw new ModelError(
        `the feature ${featureNames[index]} was constant in training, or its range is not finite`,
      );
    }
  }
  if ((options as { kernel?: unknown }).kernel === 'linear')
    return checkNumbers('svm.W', W, featureNames.length);
  if (!Array.isArray(X) || X.length === 0) throw new ModelError('"svm.X" holds no support vectors');
  for (const vector of X) checkNumbers('svm.X', vector, featureNames.length);
  checkNumbers('svm.Y', Y, X.length);
  checkNumbers('svm.alphas', alphas, X.length);
}

function checkNumbers(name: string, list: unknown, length: number): void {
  if (!Array.isArray(list) || list.length !== length || !list.every(isFinite)) {
    throw new ModelError(`"${name}" should hold ${length} finite numbers`);
  }
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}
