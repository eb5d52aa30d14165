import assert from 'node:assert/strict';
import type { Abstention, Forecast } from '../../../../analysis/forecast.ts';
import { auto } from '../../../../analysis/forecasters/auto.ts';
import { findForecaster } from '../../../../analysis/forecasters/registry.ts';
import { Window } from '../../../../analysis/window.ts';

const times = [0, 1, 2.5, 4, 5, 6.5, 8, 9, 10, 12, 13, 14];
const noise = [3, -1, 2, -4, 1, 0, -2, 4, -3, 2, -1, 1];
/** The mean gap. */
const stepSeconds = 14 / 11;

/** The values at `times`: a line, a parabola and an exponential, with noise. */
const series = {
  line: times.map((time, index) => 100 + 3 * time + noise[index]!),
  parabola: times.map((time, index) => 100 + time + time * time * 0.5 + noise[index]! / 4),
  exponential: times.map((time, index) => 100 + 5 * 2 ** (time / 3) + noise[index]! / 2),
};

/** A leak with a wave, noise and a restart. */
function leak(second: number): number {
  return 300 + 2 * second + 40 * Math.sin(second / 7) + ((second * 37) % 11) - (second >= 180 ? 150 : 0);
}

/** Mean, ends of the interval and error are these, within the digits of the normal quantile. */
function isForecast(found: Forecast | Abstention, expected: readonly number[]): void {
  assert.ok(found.kind === 'forecast', JSON.stringify(found));
  const { mean, lower, upper, residualStandardError } = found;
  for (const [index, number] of [mean, lower, upper, residualStandardError].entries())
    assert.ok(Math.abs(number - expected[index]!) < 1e-5, `${number} instead of ${expected[index]}`);
}

/** Computed by plain implementations of the published equations in Python, with NumPy and SciPy. */
describe('a forecast is what its equations say, in another language', () => {
  for (const [name, shape, steps, ...expected] of [
    ['naive', 'line', 3, 143, 129.947835, 156.052165, 5.91608],
    ['naive', 'line', 11, 143, 118.007006, 167.992994, 5.91608],
    ['linear', 'line', 3, 153.348136, 148.963367, 157.732905, 2.559488],
    ['linear', 'line', 11, 183.634582, 177.66599, 189.603175, 2.559488],
    ['theil-sen', 'line', 3, 152.927001, 147.95532, 157.898682, 2.902082],
    ['theil-sen', 'line', 11, 182.605525, 175.838022, 189.373029, 2.902082],
    ['holt', 'line', 3, 153.201626, 149.434031, 156.969221, 2.6932],
    ['holt', 'line', 11, 183.433295, 179.413602, 187.452989, 2.6932],
    ['damped-holt', 'line', 3, 153.478123, 148.054012, 158.902233, 3.247666],
    ['damped-holt', 'line', 11, 180.6325, 166.282779, 194.982221, 3.247666],
    ['polynomial', 'parabola', 3, 277.371522, 275.561307, 279.181737, 0.650898],
    ['polynomial', 'parabola', 11, 471.989276, 467.052012, 476.926539, 0.650898],
    ['exponential', 'exponential', 3, 403.723819, 392.01638, 415.431258, 1.334502],
    ['exponential', 'exponential', 11, 664.47261, 635.205583, 693.739637, 1.334502],
  ] as const)
    it(`of ${name}, ${steps} steps ahead`, () => {
      const window = Window.of(times.map((time, index) => ({ time, value: series[shape][index]! })));
      isForecast(findForecaster(name)!.forecast(window, steps * stepSeconds), expected);
    });

  for (const [seconds, ahead, ...expected] of [
    [40, 60, 364.255649, 292.211191, 463.44296, 85.615884],
    [150, 15, 647.71603, 585.114673, 704.256071, 59.570699],
    [150, 180, 872.156849, 458.454539, 1550.390961, 545.968211],
    [200, 60, 507.260605, 295.683595, 606.859534, 155.58797],
    [400, 15, 996.2546, 888.660521, 1074.544321, 92.9419],
    [400, 60, 1052.83793, 622.461612, 1365.996814, 371.767601],
    [400, 180, 1204.963569, 622.461612, 2143.203463, 760.370925],
  ] as const)
    it(`of auto after ${seconds} s, ${ahead} s ahead`, () => {
      const follower = auto.follow(60);
      for (let second = 0; second <= seconds; second++) follower.append(1.8e9 + second, leak(second));
      isForecast(follower.forecast(ahead), expected);
      // The quantiles of the normal distribution for 95 % and 80 %.
      const [mean, ...ends] = expected;
      const [lower, upper] = ends.map((end) => mean + ((end - mean) * 1.959964) / 1.281552);
      const wide = follower.forecast(ahead, 0.95);
      assert.ok(wide.kind === 'forecast');
      assert.ok(Math.abs(wide.lower - lower!) < 1e-2 && Math.abs(wide.upper - upper!) < 1e-2);
    });
});
