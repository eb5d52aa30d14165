import type { Forecaster } from './forecast.ts';
import type { Window } from './window.ts';

/** Crossings further away than this many horizons are "not in sight". */
export const sightHorizons = 60;

/** Where the path of the forecast is looked at, in horizons: fine near now, where it matters. */
const grid = [1 / 8, 1 / 4, 1 / 2, 3 / 4, 1, 2, 4, 8, 16, 32, sightHorizons];

/**
 * Time to exhaustion: seconds from the newest sample until the forecast's path first reaches `limit`.
 *
 * Works on any forecaster: the path is looked at on a grid and the first crossing found there is narrowed by
 * bisection, to a millionth of the horizon.
 *
 * @returns 0 when the newest value is already at the limit; undefined when no crossing is in sight (up to
 *   `sightHorizons` horizons) or the forecaster abstains
 */
export function timeToExhaustion(
  forecaster: Forecaster,
  window: Window,
  limit: number,
  horizonSeconds: number,
): number | undefined {
  if (window.newest >= limit) return 0;
  let low = 0;
  for (const step of grid) {
    let high = step * horizonSeconds;
    const reaches = pathReaches(forecaster, window, limit, high);
    if (reaches === undefined) return undefined;
    if (!reaches) {
      low = high;
      continue;
    }
    while (high - low > 1e-6 * horizonSeconds) {
      const middle = (low + high) / 2;
      if (pathReaches(forecaster, window, limit, middle)) high = middle;
      else low = middle;
    }
    return high;
  }
  return undefined;
}

function pathReaches(
  forecaster: Forecaster,
  window: Window,
  limit: number,
  ahead: number,
): boolean | undefined {
  const forecast = forecaster.forecast(window, ahead);
  return forecast.kind === 'forecast' ? forecast.mean >= limit : undefined;
}
