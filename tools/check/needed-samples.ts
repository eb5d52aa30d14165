import type { SeenSeries } from './sight.ts';

/** Number of samples before the first risk, and the same with some to spare. */
export const [minSamples, firstSamples] = [4, 6];
/** No more are looked for: of thousands of series it would take too long. */
const maxSamples = 2000;

/** The number of samples after which a series has its first prediction, by the options of its target; at most 2000. */
export function neededSamples({
  config,
  intervalSeconds = 1,
}: Pick<SeenSeries, 'config' | 'intervalSeconds'>): number {
  const { ensemble, minimumSamples = 0, minimumWindowRatio = 0, horizonSeconds } = config;
  // One more than the committee needs.
  const judged = ensemble ? ensemble.minimumSamples + 1 : minimumSamples;
  const pastSeconds = horizonSeconds === 'auto' ? 0 : minimumWindowRatio * horizonSeconds;
  const ofPast = Math.ceil(pastSeconds / Math.max(0.1, intervalSeconds)) + 1;
  return Math.min(maxSamples, Math.max(firstSamples, judged, ofPast));
}
