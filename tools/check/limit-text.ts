import { anomalyTests } from '../../analysis/detectors/ensemble/registry.ts';
import { formatAmounts, formatDuration } from '../../notifiers/event/alert-units.ts';
import { unitOf } from '../../plugins/collectd/types-db.ts';
import type { TargetConfig } from '../../plugins/config/target-config.ts';

/**
 * Formats the limit of a target as it was found, such as `limit 14.4 of 16.0 GiB, 60 s ahead`; of series with different
 * limits, the lowest and the highest.
 *
 * @param type collectd's type of the series
 * @param capacities of the series; Infinity for an unknown one
 * @param chosenSeconds the horizons that auto stands for (default: none is known)
 */
export function limitText(
  { limit, limitSide, horizonSeconds, ensemble }: TargetConfig,
  type: string,
  capacities: readonly number[],
  chosenSeconds: readonly number[] = [],
): string {
  if (ensemble) return `no limit, ${ensemble.votes} of ${anomalyTests.length} tests have to agree`;
  const unit = unitOf({ type });
  const known = capacities.filter(Number.isFinite).toSorted((a, b) => a - b);
  const limits = known.map((capacity) =>
    typeof limit === 'number' ? limit : limit.shareOfCapacity * capacity,
  );
  if (limits.length === 0 && typeof limit === 'number') limits.push(limit);
  const ahead =
    horizonSeconds === 'auto' ? chosenText(chosenSeconds) : `${formatDuration(horizonSeconds)} ahead`;
  const [lowest, highest] = [limits[0], limits.at(-1)];
  if (lowest === undefined || highest === undefined) return ahead;
  const word = limitSide === 'lower' ? 'lower limit' : 'limit';
  if (known.length === 0) return `${word} ${formatAmounts([lowest], '', unit)}, ${ahead}`;
  const [smallest, largest] = [known[0]!, known.at(-1)!];
  if (smallest === largest) return `${word} ${formatAmounts([lowest, largest], ' of ', unit)}, ${ahead}`;
  const [limitRange, capacityRange] = [
    [lowest, highest],
    [smallest, largest],
  ].map((ends) => formatAmounts(ends, ' to ', unit));
  // Amounts that differ by less than is shown are one.
  return isOneAmount(limitRange!) && isOneAmount(capacityRange!)
    ? `${word} ${formatAmounts([highest, largest], ' of ', unit)}, ${ahead}`
    : `${word} ${limitRange}, of ${capacityRange}, ${ahead}`;
}

/** True for such as `14.4 to 14.4 GiB`. */
function isOneAmount(range: string): boolean {
  const [from, to] = range.split(' to ');
  return to === from || to?.split(' ')[0] === from;
}

function chosenText(seconds: readonly number[]): string {
  if (seconds.length === 0) return 'horizon auto not chosen yet';
  const sorted = seconds.toSorted((a, b) => a - b);
  const texts = [sorted[0]!, sorted.at(-1)!].map(formatDuration);
  return `${[...new Set(texts)].join(' to ')} ahead (auto)`;
}
