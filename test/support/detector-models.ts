import type { Kernel } from '../../analysis/detectors/kernel-model.ts';
import { svmFormat, svmVersion, type SvmModel } from '../../analysis/detectors/svm-model.ts';
import { mlSvm } from '../../analysis/detectors/trainers/ml-svm.ts';
import type { Label } from '../../analysis/detectors/trainers/trainer.ts';
import { featureNames } from '../../analysis/features/features.ts';
import { flatThenRising } from './flat-then-rising.ts';
import { featuresAfter } from './series-features.ts';
import { seededRandom } from '../../analysis/maths/seeded-random.ts';

/** A model file's parsed JSON, open to damage. */
export type Model = Record<string, unknown> & { machine: Record<string, unknown> };

/** Makes a sound model a broken one, and what the refusal has to say. */
export type Fault = readonly [breakIt: (model: Model) => unknown, complaint: RegExp];

/** How the contract of all detectors gets at models of one. */
export interface DetectorModels {
  /**
   * By a word on the kind of model. All separate a series that will be at its limit within the horizon from a flat
   * one.
   */
  readonly sound: Readonly<Record<string, object>>;
  /** Features that the model does not look at may be anything. */
  readonly looksAt: (kind: string) => readonly string[];
  readonly broken: (kind: string) => Readonly<Record<string, Fault>>;
}

function modelOf(model: Pick<SvmModel, 'features' | 'means' | 'deviations' | 'machine'>): SvmModel {
  return { format: svmFormat, version: svmVersion, ...model, training: { about: 'made for tests' } };
}

/** Features of series that are flat, and of some that are about to reach their limit. */
function trainedModel(): SvmModel {
  const rows: (readonly number[])[] = [];
  const labels: Label[] = [];
  for (const level of [100, 200, 300, 400, 500, 600]) {
    for (const perSecond of [-0.5, 0, 0.4, 8, 12, 20]) {
      for (const seconds of [-10, 16, 24]) {
        rows.push([...featuresAfter(flatThenRising(level, perSecond, 90 + seconds))]);
        const secondsToLimit = perSecond > 0 ? (1000 - level) / perSecond : Number.POSITIVE_INFINITY;
        labels.push(seconds > 0 && secondsToLimit < 60 + seconds ? 1 : -1);
      }
    }
  }
  const columns = featureNames.map((_, column) => rows.map((row) => row[column]!));
  const means = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / rows.length);
  const deviations = columns.map((column, i) => {
    const variance = column.reduce((sum, value) => sum + (value - means[i]!) ** 2, 0) / rows.length;
    return Math.sqrt(variance) || 1;
  });
  const standardised = rows.map((row) => row.map((value, i) => (value - means[i]!) / deviations[i]!));
  const settings = { cost: 10, gamma: 0.02, random: seededRandom(3) };
  const machine = mlSvm.train(standardised, labels, settings);
  return modelOf({ features: [...featureNames], means, deviations, machine });
}

/** Abnormal where growth at the slope that most look-backs agree on is two thirds of what is needed, or more. */
const linearModel = modelOf({
  features: ['slope_agreed'],
  means: [0.4],
  deviations: [0.5],
  machine: { kernel: { kind: 'linear' }, vectors: [[2], [1]], coefficients: [1, -1], bias: 0 },
});

/** The same with the slope's cube; the level counts for nothing, and comes first, unlike in the list of features. */
const polynomialModel = modelOf({
  features: ['slope_quarter', 'level'],
  means: [0.4, 0.5],
  deviations: [0.5, 0.25],
  machine: {
    kernel: { kind: 'polynomial', degree: 3, gamma: 2, offset: 0.25 },
    vectors: [[1, 0]],
    coefficients: [0.5],
    bias: 0.01,
  },
});

/** The sound model with some members of the machine replaced. */
function machineWith(changes: Record<string, unknown>): (model: Model) => unknown {
  return (model) => ({ ...model, machine: { ...model.machine, ...changes } });
}

/** The sound model with one number of a list replaced. */
function listWith(name: 'means' | 'deviations', replaced: unknown): (model: Model) => unknown {
  return (model) => ({ ...model, [name]: [replaced, ...(model[name] as number[]).slice(1)] });
}

function kernelWith(changes: Record<string, unknown>): (model: Model) => unknown {
  return (model) => machineWith({ kernel: { ...(model.machine['kernel'] as Kernel), ...changes } })(model);
}

function vectorsOf(model: Model): number[][] {
  return model.machine['vectors'] as number[][];
}

const isCounted = (name: string): RegExp => new RegExp(`^"${name}" should hold \\d+ finite numbers$`);

