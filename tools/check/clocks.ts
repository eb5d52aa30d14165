import { describeClocks, judgeClocks } from '../../plugins/samples/host-clocks.ts';
import type { Finding } from './finding.ts';
import { firstOf } from './first-of.ts';
import type { SeenSeries } from './sight.ts';

const subject = 'clocks';

/**
 * Says which clocks are wrong, as `dma predict` judges them. It predicts their hosts all the same.
 *
 * @param ownHost the name of this machine in collectd
 * @param told the number of hosts that `dma predict` tells of
 * @returns undefined when none is
 */
export function checkClocks(
  series: readonly SeenSeries[],
  ownHost: string | undefined,
  told = 0,
): Finding | undefined {
  const offsets = new Map<string, number>();
  for (const { state, identifier, offsetSeconds } of series) {
    if (state !== 'fresh' && state !== 'young') continue;
    const known = offsets.get(identifier.host) ?? Number.POSITIVE_INFINITY;
    if (Math.abs(offsetSeconds) < Math.abs(known)) offsets.set(identifier.host, offsetSeconds);
  }
  const wrong = describeClocks(judgeClocks(offsets, ownHost));
  // What is fresh by its predictions has shown no clock, and that of a host which was set back hides behind its past.
  if (!wrong) return told > 0 ? note(toldByPredict(told)) : undefined;
  const { meaning, names, cause, cure } = wrong;
  return note(`${meaning}: ${firstOf(names)}; ${cause}; ${cure}`);
}

function note(text: string): Finding {
  return { subject, ok: true, kind: 'note', text };
}

function toldByPredict(count: number): string {
  const clocks =
    count === 1 ? "the clock of a host, or this machine's, is" : `the clocks of ${count} hosts are`;
  return `${clocks} wrong, as dma predict sees it; its notification of dma-self/gauge-wrong_clocks says which, and what to do`;
}
