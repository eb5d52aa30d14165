import SVM from 'ml-svm';
import { featureNames } from '../analysis/features.ts';
import { svmFormat, svmVersion } from '../analysis/detectors/svm.ts';
import { seededRandom } from './seeded-random.ts';

/** A model file's parsed JSON, open to damage. */
export type Model = Record<string, unknown> & { svm: Record<string, unknown> };

/** Makes a sound model a broken one, and what the refusal has to say. */
export type Fault = readonly [breakIt: (model: Model) => unknown, complaint: RegExp];

/** How the contract of all detectors gets at models of one. */
export interface DetectorModels {
  /** By a word on the kind of model. All separate a level plus trend at the limit from one below it. */
  readonly sound: Readonly<Record<string, unknown>>;
  readonly broken: (kind: string) => Readonly<Record<string, Fault>>;
}

function trained(kernel: 'linear' | 'rbf'): Model {
  const rows: number[][] = [];
  const labels: (1 | -1)[] = [];
  for (let level = 0.1; level < 1; level += 0.2) {
    for (const trend of [-0.2, 0, 0.05, 0.35, 0.8, 1.5]) {
      rows.push([level, trend, 0.001 + 0.01 * level]);
      labels.push(trend > 0.2 ? 1 : -1);
    }
  }
  const machine = new SVM({
    C: 10,
    kernel,
    kernelOptions: kernel === 'rbf' ? { sigma: 0.5 } : {},
    random: seededRandom(3),
  });
  machine.train(rows, labels);
  const model = { format: svmFormat, version: svmVersion, features: [...featureNames], samples: 10 };
  return JSON.parse(JSON.stringify({ ...model, svm: machine.toJSON() })) as Model;
}

/** The sound model with one member of the machine replaced. */
function machineWith(changes: Record<string, unknown>): (model: Model) => unknown {
  return (model) => ({ ...model, svm: { ...model.svm, ...changes } });
}

function ranges(replaced: unknown): unknown[] {
  return [{ min: 0, max: 1 }, replaced, { min: 0, max: 1 }];
}

const svmFaults: Readonly<Record<string, Fault>> = {
  'nothing in it': [() => null, /not a model/],
  'a text instead of an object': [() => 'model', /not a model/],
  'a list instead of an object': [() => [], /not a model/],
  'another format': [(model) => ({ ...model, format: 'pickle' }), /"format" should be "collectd-dma svm"/],
  'another version': [(model) => ({ ...model, version: 2 }), /"version" is 2, not 1/],
  'no version': [(model) => ({ ...model, version: undefined }), /"version" is undefined/],
  'other features': [(model) => ({ ...model, features: ['level'] }), /made for the features \["level"\]/],
  'features in another order': [
    (model) => ({ ...model, features: [...featureNames].toReversed() }),
    /made for the features/,
  ],
  'too small a window': [(model) => ({ ...model, samples: 2 }), /"samples" is a whole number/],
  'half a sample': [(model) => ({ ...model, samples: 4.5 }), /"samples" is a whole number/],
  'no machine': [(model) => ({ ...model, svm: undefined }), /holds no options/],
  'an empty machine': [(model) => ({ ...model, svm: {} }), /holds no options/],
  'a null bias': [machineWith({ b: null }), /bias "svm.b" is not a finite number/],
  'a text as bias': [machineWith({ b: '1' }), /bias "svm.b" is not a finite number/],
  'no ranges': [machineWith({ minMax: undefined }), /does not have a range for each feature/],
  'a range too few': [machineWith({ minMax: ranges({}).slice(1) }), /does not have a range for each feature/],
  'a feature that was constant': [
    machineWith({ minMax: ranges({ min: 2, max: 2 }) }),
    /trend was constant in training/,
  ],
  'a NaN in a range': [machineWith({ minMax: ranges({ min: Number.NaN, max: 1 }) }), /trend was constant/],
  'a null in a range': [machineWith({ minMax: ranges({ min: 0, max: null }) }), /trend was constant/],
  'a null range': [machineWith({ minMax: ranges(null) }), /trend was constant/],
};

const svmFaultsByKernel: Readonly<Record<string, Readonly<Record<string, Fault>>>> = {
  linear: {
    'no weights': [machineWith({ W: undefined }), /"svm.W" should hold 3 finite numbers/],
    'a null weight': [machineWith({ W: [1, null, 1] }), /"svm.W" should hold 3 finite numbers/],
  },
  rbf: {
    'no support vectors': [machineWith({ X: [] }), /"svm.X" holds no support vectors/],
    'a short support vector': [machineWith({ X: [[1, 2]] }), /"svm.X" should hold 3 finite numbers/],
    'missing alphas': [machineWith({ alphas: undefined }), /"svm.alphas" should hold \d+ finite numbers/],
    'a null alpha': [machineWith({ X: [[1, 2, 3]], Y: [1], alphas: [null] }), /"svm.alphas" should hold 1 /],
    'a label too many': [machineWith({ X: [[1, 2, 3]], Y: [1, 1], alphas: [1] }), /"svm.Y" should hold 1 /],
    'an unknown kernel': [machineWith({ options: { kernel: 'pigeon' } }), /unsupported kernel type: pigeon/],
  },
};

/** One for each detector of the registry. */
export const detectorModels: Readonly<Record<string, DetectorModels>> = {
  svm: {
    sound: { linear: trained('linear'), rbf: trained('rbf') },
    broken: (kind) => ({ ...svmFaults, ...svmFaultsByKernel[kind] }),
  },
};
