import assert from 'node:assert/strict';
import { ModelError } from '../../analysis/detector.ts';
import { decisionOf, type KernelModel } from '../../analysis/detectors/kernel-model.ts';
import { svmTrainers } from '../../analysis/detectors/trainers/registry.ts';
import type { Label, SvmTrainer } from '../../analysis/detectors/trainers/trainer.ts';
import { seededRandom } from '../../analysis/maths/seeded-random.ts';

interface Problem {
  readonly rows: readonly (readonly number[])[];
  readonly labels: readonly Label[];
}

/** Points around a circle are abnormal; those in its middle, a little nearer than the others, are normal. */
function ring(count: number): Problem {
  const random = seededRandom(5);
  const labels = Array.from({ length: count }, (_, i): Label => (i % 3 === 0 ? 1 : -1));
  const rows = labels.map((label) => {
    const angle = 2 * Math.PI * random();
    const radius = label === 1 ? 1.4 + 0.3 * random() : 0.9 * random();
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  return { rows, labels };
}

/** Two clouds that overlap: their middles are twice `apart` away from each other, in deviations. */
function clouds(count: number, apart: number, width: number): Problem {
  const random = seededRandom(1);
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const labels = Array.from({ length: count }, (_, i): Label => (i % 12 < 5 ? 1 : -1));
  const rows = labels.map((label) => Array.from({ length: width }, () => gauss() + apart * label));
  return { rows, labels };
}

const xor: Problem = {
  rows: [
    [-1, -1],
    [-1, 1],
    [1, 1],
    [1, -1],
  ],
  labels: [-1, 1, -1, 1],
};

function train(
  trainer: SvmTrainer,
  { rows, labels }: Problem,
  cost: number,
  gamma: number,
  seed = 3,
): KernelModel {
  return trainer.train(rows, labels, { cost, gamma, random: seededRandom(seed) });
}

function decisions(machine: KernelModel, { rows }: Problem): number[] {
  const decide = decisionOf(machine);
  return rows.map((row) => decide(Float64Array.from(row)));
}

function assertSeparates(machine: KernelModel, problem: Problem): void {
  for (const [i, decision] of decisions(machine, problem).entries()) {
    assert.ok(decision * problem.labels[i]! > 0, `row ${i}: ${decision}`);
  }
}

function assertUsable(
  { kernel, vectors, coefficients, bias }: KernelModel,
  width: number,
  cost: number,
): void {
  assert.equal(kernel.kind, 'rbf');
  assert.ok(vectors.length > 0 && vectors.length === coefficients.length);
  assert.ok(vectors.every((vector) => vector.length === width && vector.every(Number.isFinite)));
  assert.ok(coefficients.every((coefficient) => Math.abs(coefficient) <= 2.001 * cost && coefficient !== 0));
  assert.ok(Number.isFinite(bias));
}

/** Collects the output on stdout and stderr meanwhile. */
function writtenBy(act: () => void): string {
  const { stdout, stderr } = process;
  const streams = [stdout, stderr].map((stream) => ({ stream, write: stream.write.bind(stream) }));
  let written = '';
  const record = (chunk: string | Uint8Array): boolean => {
    written += String(chunk);
    return true;
  };
  for (const { stream } of streams) stream.write = record;
  try {
    act();
  } finally {
    for (const { stream, write } of streams) stream.write = write;
  }
  return written;
}

describe('every trainer of support vector machines', () => {
  it('has a name of its own', () => {
    assert.equal(new Set(svmTrainers.map(({ name }) => name)).size, svmTrainers.length);
    assert.ok(svmTrainers.length > 1);
  });

  it('leaves it to Node.js what happens to a rejection that nobody looks at', () => {
    const ending = process
      .listeners('unhandledRejection')
      .filter((listener) => /\bexit\b/.test(String(listener)));
    assert.deepEqual(ending.map(String), []);
  });

  for (const trainer of svmTrainers) {
    describe(trainer.name, () => {
      it('separates rows that can be separated', () => {
        const problem = ring(90);
        assertSeparates(train(trainer, problem, 100, 0.5), problem);
      });

      it('solves XOR, whose middle belongs to nobody', () => {
        const machine = train(trainer, xor, 10, 0.5);
        assertSeparates(machine, xor);
        assert.ok(Math.abs(decisionOf(machine)(Float64Array.of(0, 0))) < 0.01);
      });

      it('is above 0 on the abnormal side, whichever label comes first', () => {
        const problem = ring(60);
        for (const order of [1, -1]) {
          const sorted = problem.labels
            .map((label, i) => ({ label, row: problem.rows[i]! }))
            .toSorted((a, b) => order * (a.label - b.label));
          const turned = { rows: sorted.map(({ row }) => row), labels: sorted.map(({ label }) => label) };
          const decide = decisionOf(train(trainer, turned, 100, 0.5));
          assert.ok(decide(Float64Array.of(1.5, 0)) > 0.5, 'on the ring');
          assert.ok(decide(Float64Array.of(0, 0)) < -0.5, 'in the middle');
        }
      });

      it('makes the same machine of the same rows, settings and random numbers', () => {
        const problem = clouds(80, 0.4, 5);
        const machine = train(trainer, problem, 3, 0.1);
        assert.deepEqual(train(trainer, problem, 3, 0.1), machine);
        assertUsable(machine, 5, 3);
      });

      it('keeps the settings it was given, and the rows as they are, to the last digit', () => {
        const problem = clouds(60, 0.4, 3);
        const gamma = 1 / 3;
        const { kernel, vectors } = train(trainer, problem, 3, gamma);
        assert.deepEqual(kernel, { kind: 'rbf', gamma });
        const known = new Set(problem.rows.map(String));
        assert.ok(vectors.every((vector) => known.has(String(vector))));
      });

      it('leaves the rows and labels as they were, and gives none of them away', () => {
        const problem = clouds(60, 0.4, 3);
        const before = structuredClone(problem);
        const { vectors } = train(trainer, problem, 3, 0.3);
        for (const vector of vectors as number[][]) vector.fill(9);
        assert.deepEqual(problem, before);
      });

      for (const [label, missing] of [
        [1, 'normal'],
        [-1, 'abnormal'],
      ] as const) {
        it(`refuses rows of which none is ${missing}`, () => {
          assert.throws(
            () => train(trainer, { rows: [[1], [2]], labels: [label, label] }, 1, 1),
            new ModelError(`nothing to learn from: none of the rows is ${missing}`),
          );
        });
      }

      it('says nothing', () => {
        assert.equal(
          writtenBy(() => train(trainer, ring(60), 10, 0.5)),
          '',
        );
      });

      it('comes back with a machine from rows that nobody could tell apart', () => {
        const { rows, labels } = clouds(60, 0, 3);
        // Each row is there with both labels.
        const problem = {
          rows: [...rows, ...rows],
          labels: [...labels, ...labels.map((label) => -label as Label)],
        };
        assertUsable(train(trainer, problem, 100, 0.5), 3, 100);
      });

      it('comes back with a machine whichever random numbers it gets', () => {
        const problem = clouds(100, 0.08, 6);
        for (let seed = 0; seed < 12; seed++) assertUsable(train(trainer, problem, 1, 0.1, seed), 6, 1);
      });

      it('has a machine or a ModelError for rows that are all the same', () => {
        const rows = [...Array(4)].map(() => [0, 0]);
        try {
          assertUsable(train(trainer, { rows, labels: [1, 1, -1, -1] }, 1, 0.5), 2, 1);
        } catch (error) {
          if (!(error instanceof ModelError)) throw error;
          assert.match(error.message, /found no model for 4 rows at cost 1 .*: use the trainer /);
        }
      });

      it('finds what another one finds', () => {
        const other = svmTrainers.find((each) => each !== trainer)!;
        for (const [problem, cost, gamma] of [
          [ring(60), 10, 0.5],
          [clouds(100, 0.3, 4), 1, 0.15],
          [clouds(100, 0.3, 4), 10, 0.15],
        ] as const) {
          const expected = decisions(train(other, problem, cost, gamma), problem);
          for (const [i, decision] of decisions(train(trainer, problem, cost, gamma), problem).entries()) {
            // They stop at 0.001 and at 0.0001, of a margin of 1.
            assert.ok(Math.abs(decision - expected[i]!) < 0.02, `row ${i}: ${decision}, not ${expected[i]}`);
          }
        }
      });
    });
  }
});
