import type { Margins } from './boundary.ts';
import { type Folds, isTrainable } from './folds.ts';
import { marginOf, type TrainedModel, type TrainingRows } from './model-training.ts';
import { drawRows, featuresOfRow, type TrainingSeries } from './training-rows.ts';

/** Rows of each label that a model is judged by in each trial. */
const judgedRows = 1500;

/** The rows that a model is trained on, and those it is judged by. */
export interface Trial {
  readonly rows: TrainingRows;
  /** For each series, 1 for the rows that it is judged by. */
  readonly isJudged: readonly (Uint8Array | Int8Array)[];
}

/**
 * A trial for each fold that is held out; none when so no row of a label would be judged by a model trained on
 * others.
 */
export function trialsOf(everything: TrainingRows, folds: Folds): Trial[] {
  const { series } = everything;
  const trials = Array.from({ length: folds.count }, (_, fold) => ({
    rows: {
      ...everything,
      isUsable: series.map((each, i) => isTrainable(each, folds.of[i]!, fold, folds.embargoHorizons)),
    },
    isJudged: folds.of.map((of) => of.map((each) => (each === fold ? 1 : 0))),
  }));
  return judgesBoth(trials) ? trials : [];
}

function judgesBoth(trials: readonly Trial[]): boolean {
  const has = ({ series }: TrainingRows, which: Trial['isJudged'], label: number): boolean =>
    series.some(({ labels }, i) => labels.some((each, row) => each === label && which[i]![row] === 1));
  const trained = trials.filter(({ rows }) => [1, -1].every((label) => has(rows, rows.isUsable, label)));
  return [1, -1].every((label) => trained.some(({ rows, isJudged }) => has(rows, isJudged, label)));
}

/** The margins of the rows that each trial judges its model by; a trial without a model is left out. */
export function marginsOf(trials: readonly Trial[], models: readonly (TrainedModel | undefined)[]): Margins {
  const margins: Margins = { normal: [], abnormal: [] };
  for (const [trial, { rows, isJudged }] of trials.entries()) {
    const model = models[trial];
    if (!model) continue;
    const decide = marginOf(model);
    for (const [label, list] of [
      [1, margins.abnormal],
      [-1, margins.normal],
    ] as const) {
      for (const row of drawRows(rows.series, isJudged, label, judgedRows, rows.random))
        list.push(decide(featuresOfRow(row)));
    }
  }
  return margins;
}

/**
 * For each of the series, what the model of the trial that it is judged in says of each row; NaN for rows that are
 * judged in none, or without a model.
 */
export function rowMarginsOf(
  series: readonly TrainingSeries[],
  trials: readonly Trial[],
  models: readonly (TrainedModel | undefined)[],
): Float64Array[] {
  const margins = series.map(({ labels }) => new Float64Array(labels.length).fill(Number.NaN));
  for (const [trial, { isJudged }] of trials.entries()) {
    const model = models[trial];
    if (!model) continue;
    const decide = marginOf(model);
    for (const [which, each] of series.entries()) {
      for (const [index, is] of isJudged[which]!.entries()) {
        if (is === 1) margins[which]![index] = decide(featuresOfRow({ series: each, index }));
      }
    }
  }
  return margins;
}
