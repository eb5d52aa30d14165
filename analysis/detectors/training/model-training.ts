import { decisionOf, type KernelModel } from '../kernel-model.ts';
import type { Label, SvmTrainer } from '../trainers/trainer.ts';
import {
  draw,
  drawRows,
  featuresOfRow,
  type Row,
  standardisationOf,
  standardised,
  type TrainingSeries,
} from './training-rows.ts';
import { type Standardisation, standardiseInto } from '../standardisation.ts';

/** The share of abnormal rows in training; the boundary is placed later. */
const abnormalShare = 5 / 12;
/** The pupil's questions are drawn from this many times its rows. */
const examSize = 12;
/** Answers of the teacher this close to its boundary, in its own margins, say nothing. */
const undecided = 0.08;
/** Closer than this is near the boundary... */
const nearMargin = 1;
/** ...from where this share of the pupil's rows comes. */
const nearShare = 0.6;
/** The share of abnormal rows among the rows far from the boundary. */
const farAbnormalShare = 3 / 8;
const pupilRows = 1000;
/** The teacher's answers are free of noise, and can be learned to the letter. */
const pupilCost = 100;
const pupilSmoothness = 2 / 3;

/** The settings that a search decides on. */
export interface Settings {
  readonly cost: number;
  /** The kernel's gamma times the number of features. */
  readonly width: number;
}

/** A model with what it needs to look at a row. */
export interface TrainedModel {
  readonly standardisation: Standardisation;
  readonly model: KernelModel;
}

export interface TrainingRows {
  readonly series: readonly TrainingSeries[];
  /** For each series, 1 for the rows that may be used. */
  readonly isUsable: readonly Uint8Array[];
  readonly trainer: SvmTrainer;
  readonly random: () => number;
}

/**
 * Trains a model on some of the rows, balanced so that neither label drowns.
 *
 * @returns undefined when one of the labels has no row
 * @throws ModelError when the trainer finds no model
 */
export function trainModel(
  { series, isUsable, trainer, random }: TrainingRows,
  count: number,
  { cost, width }: Settings,
): TrainedModel | undefined {
  const abnormal = drawRows(series, isUsable, 1, Math.round(abnormalShare * count), random);
  const normal = drawRows(series, isUsable, -1, count - Math.round(abnormalShare * count), random);
  if (abnormal.length === 0 || normal.length === 0) return undefined;
  const rows = [...abnormal, ...normal];
  const standardisation = standardisationOf(rows);
  const gamma = width / standardisation.columns.length;
  return { standardisation, model: fit(rows, standardisation, trainer, { cost, gamma, random }) };
}

/**
 * A model that answers as another one does, with much fewer support vectors: it is trained on the other's answers,
 * most of them near the boundary. The teacher's answers are free of noise, and noise is what support
 * vectors are spent on.
 *
 * Source: Bucila, Caruana and Niculescu-Mizil (2006), Model compression, KDD.
 *
 * @param boundary the teacher's margin that is to be the pupil's 0
 * @returns the teacher, with its bias moved, where it leaves no doubt to learn from
 */
export function trainPupil(
  { series, isUsable, trainer, random }: TrainingRows,
  { standardisation, model }: TrainedModel,
  boundary: number,
  width: number,
): TrainedModel {
  const count = Math.min(pupilRows, trainer.manyRows);
  const questions = [1, -1].flatMap((label) =>
    drawRows(series, isUsable, label as Label, (examSize * count) / 2, random),
  );
  const decide = marginOf({ standardisation, model });
  const answered = questions.flatMap((row) => {
    const margin = decide(featuresOfRow(row)) - boundary;
    return Math.abs(margin) < undecided ? [] : [{ ...row, label: margin > 0 ? 1 : -1, margin } as const];
  });
  const some = (isNear: boolean, label: Label, share: number): Row[] => {
    const of = answered.filter((row) => Math.abs(row.margin) < nearMargin === isNear && row.label === label);
    return draw(of, Math.round(share * count), random);
  };
  const rows = [
    ...some(true, 1, nearShare / 2),
    ...some(true, -1, nearShare / 2),
    ...some(false, 1, (1 - nearShare) * farAbnormalShare),
    ...some(false, -1, (1 - nearShare) * (1 - farAbnormalShare)),
  ];
  if (new Set(rows.map(({ label }) => label)).size < 2) {
    return withBoundaryAt(boundary, { standardisation, model });
  }
  const gamma = (pupilSmoothness * width) / standardisation.columns.length;
  return {
    standardisation,
    model: fit(rows, standardisation, trainer, { cost: pupilCost, gamma, random }),
  };
}

/** The model's margin of a row; the argument is as long as `featureNames`. */
export function marginOf({ standardisation, model }: TrainedModel): (features: Float32Array) => number {
  const decide = decisionOf(model);
  const scratch = new Float64Array(standardisation.columns.length);
  return (features) => {
    standardiseInto(scratch, standardisation, features);
    return decide(scratch);
  };
}

/** The same model with its boundary at this margin. */
export function withBoundaryAt(margin: number, { standardisation, model }: TrainedModel): TrainedModel {
  return { standardisation, model: { ...model, bias: model.bias - margin } };
}

function fit(
  rows: readonly Row[],
  standardisation: Standardisation,
  trainer: SvmTrainer,
  settings: Parameters<SvmTrainer['train']>[2],
): KernelModel {
  return trainer.train(
    rows.map((row) => standardised(standardisation, featuresOfRow(row))),
    rows.map(({ label }) => label),
    settings,
  );
}
