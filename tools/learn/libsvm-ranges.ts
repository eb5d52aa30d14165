import { ModelError } from '../../analysis/detector.ts';
import { shown } from '../../analysis/detectors/libsvm-header.ts';

/** How one feature was scaled: what was subtracted from it, and what the rest was divided by. */
export interface FeatureScaling {
  /** From 0. */
  readonly column: number;
  readonly mean: number;
  /** Above 0. */
  readonly deviation: number;
}

/**
 * What `svm-scale -s` wrote: a line `x`, the lower and the upper end of what was scaled to, and for each feature its
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
