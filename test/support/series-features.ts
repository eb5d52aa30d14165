import { FeatureTracker } from '../../analysis/features/feature-tracker.ts';
import type { Sample } from '../../analysis/window.ts';

/** The features after the last of these samples, 60 s ahead, for a limit of 1000 by default. */
export function featuresAfter(samples: readonly Sample[], limit = 1000): Float64Array {
  const tracker = new FeatureTracker(60);
  for (const { time, value } of samples) tracker.append(time, value, limit);
  const { features } = tracker;
  if ('kind' in features) throw new Error(`no features: ${features.reason}`);
  return features.slice();
}
