import { SimpleLinearRegression } from 'ml-regression';
import { tooFewSamples, type Abstention } from './forecast.ts';
import type { Window } from './window.ts';

/**
 * Numbers that describe a window and have no unit, so that a model learned on one machine means the same on another.
 *
 * | name | meaning |
 * |---|---|
 * | `level` | newest value as a share of the limit |
 * | `trend` | change over one horizon at the window's least-squares slope, as a share of the limit |
 * | `spread` | residual standard error of that line, as a share of the limit |
 */
export const featureNames = ['level', 'trend', 'spread'] as const;

const minimumSamples = 3;

/**
 * The features in the order of {@link featureNames}, or an abstention when they cannot be computed.
 *
 * @param limit above 0, in the unit of the values
 * @param horizonSeconds above 0
 */
export function featuresOf(
  window: Window,
  limit: number,
  horizonSeconds: number,
): readonly number[] | Abstention {
  const { offsets, values, length } = window;
  if (length < minimumSamples) return tooFewSamples(length, minimumSamples);
  const line = new SimpleLinearRegression(offsets, values);
  let squares = 0;
  for (let i = 0; i < length; i++) squares += (values[i]! - line.predict(offsets[i]!)) ** 2;
  const features = [
    window.newest / limit,
    (line.slope * horizonSeconds) / limit,
    Math.sqrt(squares / (length - 2)) / limit,
  ];
  return features.every(Number.isFinite) ? features : { kind: 'abstention', reason: 'not-finite' };
}
