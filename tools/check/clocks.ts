import { describeClocks, judgeClocks } from '../../plugins/samples/host-clocks.ts';
import type { Finding } from './finding.ts';
import { firstOf } from './first-of.ts';
import type { SeenSeries } from './seen-series.ts';

/**
 * Says which clocks are wrong, as `dma predict` judges them. It predicts their hosts all the same.
 *
 * @param ownHost the name of this machine in collectd
 * @returns undefined when none is
 */
export function checkClocks(series: readonly SeenSeries[], ownHost: string | undefined): Finding | undefined {
  const offsets = new Map<string, number>();
  for (const { state, identifier, offsetSeconds } of series) {
    if (state !== 'fresh' && state !== 'young') continue;
    const known = offsets.get(identifier.host) ?? Number.POSITIVE_INFINITY;
    if (Math.abs(offsetSeconds) < Math.abs(known)) offsets.set(identifier.host, offsetSeconds);
  }
  const told = describeClocks(judgeClocks(offsets, ownHost));
  if (!told) return undefined;
  const { meaning, names, cause, cure } = told;
  return {
    subject: 'clocks',
    ok: true,
    kind: 'note',
    text: `${meaning}: ${firstOf(names)}; ${cause}; ${cure}`,
  };
}