const svmFaults: Readonly<Record<string, Fault>> = {
  'nothing in it': [() => null, /^not a model/],
  'a text instead of an object': [() => 'model', /^not a model/],
  'a list instead of an object': [() => [], /^not a model/],
  'another format': [
    (model) => ({ ...model, format: 'pickle' }),
    /^not a model: "format" should be "collectd-dma svm"$/,
  ],
  'the version before': [(model) => ({ ...model, version: 1 }), /"version" is 1, not 2; train it again/],
  'the version as a text': [(model) => ({ ...model, version: '2' }), /"version" is "2", not 2/],
  'no version': [(model) => ({ ...model, version: undefined }), /"version" is undefined/],
  'no features': [(model) => ({ ...model, features: undefined }), /^"features" should name/],
  'an empty list of features': [(model) => ({ ...model, features: [] }), /^"features" should name/],
  'a feature as a text': [(model) => ({ ...model, features: 'level' }), /^"features" should name/],
  'a feature that there is not': [
    (model) => ({ ...model, features: ['trend', ...(model['features'] as string[]).slice(1)] }),
    /^made for the feature "trend", which is not one of ours$/,
  ],
  'a feature twice': [
    (model) => ({ ...model, features: ['level', 'level'], means: [0, 0], deviations: [1, 1] }),
    /^"features" names one of them twice$/,
  ],
  'no means': [(model) => ({ ...model, means: undefined }), isCounted('means')],
  'a mean too many': [(model) => ({ ...model, means: [...(model['means'] as []), 1] }), isCounted('means')],
  'a null mean': [listWith('means', null), isCounted('means')],
  'a text as mean': [listWith('means', '1'), isCounted('means')],
  'no deviations': [(model) => ({ ...model, deviations: undefined }), isCounted('deviations')],
  'a deviation too few': [
    (model) => ({ ...model, deviations: (model['deviations'] as []).slice(1) }),
    isCounted('deviations'),
  ],
  'a NaN deviation': [listWith('deviations', Number.NaN), isCounted('deviations')],
  'a feature that was constant': [
    listWith('deviations', 0),
    /was constant in training: its deviation is not/,
  ],
  'a deviation below 0': [
    listWith('deviations', -1),
    /was constant in training: its deviation is not above 0/,
  ],
  'no machine': [(model) => ({ ...model, machine: undefined }), /^"machine" is missing$/],
  'a null machine': [(model) => ({ ...model, machine: null }), /^"machine" is missing$/],
  'an empty machine': [(model) => ({ ...model, machine: {} }), /"machine.kernel.kind" .*, not undefined$/],
  'a null kernel': [
    machineWith({ kernel: null }),
    /^"machine.kernel.kind" should be one of .*, not undefined$/,
  ],
  'an unknown kernel': [
    kernelWith({ kind: 'pigeon' }),
    /^"machine.kernel.kind" should be one of linear, polynomial, rbf, not "pigeon"$/,
  ],
  'a kernel named after what every object has': [
    kernelWith({ kind: 'toString' }),
    /kernel.kind.*, not "toString"$/,
  ],
  'no support vectors': [machineWith({ vectors: [] }), /^"machine.vectors" holds no support vectors$/],
  'a missing list of support vectors': [machineWith({ vectors: undefined }), /^"machine.vectors" holds no/],
  'a short support vector': [
    (model) => machineWith({ vectors: [vectorsOf(model)[0]!.slice(1), ...vectorsOf(model).slice(1)] })(model),
    isCounted('machine.vectors'),
  ],
  'a null in the last support vector': [
    (model) => {
      const vectors = structuredClone(vectorsOf(model)) as (number | null)[][];
      vectors.at(-1)![vectors[0]!.length - 1] = null;
      return machineWith({ vectors })(model);
    },
    isCounted('machine.vectors'),
  ],
  'no coefficients': [machineWith({ coefficients: undefined }), isCounted('machine.coefficients')],
  'a coefficient too many': [
    (model) => machineWith({ coefficients: [...(model.machine['coefficients'] as []), 1] })(model),
    isCounted('machine.coefficients'),
  ],
  'a null coefficient': [
    (model) =>
      machineWith({ coefficients: [null, ...(model.machine['coefficients'] as []).slice(1)] })(model),
    isCounted('machine.coefficients'),
  ],
  'a null bias': [machineWith({ bias: null }), /^the bias "machine.bias" is not a finite number$/],
  'a text as bias': [machineWith({ bias: '1' }), /^the bias "machine.bias" is not a finite number$/],
  'no bias': [machineWith({ bias: undefined }), /^the bias "machine.bias" is not a finite number$/],
  'a reach of 0': [(model) => ({ ...model, reach: 0 }), /^"reach" should be above 0, not 0$/],
  'a reach that is null': [(model) => ({ ...model, reach: null }), /^"reach" should be above 0, not null$/],
  'no word on its training': [
    (model) => ({ ...model, training: undefined }),
    /^"training.about" should say how the model was made$/,
  ],
  'a number about its training': [
    (model) => ({ ...model, training: { about: 3 } }),
    /^"training.about" should/,
  ],
};

/** The kernels' numbers, each missing and as a null. */
function kernelFaults(names: readonly string[]): Record<string, Fault> {
  return Object.fromEntries(
    names.flatMap((name): [string, Fault][] => {
      const complaint = new RegExp(`^"machine.kernel.${name}" is not a finite number$`);
      return [
        [`a kernel without ${name}`, [kernelWith({ [name]: undefined }), complaint]],
        [`a kernel whose ${name} is null`, [kernelWith({ [name]: null }), complaint]],
      ];
    }),
  );
}

const svmFaultsByKernel: Readonly<Record<string, Readonly<Record<string, Fault>>>> = {
  linear: {},
  polynomial: {
    ...kernelFaults(['degree', 'gamma', 'offset']),
    'half a degree': [kernelWith({ degree: 1.5 }), /^"machine.kernel.degree" should be a whole number/],
    'a degree of 0': [kernelWith({ degree: 0 }), /^"machine.kernel.degree" should be a whole number/],
  },
  rbf: {
    ...kernelFaults(['gamma']),
    'a gamma of 0': [kernelWith({ gamma: 0 }), /^"machine.kernel.gamma" should be above 0, not 0$/],
  },
};

const svmModels: Readonly<Record<string, SvmModel>> = {
  linear: linearModel,
  polynomial: polynomialModel,
  rbf: trainedModel(),
};

/** Models of the detector `svm`. */
export const svmDetectorModels: DetectorModels = {
  sound: svmModels,
  looksAt: (kind) => svmModels[kind]!.features,
  broken: (kind) => ({ ...svmFaults, ...svmFaultsByKernel[kind] }),
};
