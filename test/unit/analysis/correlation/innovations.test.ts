import assert from 'node:assert/strict';
import { innovations } from '../../../../analysis/correlation/innovations.ts';
import { drawsFrom, seededRandom } from '../../../../analysis/maths/seeded-random.ts';

const length = 512;

function series(seed: number, valueAt: (step: number) => number, size = 1): Float64Array {
  const draws = drawsFrom(seededRandom(seed));
  return Float64Array.from({ length }, (_, step) => valueAt(step) + size * draws.normal());
}

function correlation(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, number, i) => sum + number * b[i]!, 0);
}

const season = (step: number): number => 20 * Math.sin(step / 8) + 5 * step;
const peak = (step: number): number => (step === 200 ? 1e6 : 0);

describe('innovations', () => {
  it('have the mean 0 and the sum of squares 1', () => {
    const numbers = innovations(series(1, (step) => 3 * step))!;
    assert.ok(Math.abs(numbers.reduce((sum, number) => sum + number, 0)) < 1e-9);
    assert.ok(Math.abs(correlation(numbers, numbers) - 1) < 1e-9);
  });

  it('of two series with the same season and trend have nothing to do with each other', () => {
    const [a, b] = [series(1, season), series(2, season)].map((one) => innovations(one)!);
    assert.ok(Math.abs(correlation(a!, b!)) < 0.15);
  });

  it('are not ruled by one peak', () => {
    const [a, b] = [series(1, peak), series(2, peak)].map((one) => innovations(one)!);
    assert.ok(Math.abs(correlation(a!, b!)) < 0.2);
    const sparse = innovations(series(1, (step) => (step % 40 === 7 ? 1 : peak(step)), 0))!;
    assert.ok(Math.max(...sparse.map(Math.abs)) < 0.5);
  });

  it('are none of a constant, and of what its past tells', () => {
    assert.equal(innovations(series(1, () => 1e12, 0)), undefined);
    assert.equal(innovations(series(1, (step) => 1e6 + 3 * step, 0)), undefined);
  });
});
