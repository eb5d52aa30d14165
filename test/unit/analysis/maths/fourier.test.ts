import assert from 'node:assert/strict';
import { FourierTransform } from '../../../../analysis/maths/fourier.ts';
import { drawsFrom, seededRandom } from '../../../../analysis/maths/seeded-random.ts';

describe('a Fourier transform', () => {
  it('is the sum of waves that it is defined as, and its inverse gives the numbers back', () => {
    const draws = drawsFrom(seededRandom(1));
    const length = 16;
    const numbers = Float64Array.from({ length }, () => draws.normal());
    const spectrum = { re: Float64Array.from(numbers), im: new Float64Array(length) };
    const transform = new FourierTransform(length);
    transform.forward(spectrum);
    for (let k = 0; k < length; k++) {
      const angle = (i: number): number => (-2 * Math.PI * i * k) / length;
      const re = numbers.reduce((sum, number, i) => sum + number * Math.cos(angle(i)), 0);
      const im = numbers.reduce((sum, number, i) => sum + number * Math.sin(angle(i)), 0);
      assert.ok(Math.abs(spectrum.re[k]! - re) < 1e-12 && Math.abs(spectrum.im[k]! - im) < 1e-12, String(k));
    }
    transform.inverse(spectrum);
    for (let i = 0; i < length; i++) assert.ok(Math.abs(spectrum.re[i]! / length - numbers[i]!) < 1e-12);
  });

  it('has a power of two as its length', () => {
    assert.throws(() => new FourierTransform(12), RangeError);
    assert.throws(() => new FourierTransform(1), RangeError);
  });
});
