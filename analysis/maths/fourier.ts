/** Complex numbers, their real and imaginary parts apart. */
export interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * The discrete Fourier transform of one length, in place.
 *
 * Source: Cooley and Tukey (1965), An algorithm for the machine calculation of complex Fourier series; radix 2.
 */
export class FourierTransform {
  readonly length: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #swaps: Uint32Array;

  /** @param length a power of two, at least 2 */
  constructor(length: number) {
    if (length < 2 || (length & (length - 1)) !== 0)
      throw new RangeError(`a transform has a power of two as its length, not ${length}`);
    this.length = length;
    this.#cos = Float64Array.from({ length: length / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / length));
    this.#sin = Float64Array.from({ length: length / 2 }, (_, i) => Math.sin((2 * Math.PI * i) / length));
    this.#swaps = new Uint32Array(length);
    for (let i = 1; i < length; i++) this.#swaps[i] = (this.#swaps[i >> 1]! >> 1) | (i & 1 ? length >> 1 : 0);
  }

  /** Replaces numbers by their transform. */
  forward({ re, im }: Spectrum): void {
    this.#transform(re, im);
  }

  /** Replaces a transform by `length` times the numbers that it was made from. */
  inverse({ re, im }: Spectrum): void {
    // The inverse is the transform with both parts exchanged.
    this.#transform(im, re);
  }

  #transform(re: Float64Array, im: Float64Array): void {
    const { length } = this;
    const [cos, sin, swaps] = [this.#cos, this.#sin, this.#swaps];
    for (let i = 0; i < length; i++) {
      const j = swaps[i]!;
      if (j <= i) continue;
      const [real, imaginary] = [re[i]!, im[i]!];
      re[i] = re[j]!;
      im[i] = im[j]!;
      re[j] = real;
      im[j] = imaginary;
    }
    for (let half = 1, stride = length / 2; half < length; half *= 2, stride /= 2) {
      for (let start = 0; start < length; start += 2 * half) {
        for (let k = 0, at = start; k < half; k++, at++) {
          const c = cos[k * stride]!;
          const s = sin[k * stride]!;
          const other = at + half;
          const real = re[other]! * c + im[other]! * s;
          const imaginary = im[other]! * c - re[other]! * s;
          re[other] = re[at]! - real;
          im[other] = im[at]! - imaginary;
          re[at]! += real;
          im[at]! += imaginary;
        }
      }
    }
  }
}
