import { ModelError } from '../../detector.ts';
import { featureNames } from '../../features.ts';
import { svmFormat, svmVersion, type SvmModel } from '../svm-model.ts';
import type { SvmTrainer } from '../trainers/trainer.ts';
import { foldsOf, isTrainable, type Folds } from './folds.ts';
import {
  marginOf,
  trainMachine,
  trainPupil,
  type Settings,
  type TrainedMachine,
  type TrainingRows,
} from './machine-training.ts';
import { drawRows, featuresOfRow } from './row-choice.ts';
import type { TrainingSeries } from './training-series.ts';

/** What is tried, smoother ones first: of equally good ones the first is taken. */
const costs = [1, 3, 10];
const widths = [0.2, 0.6, 2];
/** How much better than the best so far is better. */
const noticeable = 0.005;
/** Rows of each label that a candidate is judged by in each fold. */
const judgedRows = 1500;

export const defaultFalseShare = 0.01;

export interface SvmTrainingOptions {
  readonly trainer: SvmTrainer;
  /** Numbers from 0 to below 1; the same ones give the same model. */
  readonly random: () => number;
  /** Share of normal time that may be called abnormal, 0 to 1 (default: 0.01). */
  readonly falseShare?: number | undefined;
  /** What an earlier search found, to save the time of searching again (default: they are searched). */
  readonly settings?: Settings | undefined;
  /** One line for the model file: what it was trained on. */
  readonly about: string;
  /** What else goes into its `training`. */
  readonly notes?: Readonly<Record<string, unknown>> | undefined;
  /** Is told the share that is done, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** A model, and how good such a model is on what it was not trained on. */
export interface TrainedSvm {
  readonly model: SvmModel;
  /** What was held out together. */
  readonly heldOutBy: Folds['by'];
  /**
   * For each series, the margin of each row by a model trained without its fold; NaN for rows without a label, and where
   * no model could be trained without them.
   */
  readonly heldOutMargins: readonly Float64Array[];
}

/**
 * Trains a support vector machine to tell abnormal rows from normal ones.
 *
 * C and the width of the kernel are searched by cross-validation: the pair that finds most abnormal rows while calling
 * at most `falseShare` of the normal ones abnormal. With them a teacher is trained, its boundary is put where that
 * share is met on held-out rows, a pupil with few support vectors learns its answers, and its boundary is put likewise.
 *
 * Where no row of a label can be held out, because there are too few, nothing is searched, the boundary is put by the
 * rows that were learned from, and no margin is a held-out one: what share of normal time is called abnormal is not known.
 *
 * @throws ModelError when there is nothing to learn from, or the trainer finds no machine
 */
export function trainSvm(series: readonly TrainingSeries[], options: SvmTrainingOptions): TrainedSvm {
  const { trainer, random, falseShare = defaultFalseShare, onProgress = () => undefined } = options;
  checkLabels(series);
  const folds = foldsOf(series);
  const everything = {
    series,
    isUsable: series.map(({ labels }) => new Uint8Array(labels.length).fill(1)),
    trainer,
    random,
  };
  const heldOut: Part[] = Array.from({ length: folds.count }, (_, fold) => ({
    rows: {
      ...everything,
      isUsable: series.map((each, i) => isTrainable(each, folds.of[i]!, fold, folds.embargoHorizons)),
    },
    isHeldOut: folds.of.map((of) => of.map((each) => (each === fold ? 1 : 0))),
  }));
  const isJudged = canJudge(heldOut);
  const parts = isJudged ? heldOut : [{ rows: everything, isHeldOut: everything.isUsable }];
  const given = options.settings ?? (isJudged ? undefined : { cost: costs[0]!, width: widths[0]! });
  let done = 0;
  const searched = given ? 0 : costs.length * widths.length;
  const steps = searched * parts.length + 2 * parts.length + 1;
  const step = (): void => onProgress(++done / steps);

  const { cost, width } =
    given ??
    searchSettings((settings) => {
      const machines = parts.map(({ rows }) => {
        step();
        return trainMachine(rows, trainer.fewRows, settings);
      });
      return boundaryOf(marginsOf(parts, machines), falseShare).recall;
    });
  const teachers = parts.map(({ rows }) => {
    step();
    return trainMachine(rows, trainer.manyRows, { cost, width });
  });
  const { boundary } = boundaryOf(marginsOf(parts, teachers), falseShare);
  const pupils = parts.map(({ rows }, fold) => {
    step();
    const teacher = teachers[fold];
    return teacher && trainPupil(rows, teacher, boundary, width);
  });
  // A pupil is no perfect copy: where its boundary has to be is seen on what it has not seen either.
  const shift = boundaryOf(marginsOf(parts, pupils), falseShare).boundary;
  const heldOutMargins = series.map(({ labels }) => new Float64Array(labels.length).fill(Number.NaN));
  for (const [fold, pupil] of pupils.entries()) {
    if (pupil && isJudged) judgeFold(series, folds, fold, moved(pupil, shift), heldOutMargins);
  }
  const teacher = trainMachine(everything, trainer.manyRows, { cost, width })!;
  const pupil = moved(trainPupil(everything, teacher, boundary, width), shift);
  step();
  return {
    model: modelOf(pupil, options, { trainer: trainer.name, cost, width, falseShare }),
    heldOutBy: folds.by,
    heldOutMargins,
  };
}

/** The settings with the highest recall, or smoother ones that are as good. */
function searchSettings(recallOf: (settings: Settings) => number): Settings {
  let best: (Settings & { readonly recall: number }) | undefined;
  for (const width of widths) {
    for (const cost of costs) {
      const recall = recallOf({ cost, width });
      if (!best || recall > best.recall + noticeable) best = { cost, width, recall };
    }
  }
  return best!;
}

function checkLabels(series: readonly TrainingSeries[]): void {
  for (const [label, name] of [
    [1, 'abnormal'],
    [-1, 'normal'],
  ] as const) {
    if (series.some(({ labels }) => labels.includes(label))) continue;
    throw new ModelError(`nothing to learn from: no ${name} sample`);
  }
}

/** Margins of held-out rows, by label. */
interface Margins {
  readonly normal: number[];
  readonly abnormal: number[];
}

/** One fold: what a machine is trained on, and what it is judged by. */
interface Part {
  readonly rows: TrainingRows;
  /** For each series, 1 for the rows of the fold. */
  readonly isHeldOut: readonly (Uint8Array | Int8Array)[];
}

/** Whether rows of each label are judged by a machine that is trained on others. */
function canJudge(parts: readonly Part[]): boolean {
  const has = ({ series }: TrainingRows, isUsable: Part['isHeldOut'], label: number): boolean =>
    series.some(({ labels }, which) =>
      labels.some((each, row) => each === label && isUsable[which]![row] === 1),
    );
  const trained = parts.filter(({ rows }) => [1, -1].every((label) => has(rows, rows.isUsable, label)));
  return [1, -1].every((label) => trained.some(({ rows, isHeldOut }) => has(rows, isHeldOut, label)));
}

/** What each machine says of rows of its own fold; `undefined` for a fold without a machine. */
function marginsOf(parts: readonly Part[], machines: readonly (TrainedMachine | undefined)[]): Margins {
  const margins: Margins = { normal: [], abnormal: [] };
  for (const [fold, { rows, isHeldOut }] of parts.entries()) {
    const machine = machines[fold];
    if (!machine) continue;
    const decide = marginOf(machine);
    for (const [label, list] of [
      [1, margins.abnormal],
      [-1, margins.normal],
    ] as const) {
      for (const row of drawRows(rows.series, isHeldOut, label, judgedRows, rows.random))
        list.push(decide(featuresOfRow(row)));
    }
  }
  return margins;
}

/**
 * Where the boundary finds most abnormal rows while at most `falseShare` of the normal ones lie beyond it; between
 * there and where it would find noticeably fewer, in the middle: false calls that gain nothing are not made.
 */
function boundaryOf({ normal, abnormal }: Margins, falseShare: number): { boundary: number; recall: number } {
  const lowest = ascending(normal, 1 - falseShare) ?? 0;
  const recall = abnormal.filter((margin) => margin > lowest).length / abnormal.length;
  const highest = ascending(abnormal, 1 - recall + noticeable) ?? lowest;
  return { boundary: (lowest + Math.max(lowest, highest)) / 2, recall };
}

/** The number that this share of them is below; undefined when there are none. */
function ascending(numbers: readonly number[], share: number): number | undefined {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length))];
}

/** The same machine with its boundary at this margin. */
function moved({ standardisation, machine }: TrainedMachine, boundary: number): TrainedMachine {
  return { standardisation, machine: { ...machine, bias: machine.bias - boundary } };
}

function judgeFold(
  series: readonly TrainingSeries[],
  folds: Folds,
  fold: number,
  machine: TrainedMachine,
  into: readonly Float64Array[],
): void {
  const decide = marginOf(machine);
  for (const [which, each] of series.entries()) {
    const foldOfRow = folds.of[which]!;
    const margins = into[which]!;
    for (let index = 0; index < foldOfRow.length; index++) {
      if (foldOfRow[index] === fold) margins[index] = decide(featuresOfRow({ series: each, index }));
    }
  }
}

function modelOf(
  { standardisation, machine }: TrainedMachine,
  { about, notes }: SvmTrainingOptions,
  figures: Readonly<Record<string, unknown>>,
): SvmModel {
  const { columns, means, deviations, reach } = standardisation;
  return {
    format: svmFormat,
    version: svmVersion,
    features: columns.map((column) => featureNames[column]!),
    means,
    deviations,
    reach,
    machine,
    training: { about, ...figures, ...notes },
  };
}
