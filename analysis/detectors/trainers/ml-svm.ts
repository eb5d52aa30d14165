import SVM from 'ml-svm';
import { ModelError } from '../../detector.ts';
import type { KernelModel } from '../kernel-model.ts';
import { requireBothLabels, type SvmTrainer } from './trainer.ts';

/** Rounds over all rows. On noisy rows and at a high cost it may not be done by then, but it is close. */
const maxRounds = 10_000;
const maxAttempts = 5;
/** It lets a coefficient exceed the cost now and then; twice as much hardly shows, but some run away to infinity. */
const maxOverCost = 2;

/**
 * ml-svm: JavaScript alone, and slow: the time grows with the cube of the rows.
 *
 * Where its numbers run away it draws lots again, which nearly always helps.
 *
 * Source: Platt (1998), Sequential minimal optimization, in its simplified form.
 */
export const mlSvm = {
  name: 'ml-svm',
  fewRows: 150,
  manyRows: 400,
  train(rows, labels, { cost, gamma, random }) {
    requireBothLabels(labels);
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const model = attemptOf(rows, labels, { cost, gamma, random });
      if (isUsable(model, cost)) return model;
    }
    throw new ModelError(
      `ml-svm found no model for ${rows.length} rows at cost ${cost} in ${maxAttempts} attempts: use the trainer libsvm`,
    );
  },
} satisfies SvmTrainer;

function attemptOf(...[rows, labels, { cost, gamma, random }]: Parameters<SvmTrainer['train']>): KernelModel {
  const svm = new SVM({
    C: cost,
    kernel: 'rbf',
    // Its kernel is exp(-|u - v|^2 / (2 sigma^2)).
    kernelOptions: { sigma: Math.sqrt(1 / (2 * gamma)) },
    random,
    maxIterations: maxRounds,
    whitening: false,
  });
  try {
    svm.train(
      rows.map((row) => [...row]),
      [...labels],
    );
  } catch (error) {
    if (!isOutOfRounds(error)) throw error;
  }
  const { X, Y, alphas, b } = svm;
  // Out of rounds, it still has all rows.
  const used = alphas.flatMap((alpha, i) => (alpha === 0 ? [] : [i]));
  return {
    kernel: { kind: 'rbf', gamma },
    vectors: used.map((i) => X[i]!),
    coefficients: used.map((i) => alphas[i]! * Y[i]!),
    bias: b,
  };
}

function isOutOfRounds(error: unknown): boolean {
  return error instanceof Error && error.message === 'max iterations reached';
}

function isUsable({ vectors, coefficients, bias }: KernelModel, cost: number): boolean {
  const most = maxOverCost * cost * (1 + 1e-6);
  return (
    vectors.length > 0 &&
    Number.isFinite(bias) &&
    coefficients.every((coefficient) => Math.abs(coefficient) <= most)
  );
}
