import assert from 'node:assert/strict';
import {
  kolmogorovTail,
  normalCdf,
  normalQuantile,
  normalTail,
  normalTwoSidedTail,
  studentTwoSidedQuantile,
  studentTwoSidedTail,
} from '../../../../analysis/maths/distributions.ts';

describe('the normal distribution', () => {
  it('agrees with printed tables', () => {
    const table: [number, number][] = [
      [0, 0.5],
      [0.5, 0.691462461274013],
      [1, 0.841344746068543],
      [1.96, 0.97500210485178],
      [3, 0.99865010196837],
      [-1, 0.158655253931457],
      [-2.326347874, 0.01],
      [-6, 9.865876e-10],
    ];
    for (const [z, p] of table) assert.ok(Math.abs(normalCdf(z) - p) < 8e-8, `P(Z <= ${z})`);
  });

  it('has a tail with digits far out', () => {
    const table: [number, number][] = [
      [2, 2.275013194817921e-2],
      [3, 1.349898031630095e-3],
      [6, 9.865876450376981e-10],
      [10, 7.619853024160527e-24],
    ];
    for (const [z, p] of table) assert.ok(Math.abs(normalTail(z) / p - 1) < 1e-6, `P(Z > ${z})`);
  });

  it('stays a probability far out', () => {
    for (const z of [-1e308, -50, 50, 1e308]) assert.equal(normalCdf(z), z < 0 ? 0 : 1);
  });

  it('has quantiles that agree with printed tables', () => {
    const table: [number, number][] = [
      [0.5, 0],
      [0.9, 1.2815515655],
      [0.95, 1.644853627],
      [0.975, 1.959963985],
      [0.995, 2.575829304],
      [0.1, -1.2815515655],
    ];
    for (const [p, z] of table) assert.ok(Math.abs(normalQuantile(p) - z) < 3e-6, `quantile of ${p}`);
  });

  it('has no quantile for what is not a probability', () => {
    for (const p of [0, 1, -0.1, 1.1, Number.NaN]) {
      assert.throws(() => normalQuantile(p), {
        name: 'RangeError',
        message: `a probability lies between 0 and 1, not ${p}`,
      });
    }
  });
});

describe("Student's distribution", () => {
  it('agrees with printed tables of two-sided quantiles', () => {
    const table: [level: number, degreesOfFreedom: number, t: number][] = [
      [0.8, 1, 3.0776835372],
      [0.8, 2, 1.8856180832],
      [0.8, 3, 1.6377443537],
      [0.8, 18, 1.3303909436],
      [0.95, 1, 12.7062047362],
      [0.95, 2, 4.3026527297],
      [0.95, 5, 2.5705818356],
      [0.95, 10, 2.228138852],
      [0.95, 30, 2.0422724563],
      [0.95, 120, 1.9799304051],
      [0.99, 4, 4.6040948713],
      [0.999, 7, 5.4078825209],
    ];
    for (const [level, degreesOfFreedom, expected] of table) {
      const t = studentTwoSidedQuantile(level, degreesOfFreedom);
      assert.ok(Math.abs(t / expected - 1) < 1e-8, `t(${level}, ${degreesOfFreedom}) is ${t}`);
      assert.equal(studentTwoSidedQuantile(level, degreesOfFreedom), t, 'and the same when asked again');
    }
  });

  it('comes close to the normal distribution with many degrees of freedom', () => {
    assert.ok(Math.abs(studentTwoSidedQuantile(0.8, 9_998) - normalQuantile(0.9)) < 1e-3);
  });

  it('has no quantile for what is not a level', () => {
    for (const level of [0, 1, Number.NaN]) {
      assert.throws(() => studentTwoSidedQuantile(level, 5), {
        name: 'RangeError',
        message: `a level lies between 0 and 1, not ${level}`,
      });
    }
  });
});

/** Figures of @stdlib/stats-base-dists. */
describe('the tails of distributions', () => {
  it('of the normal one are right far out as well', () => {
    for (const [z, tail] of [
      [0, 1],
      [2, 2 * 0.02275013194817922],
      [3, 2 * 0.0013498980316300957],
      [5, 2 * 2.866515718791946e-7],
      [8, 2 * 6.220960574271819e-16],
    ] as const)
      assert.ok(Math.abs(normalTwoSidedTail(z) / tail - 1) < 1e-5, `${z}: ${normalTwoSidedTail(z)}`);
  });

  it("of Student's are right as far as 1e-14", () => {
    for (const [t, degreesOfFreedom, tail] of [
      [0, 7, 1],
      [3, 10, 2 * 0.006671827511284794],
      [5, 30, 2 * 0.000011648342733503881],
      [8, 100, 2 * 1.136432403864046e-12],
      [20, 198, 0],
    ] as const)
      assert.ok(Math.abs(studentTwoSidedTail(t, degreesOfFreedom) - tail) < 1e-14, `${t}`);
  });

  it("of Kolmogorov's agree with Smirnov's table", () => {
    for (const [d, tail] of [
      [0, 1],
      [0.29, 1],
      [0.5, 0.963945],
      [1, 0.27],
      [1.36, 0.049486],
      [1.63, 0.009846],
      [2, 0.00067],
    ] as const)
      assert.ok(Math.abs(kolmogorovTail(d) - tail) < 1e-5, `${d}: ${kolmogorovTail(d)}`);
    assert.ok(kolmogorovTail(1.000001) < kolmogorovTail(1));
  });
});
