import { studentTwoSidedQuantile } from '../maths/distributions.ts';
import { defaultLevel, type Forecaster, forecastOf, tooFewSamples } from '../forecast.ts';
import { dampedReach, lineForecast, parabolaFit, parabolaMinimum } from './parabola-fit.ts';
import { exponentialFit, growth, growthByRate } from './exponential-fit.ts';

/** Share of the window's span for which faster and faster growth is followed ahead before it is damped. */
const reachShare = 1 / 2;

/**
 * An exponential with a level of its own, guarded: growth that doubles at a fixed period, or that approaches a bound.
 *
 * Equation: mean = f(g) + slope (h - g), f(x) = a + b e^(c x) by `exponential-fit.ts`, slope that of the line of
 * least squares. With c below 0, f approaches a: its own bound is guard enough, and g = h. With c above 0, g is h up
 * to half of the window's span or until the growth has doubled once (whichever is less), damped beyond and never more
 * than twice that: at most two doublings ahead, then the slope of the line. Half width = t (s sqrt(1 + v) + (h - g)
 * times the standard error of slope), v by the delta method over a, b and c, t of Student's distribution for n - 3
 * degrees of freedom. The interval assumes independent residuals. Where it is not better than the line of least
 * squares (F test at 99 %), or bends so sharply that it is a step, it is that line.
 * Source: Seber and Wild (1989), Nonlinear Regression.
 */
export const exponential = {
  name: 'exponential',
  minimumSamples: parabolaMinimum,
  recovers: ['constant', 'line', 'exponential'],
  forecast(window, horizonSeconds, level = defaultLevel) {
    const { length } = window;
    if (length < parabolaMinimum) return tooFewSamples(length, parabolaMinimum);
    const line = parabolaFit(window);
    const fit = exponentialFit(window);
    if (!fit.accepted) return lineForecast(line, length, horizonSeconds, level);
    const ahead = horizonSeconds / line.spanSeconds;
    const x = fit.rate < 0 ? ahead : dampedReach(ahead, Math.min(reachShare, Math.LN2 / fit.rate));
    const growthAhead = growth(fit.rate, x);
    const g = growthAhead - fit.gMean;
    const d = growthByRate(fit.rate, x, growthAhead) - fit.dMean - fit.share * g;
    const standardError = Math.sqrt(fit.residual / (length - 3));
    const variance = 1 + 1 / length + (g * g) / fit.gSquares + (d * d) / fit.dSquares;
    const error = standardError * (Math.sqrt(variance) + (ahead - x) / Math.sqrt(line.slopeSquares));
    const halfWidth = studentTwoSidedQuantile(level, length - 3) * error;
    const mean = fit.mean + fit.factor * g + line.slope * (ahead - x);
    return forecastOf(mean, halfWidth, level, standardError, length);
  },
} satisfies Forecaster;
