import { ModelError } from '../../detector.ts';
import { featureNames } from '../../features/features.ts';
import { svmFormat, type SvmModel, svmVersion } from '../svm-model.ts';
import type { SvmTrainer } from '../trainers/trainer.ts';
import { boundaryOf, noticeable } from './boundary.ts';
import { type Folds, foldsOf } from './folds.ts';
import {
  type Settings,
  type TrainedModel,
  trainModel,
  trainPupil,
  withBoundaryAt,
} from './model-training.ts';
import type { TrainingSeries } from './training-rows.ts';
import { marginsOf, rowMarginsOf, trialsOf } from './trials.ts';

export const defaultFalseShare = 0.01;

export interface SvmTrainingOptions {
  readonly trainer: SvmTrainer;
  /** Numbers from 0 to below 1; the same ones give the same model. */
  readonly random: () => number;
  /** Share of normal time that may be called abnormal, 0 to 1 (default: 0.01). */
  readonly falseShare?: number | undefined;
  /** The result of an earlier search, to save the time of another one (default: settings are searched). */
  readonly settings?: Settings | undefined;
  /** One line for the model file: what it was trained on. */
  readonly about: string;
  /** Further members of its `training`. */
  readonly notes?: Readonly<Record<string, unknown>> | undefined;
  /** Is told the share that is done, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** A model, and how good such a model is on what it was not trained on. */
export interface TrainedSvm {
  readonly model: SvmModel;
  /** The unit that was held out. */
  readonly heldOutBy: Folds['by'];
  /**
   * For each series, the margin of each row by a model trained without its fold; NaN for rows without a label, and
   * where no model could be trained without them.
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
 * rows that were learned from, and no margin is a held-out one: what share of normal time is called abnormal is not
 * known.
 *
 * @throws ModelError when there is nothing to learn from, or the trainer finds no model
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
  const heldOut = trialsOf(everything, folds);
  const isHeldOut = heldOut.length > 0;
  const trials = isHeldOut ? heldOut : [{ rows: everything, isJudged: everything.isUsable }];
  const given = options.settings ?? (isHeldOut ? undefined : smoothestSettings);
  let done = 0;
  const steps = (given ? 0 : searchedSettings * trials.length) + 2 * trials.length + 1;
  const step = (): void => onProgress(++done / steps);

  const { cost, width } =
    given ??
    searchSettings((settings) => {
      const models = trials.map(({ rows }) => {
        step();
        return trainModel(rows, trainer.fewRows, settings);
      });
      return boundaryOf(marginsOf(trials, models), falseShare).recall;
    });
  const teachers = trials.map(({ rows }) => {
    step();
    return trainModel(rows, trainer.manyRows, { cost, width });
  });
  const boundary = boundaryOf(marginsOf(trials, teachers), falseShare).margin;
  const pupils = trials.map(({ rows }, trial) => {
    step();
    const teacher = teachers[trial];
    return teacher && trainPupil(rows, teacher, boundary, width);
  });
  // A pupil is no perfect copy: where its boundary has to be is seen on what it has not seen either.
  const shift = boundaryOf(marginsOf(trials, pupils), falseShare).margin;
  const shifted = pupils.map((pupil) => pupil && withBoundaryAt(shift, pupil));
  const heldOutMargins = rowMarginsOf(series, heldOut, shifted);
  const teacher = trainModel(everything, trainer.manyRows, { cost, width })!;
  const pupil = withBoundaryAt(shift, trainPupil(everything, teacher, boundary, width));
  step();
  return {
    model: modelOf(pupil, options, { trainer: trainer.name, cost, width, falseShare }),
    heldOutBy: folds.by,
    heldOutMargins,
  };
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

function modelOf(
  { standardisation, model }: TrainedModel,
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
    machine: model,
    training: { about, ...figures, ...notes },
  };
}

/** The settings to try, smoother ones first: of equally good ones the first is taken. */
const costs = [1, 3, 10] as const;
const widths = [0.2, 0.6, 2] as const;

/** The number of pairs in a search. */
export const searchedSettings = costs.length * widths.length;

/** The settings where nothing can be searched. */
export const smoothestSettings: Settings = { cost: costs[0], width: widths[0] };

/** The settings with the highest recall, or smoother ones that are as good. */
export function searchSettings(recallOf: (settings: Settings) => number): Settings {
  let best: (Settings & { readonly recall: number }) | undefined;
  for (const width of widths) {
    for (const cost of costs) {
      const recall = recallOf({ cost, width });
      if (!best || recall > best.recall + noticeable) best = { cost, width, recall };
    }
  }
  return best!;
}
