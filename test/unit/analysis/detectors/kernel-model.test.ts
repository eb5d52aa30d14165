import assert from 'node:assert/strict';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';
import { decisionOf, type Kernel, type KernelModel } from '../../../../analysis/detectors/kernel-model.ts';

function machineWith(kernel: Kernel): KernelModel {
  return {
    kernel,
    vectors: [
      [1, 2],
      [-1, 0.5],
      [0, 3],
    ],
    coefficients: [2, -1, 0.5],
    bias: 0.25,
  };
}

function assertDecision(kernel: Kernel, x: readonly number[], expected: number): void {
  const decision = decisionOf(machineWith(kernel))(Float64Array.from(x));
  assert.ok(Math.abs(decision - expected) < 1e-12 * (1 + Math.abs(expected)), `${decision}, not ${expected}`);
}

describe('a kernel machine', () => {
  // With x = (3, -1), u . v is 1, -3.5 and -3; |u - v|^2 is 13, 18.25 and 25.
  const x = [3, -1];

  it('decides by a plane where its kernel is linear', () => {
    assertDecision({ kind: 'linear' }, x, 2 * 1 + 3.5 - 1.5 + 0.25);
    assertDecision({ kind: 'linear' }, [0, 0], 0.25);
  });

  it('decides by powers where its kernel is a polynomial', () => {
    const kernel = { kind: 'polynomial', degree: 3, gamma: 2, offset: 1 } as const;
    assertDecision(kernel, x, 2 * 27 - -216 + 0.5 * -125 + 0.25);
    assertDecision(kernel, [0, 0], 2 - 1 + 0.5 + 0.25);
  });

  it('decides by distances where its kernel is the RBF', () => {
    const expected = 2 * Math.exp(-1.3) - Math.exp(-1.825) + 0.5 * Math.exp(-2.5) + 0.25;
    assertDecision({ kind: 'rbf', gamma: 0.1 }, x, expected);
    assertDecision({ kind: 'rbf', gamma: 0.1 }, [1e9, 0], 0.25);
  });

  it('decides by the distance from each of many vectors', () => {
    // Four at a time, and the rest one by one.
    for (const count of [4, 8, 11]) {
      const random = seededRandom(count);
      const numbers = (length: number): number[] => Array.from({ length }, () => 4 * random() - 2);
      const vectors = Array.from({ length: count }, () => numbers(5));
      const [coefficients, point] = [numbers(count), numbers(5)];
      let expected = 0.5;
      for (const [index, vector] of vectors.entries()) {
        const squares = vector.reduce((sum, number, place) => sum + (number - point[place]!) ** 2, 0);
        expected += coefficients[index]! * Math.exp(-0.1 * squares);
      }
      const kernel = { kind: 'rbf', gamma: 0.1 } as const;
      const decision = decisionOf({ kernel, vectors, coefficients, bias: 0.5 })(Float64Array.from(point));
      assert.ok(Math.abs(decision - expected) < 1e-12, `${decision}, not ${expected}`);
    }
  });

  it('says the same by a polynomial of degree 1 as by a plane', () => {
    const linear = decisionOf(machineWith({ kind: 'linear' }));
    const polynomial = decisionOf(machineWith({ kind: 'polynomial', degree: 1, gamma: 1, offset: 0 }));
    for (let i = -5; i <= 5; i++) {
      const point = Float64Array.of(i, i * i - 7.3);
      assert.ok(Math.abs(linear(point) - polynomial(point)) < 1e-12);
    }
  });

  for (const kernel of [
    { kind: 'linear' },
    { kind: 'polynomial', degree: 2, gamma: 1, offset: 1 },
    { kind: 'rbf', gamma: 0.5 },
  ] as const) {
    it(`leaves what it is asked about as it was, and says the same again: ${kernel.kind}`, () => {
      const decide = decisionOf(machineWith(kernel));
      const point = Float64Array.from(x);
      const first = decide(point);
      decide(Float64Array.of(7, 7));
      assert.equal(decide(point), first);
      assert.deepEqual([...point], x);
    });

    it(`does not notice when the machine is changed afterwards: ${kernel.kind}`, () => {
      const machine = structuredClone(machineWith(kernel)) as {
        vectors: number[][];
        coefficients: number[];
      } & KernelModel;
      const decide = decisionOf(machine);
      const first = decide(Float64Array.from(x));
      machine.vectors[0]![0] = 99;
      machine.coefficients[0] = 99;
      assert.equal(decide(Float64Array.from(x)), first);
    });
  }

  it('hands NaN on, for whoever asks to see', () => {
    for (const kernel of [{ kind: 'linear' }, { kind: 'rbf', gamma: 1 }] as const) {
      assert.ok(Number.isNaN(decisionOf(machineWith(kernel))(Float64Array.of(Number.NaN, 1))));
    }
  });
});
