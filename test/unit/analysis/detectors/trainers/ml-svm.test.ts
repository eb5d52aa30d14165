import assert from 'node:assert/strict';
import { ModelError } from '../../../../../analysis/detector.ts';
import { decisionOf, type KernelModel } from '../../../../../analysis/detectors/kernel-model.ts';
import { mlSvm } from '../../../../../analysis/detectors/trainers/ml-svm.ts';
import type { Label } from '../../../../../analysis/detectors/trainers/trainer.ts';
import { seededRandom } from '../../../../../analysis/maths/seeded-random.ts';

/** Two clouds that lie nearly on top of each other. */
function clouds(count: number, seed = 1): { rows: number[][]; labels: Label[] } {
  const random = seededRandom(seed);
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const labels = Array.from({ length: count }, (_, i): Label => (i % 12 < 5 ? 1 : -1));
  return { labels, rows: labels.map((label) => Array.from({ length: 3 }, () => gauss() + 0.08 * label)) };
}

/** The numbers again and again, for ever. */
function repeated(numbers: readonly number[]): () => number {
  let drawn = 0;
  return () => numbers[drawn++ % numbers.length]!;
}

function assertWithin(cost: number, { coefficients, bias }: KernelModel): void {
  assert.ok(Number.isFinite(bias));
  for (const coefficient of coefficients) assert.ok(Math.abs(coefficient) <= 2.001 * cost, `${coefficient}`);
}

describe('the trainer ml-svm', () => {
  it('takes the machine as it is when it runs out of rounds, without the rows that say nothing', () => {
    const { rows, labels } = clouds(12, 11);
    const machine = mlSvm.train(rows, labels, { cost: 1e6, gamma: 0.01, random: seededRandom(3) });
    assertWithin(1e6, machine);
    assert.equal(machine.vectors.length, 11);
    assert.ok(machine.coefficients.every((coefficient) => coefficient !== 0));
    const decide = decisionOf(machine);
    const right = rows.filter((row, i) => decide(Float64Array.from(row)) * labels[i]! > 0);
    assert.ok(right.length >= 10, `${right.length} of 12`);
  });

  it('draws lots again when its numbers run away', () => {
    const { rows, labels } = clouds(40);
    const machine = mlSvm.train(rows, labels, { cost: 0.01, gamma: 0.01, random: seededRandom(4) });
    assertWithin(0.01, machine);
    assert.ok(machine.vectors.length > 30);
  });

  it('says what to do when the lots do not help', () => {
    const { rows, labels } = clouds(12, 2);
    const numbers = Array.from({ length: 5 }, seededRandom(3));
    assert.throws(
      () => mlSvm.train(rows, labels, { cost: 0.1, gamma: 1, random: repeated(numbers) }),
      new ModelError('ml-svm found no model for 12 rows at cost 0.1 in 5 attempts: use the trainer libsvm'),
    );
  });

  it('hands on any other complaint of ml-svm', () => {
    const random = seededRandom(1);
    assert.throws(
      () => mlSvm.train([[1]], [1, -1], { cost: 1, gamma: 1, random }),
      /Features and labels should have the same length/,
    );
  });
});
