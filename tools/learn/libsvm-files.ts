import { ModelError } from '../../analysis/detector.ts';
import type { KernelModel } from '../../analysis/detectors/kernel-model.ts';
import { parseLibsvm, shown } from '../../analysis/detectors/libsvm-text.ts';
import { checkedSvmModel, svmFormat, type SvmModel, svmVersion } from '../../analysis/detectors/svm-model.ts';
import type { TrainingSeries } from '../../analysis/detectors/training/training-rows.ts';
import { featureNames } from '../../analysis/features/features.ts';
import { OutsideError } from '../process/command-error.ts';

/** Digits that single precision, which the rows are in, can tell apart. */
const digits = 9;

/**
 * Labelled rows in libsvm's text format, so that anybody can train elsewhere: lines without their ends, such as
 * `+1 1:0.25 4:-0.5`. The features are numbered from 1 as in `featureNames`; zeros are left out, and so are
 * rows that are not to be learned from.
 */
export function* exportRows(series: readonly TrainingSeries[]): Generator<string, void> {
  const width = featureNames.length;
  for (const { labels, features } of series) {
    for (const [index, label] of labels.entries()) {
      if (label === 0) continue;
      let line = label > 0 ? '+1' : '-1';
      for (let i = 0; i < width; i++) {
        const feature = features[index * width + i]!;
        if (feature !== 0) line += ` ${i + 1}:${Number(feature.toPrecision(digits))}`;
      }
      yield line;
    }
  }
}

/**
 * A model file from what libsvm, or scikit-learn in libsvm's format, made of such rows.
 *
 * @param text the model: see `parseLibsvm` for what is supported
 * @param name of its file, for people
 * @param rangeText what `svm-scale -s` wrote, where the rows were scaled with it before they were trained on
 * @throws OutsideError that names the file and says what does not fit
 */
export function importedModel(text: string, name: string, rangeText?: string): SvmModel {
  try {
    const whole = parseLibsvm(text, featureNames.length);
    const scaling = rangeText === undefined ? unscaled() : parseScaling(rangeText, featureNames.length);
    const machine = narrowed(whole, scaling);
    const { kernel, vectors } = machine;
    // What would be refused when it is loaded is refused now.
    return checkedSvmModel({
      format: svmFormat,
      version: svmVersion,
      features: scaling.map(({ column }) => featureNames[column]!),
      means: scaling.map(({ mean }) => mean),
      deviations: scaling.map(({ deviation }) => deviation),
      machine,
      training: {
        about: `imported from ${name}: ${kernel.kind} kernel, ${vectors.length} support vectors`,
        imported: name,
        kernel: kernel.kind,
        supportVectors: vectors.length,
      },
    } satisfies SvmModel);
  } catch (error) {
    if (error instanceof ModelError) throw new OutsideError(`${name}: ${error.message}`, { cause: error });
    throw error;
  }
}

function unscaled(): FeatureScaling[] {
  return featureNames.map((_, column) => ({ column, mean: 0, deviation: 1 }));
}

/** The machine without the features that the scaling leaves out, which to the machine were always 0. */
function narrowed(machine: KernelModel, scaling: readonly FeatureScaling[]): KernelModel {
  const columns = new Set(scaling.map(({ column }) => column));
  for (const vector of machine.vectors) {
    const left = vector.findIndex((value, column) => value !== 0 && !columns.has(column));
    if (left >= 0) {
      throw new ModelError(
        `feature ${left + 1} (${featureNames[left]!}) is used, but the range file leaves it out: give the range file of the very rows that it was trained on`,
      );
    }
  }
  return {
    ...machine,
    vectors: machine.vectors.map((vector) => scaling.map(({ column }) => vector[column]!)),
  };
}

/** The scaling of one feature: the number that was subtracted, and the divisor of the rest. */
export interface FeatureScaling {
  /** From 0. */
  readonly column: number;
  readonly mean: number;
  /** Above 0. */
  readonly deviation: number;
}

/**
 * Reads the output of `svm-scale -s`: a line `x`, the lower and the upper end of the scale, and for each feature its
 * number, lowest and highest value. Features that were constant are not in it: for `svm-scale` they are 0 from then on.
 *
 * @param width how many features there are
 * @throws ModelError that says in one line what does not fit
 */
export function parseScaling(text: string, width: number): FeatureScaling[] {
  const lines = text.trimEnd().split(/\r?\n/);
  // Before it may come the scaling of the labels, of which classes have none.
  const start = lines.findIndex((line) => line.trim() === 'x');
  if (start < 0) throw new ModelError('not a range file of svm-scale: the line "x" is missing');
  const [lower, upper] = parseNumbers(lines, start + 1, 2) as [number, number];
  if (lower >= upper) refuse(start + 1, `${lower} should be below ${upper}`);
  const scaling: FeatureScaling[] = [];
  for (let i = start + 2; i < lines.length; i++) {
    const [number, least, most] = parseNumbers(lines, i, 3) as [number, number, number];
    if (!Number.isInteger(number) || number < 1 || number > width) {
      refuse(i, `there is no feature ${number}, only 1 to ${width}`);
    }
    const column = number - 1;
    if (column <= (scaling.at(-1)?.column ?? -1)) refuse(i, 'the numbers of features should ascend');
    if (least >= most) refuse(i, `${least} should be below ${most}`);
    const deviation = (most - least) / (upper - lower);
    scaling.push({ column, mean: least - lower * deviation, deviation });
  }
  if (scaling.length === 0) throw new ModelError('the range file has no feature: were all of them constant?');
  return scaling;
}

function parseNumbers(lines: readonly string[], index: number, count: number): number[] {
  const words = (lines[index] ?? '').trim().split(/\s+/);
  const numbers = words.map(Number);
  if (words[0] === '' || numbers.length !== count || !numbers.every(Number.isFinite)) {
    refuse(index, `"${shown(words.join(' '))}" should be ${count} finite numbers`);
  }
  return numbers;
}

function refuse(index: number, rule: string): never {
  throw new ModelError(`the range file, line ${index + 1}: ${rule}`);
}
