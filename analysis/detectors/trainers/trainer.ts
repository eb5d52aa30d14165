import type { KernelModel } from '../kernel-model.ts';
import { ModelError } from '../../detector.ts';

/** Normal is -1, abnormal is 1. */
export type Label = -1 | 1;

export interface TrainerSettings {
  /** The cost of a row on the wrong side of the boundary (C), above 0. */
  readonly cost: number;
  /** The gamma of the kernel exp(-gamma |u - v|^2), above 0. */
  readonly gamma: number;
  /** Numbers from 0 to below 1, for trainers that draw lots. */
  readonly random: () => number;
}

/**
 * A program that finds the support vector machine (C-SVC, RBF kernel) of some rows.
 *
 * Laws: rows that can be separated are; the same rows, settings and random numbers give the same model; the model's
 * decision is above 0 on the side of the label 1; the rows are left as they were.
 */
export interface SvmTrainer {
  readonly name: string;
  /** Rows that take it well below a second, and a few seconds, on noisy rows at a cost up to 10. */
  readonly fewRows: number;
  readonly manyRows: number;
  /**
   * @param rows of one length, finite, of standard deviation 1 or so; both labels among them
   * @throws ModelError when one of the labels is missing, or it finds no model
   */
  train(
    rows: readonly (readonly number[])[],
    labels: readonly Label[],
    settings: TrainerSettings,
  ): KernelModel;
}

/** @throws ModelError when all rows are normal, or all are abnormal: there is no boundary between them */
export function requireBothLabels(labels: readonly Label[]): void {
  for (const [label, name] of [
    [1, 'abnormal'],
    [-1, 'normal'],
  ] as const) {
    if (!labels.includes(label)) throw new ModelError(`nothing to learn from: none of the rows is ${name}`);
  }
}
