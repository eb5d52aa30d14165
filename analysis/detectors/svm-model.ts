import { ModelError } from '../detector.ts';
import { featureNames } from '../features/features.ts';
import type { Kernel, KernelModel } from './kernel-model.ts';

export const svmFormat = 'collectd-dma svm';
/** Goes up when the meaning of a feature, or of a member of the file, changes. */
export const svmVersion = 2;

/** The content of a model file; all of it is JSON. */
export interface SvmModel {
  readonly format: typeof svmFormat;
  readonly version: typeof svmVersion;
  /** The features that the model looks at, some of `featureNames`. */
  readonly features: readonly string[];
  /** The number that is subtracted from each feature, and the divisor of the rest. */
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  /** A number further from the mean than this many deviations counts as that far (default: no such bound). */
  readonly reach?: number | undefined;
  readonly machine: KernelModel;
  /** The making of the model, for people. */
  readonly training: SvmTraining;
}

/** The making of a model. */
export interface SvmTraining {
  /** One line. */
  readonly about: string;
  /** Figures and settings, such as the seed. */
  readonly [name: string]: unknown;
}

/**
 * A model from its file's parsed JSON.
 *
 * @throws ModelError that says in one line what does not fit
 */
export function checkedSvmModel(file: unknown): SvmModel {
  const model = file as Partial<SvmModel> | null;
  if (typeof model !== 'object' || model === null || model.format !== svmFormat) {
    throw new ModelError(`not a model: "format" should be "${svmFormat}"`);
  }
  if (model.version !== svmVersion) {
    throw new ModelError(
      `made by another version of collectd-dma: "version" is ${JSON.stringify(model.version)}, not ${svmVersion}; train it again with dma learn`,
    );
  }
  const count = checkFeatures(model.features);
  checkNumbers('means', model.means, count);
  checkNumbers('deviations', model.deviations, count);
  const constant = model.deviations!.findIndex((deviation) => deviation <= 0);
  if (constant >= 0) {
    throw new ModelError(
      `the feature ${model.features![constant]} was constant in training: its deviation is not above 0`,
    );
  }
  const { reach = 1 } = model;
  if (!Number.isFinite(reach) || reach <= 0)
    throw new ModelError(`"reach" should be above 0, not ${JSON.stringify(reach)}`);
  checkMachine(model.machine, count);
  if (typeof model.training?.about !== 'string') {
    throw new ModelError('"training.about" should say how the model was made');
  }
  return model as SvmModel;
}

function checkFeatures(features: unknown): number {
  if (!Array.isArray(features) || features.length === 0) {
    throw new ModelError('"features" should name the features that it looks at');
  }
  const known: readonly unknown[] = featureNames;
  const unknown = features.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ModelError(`made for the feature ${JSON.stringify(unknown)}, which is not one of ours`);
  }
  if (new Set(features).size < features.length) throw new ModelError('"features" names one of them twice');
  return features.length;
}

function checkMachine(machine: unknown, width: number): void {
  if (typeof machine !== 'object' || machine === null) throw new ModelError('"machine" is missing');
  const { kernel, vectors, coefficients, bias } = machine as Partial<KernelModel>;
  checkKernel(kernel);
  if (!Array.isArray(vectors) || vectors.length === 0) {
    throw new ModelError('"machine.vectors" holds no support vectors');
  }
  for (const vector of vectors) checkNumbers('machine.vectors', vector, width);
  checkNumbers('machine.coefficients', coefficients, vectors.length);
  if (!Number.isFinite(bias)) throw new ModelError('the bias "machine.bias" is not a finite number');
}

function checkKernel(kernel: Partial<Kernel> | undefined): void {
  const { kind, ...numbers } = (kernel ?? {}) as { kind?: unknown } & Record<string, unknown>;
  const wanted: Readonly<Record<string, readonly string[]>> = {
    linear: [],
    polynomial: ['degree', 'gamma', 'offset'],
    rbf: ['gamma'],
  };
  const names = typeof kind === 'string' && Object.hasOwn(wanted, kind) ? wanted[kind] : undefined;
  if (!names) {
    throw new ModelError(
      `"machine.kernel.kind" should be one of ${Object.keys(wanted).join(', ')}, not ${JSON.stringify(kind)}`,
    );
  }
  for (const name of names) {
    if (!Number.isFinite(numbers[name]))
      throw new ModelError(`"machine.kernel.${name}" is not a finite number`);
  }
  if (names.includes('gamma') && !((numbers['gamma'] as number) > 0))
    throw new ModelError(`"machine.kernel.gamma" should be above 0, not ${String(numbers['gamma'])}`);
  if (
    names.includes('degree') &&
    !(Number.isInteger(numbers['degree']) && (numbers['degree'] as number) >= 1)
  )
    throw new ModelError(
      `"machine.kernel.degree" should be a whole number, at least 1, not ${String(numbers['degree'])}`,
    );
}

function checkNumbers(name: string, list: unknown, length: number): void {
  if (!Array.isArray(list) || list.length !== length || !list.every(Number.isFinite)) {
    throw new ModelError(`"${name}" should hold ${length} finite numbers`);
  }
}
