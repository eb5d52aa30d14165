import type { Config } from '../config/config.ts';

/** From this number of series on, everything of each of them is more than collectd should get. */
const manySeries = 2000;

/** True when only what speaks for an alert is computed and given to collectd, and the rest is screened. */
export function publishesAtRisk(
  { publish }: Pick<Config, 'publish'>,
  targets: readonly { readonly count: number }[],
): boolean {
  if (publish !== undefined) return publish === 'atRisk';
  return targets.reduce((sum, { count }) => sum + count, 0) >= manySeries;
}
