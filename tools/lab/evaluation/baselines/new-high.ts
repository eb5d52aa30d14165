import type { Sample } from '../../../../analysis/window.ts';
import { linear } from '../../../../analysis/forecasters/linear.ts';
import { quantile } from '../../../../analysis/maths/quantile.ts';
import { leastSeconds } from '../../../../analysis/scoring/crossings.ts';
import type { EvaluatedRow } from '../../../../analysis/scoring/labelled-series.ts';
import { Window } from '../../../../analysis/window.ts';
import type { Method } from '../method.ts';

/** A change this many times larger than the median one is a step: a bulk allocation or its end. */
const stepChanges = 8;

/**
 * Least squares over one horizon without the steps in it, and an alarm at a new high only: above everything that the
 * series had reached one horizon before. The best of the simple methods in earlier comparisons.
 */
export const newHigh: Method = {
  name: 'steps removed + new high',
  rowsOf(series) {
    const { samples, horizonSeconds, limit, intervalSeconds } = series;
    const rows: EvaluatedRow[] = [];
    let since: number | undefined;
    let first = 0;
    let highest = Number.NEGATIVE_INFINITY;
    for (const [index, { time, value }] of samples.entries()) {
      while (samples[first]!.time < time - horizonSeconds)
        highest = Math.max(highest, samples[first++]!.value);
      const recent = withoutSteps(samples.slice(first, index + 1));
      const window = new Window(Math.max(recent.length, linear.minimumSamples));
      for (const each of recent) window.append(each.time, each.value);
      const forecast = linear.forecast(window, horizonSeconds, 0.8);
      const known = forecast.kind === 'forecast' ? forecast : undefined;
      if (known && known.mean >= limit && value > highest) since ??= time;
      else since = undefined;
      rows.push({
        t: time,
        pred: known?.mean ?? null,
        q10: known?.lower ?? null,
        q90: known?.upper ?? null,
        alert: since !== undefined && time - since >= leastSeconds(intervalSeconds) - 1e-6,
      });
    }
    return rows;
  },
};

/** The same samples, up to the newest one, as they were if no step had come. */
function withoutSteps(samples: readonly Sample[]): Sample[] {
  const changes = samples.slice(1).map(({ value }, index) => value - samples[index]!.value);
  const sizes = changes.map(Math.abs).filter((size) => size > 0);
  const largest = stepChanges * (quantile(sizes, 0.5) ?? 0);
  const kept = [...samples];
  for (let index = changes.length - 1, removed = 0; index >= 0; index--) {
    if (Math.abs(changes[index]!) > largest) removed += changes[index]!;
    kept[index] = { time: samples[index]!.time, value: samples[index]!.value + removed };
  }
  return kept;
}
