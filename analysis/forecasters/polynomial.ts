import { studentTwoSidedQuantile } from '../maths/distributions.ts';
import { defaultLevel, type Forecaster, forecastOf, tooFewSamples } from '../forecast.ts';
import { dampedReach, lineForecast, parabolaFit, parabolaMinimum } from './parabola-fit.ts';

/** Share of the window's span for which the parabola is followed ahead before it is damped. */
const reachShare = 1 / 2;

/**
 * A parabola of least squares, guarded: growth that accelerates or slows down.
 *
 * Equation: mean = line(h) + bend p2(g), where line and bend are those of `parabola-fit.ts` and g is h up to half of
 * the window's span, damped beyond and never more than the span; half width = t s sqrt(1 + 1/n + p1(h)^2 / S1 +
 * p2(g)^2 / S2) with t of Student's distribution for n - 3 degrees of freedom.
 *
 * A parabola outside its samples goes anywhere, hence two guards. Without a bend that is significant at 99 % it is the
 * line of least squares. With one, the mean leaves that line by less than nine times the bend that is seen within
 * the window (largest to smallest p2; for even sampling), and far ahead it goes on parallel to it.
 * The interval assumes independent residuals; where they are not, it is too narrow.
 * Source: Draper and Smith, Applied Regression Analysis, on polynomial models.
 */
export const polynomial = {
  name: 'polynomial',
  minimumSamples: parabolaMinimum,
  recovers: ['constant', 'line', 'parabola'],
  forecast(window, horizonSeconds, level = defaultLevel) {
    const { length } = window;
    if (length < parabolaMinimum) return tooFewSamples(length, parabolaMinimum);
    const fit = parabolaFit(window);
    if (!fit.bent) return lineForecast(fit, length, horizonSeconds, level);
    const p1 = horizonSeconds / fit.spanSeconds - fit.centre;
    const x = dampedReach(horizonSeconds / fit.spanSeconds, reachShare) - fit.centre;
    const p2 = x * x - fit.skew * x - fit.lift;
    const standardError = Math.sqrt(fit.residual / (length - 3));
    const variance = 1 + 1 / length + (p1 * p1) / fit.slopeSquares + (p2 * p2) / fit.bendSquares;
    const halfWidth = studentTwoSidedQuantile(level, length - 3) * standardError * Math.sqrt(variance);
    return forecastOf(fit.mean + fit.slope * p1 + fit.bend * p2, halfWidth, level, standardError, length);
  },
} satisfies Forecaster;
