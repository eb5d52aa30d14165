import { parseConfig } from '../../plugins/config/config.ts';
import { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { SeriesNames } from '../../plugins/samples/series-names.ts';
import type { Finding } from '../../tools/check/finding.ts';
import { lookAtSeries, type SightParts } from '../../tools/check/seen-series.ts';
import { lookAtNeeds } from '../../tools/check/series-needs.ts';
import { checkTarget } from '../../tools/check/target.ts';
import type { FakeRedis } from './fake-redis.ts';

/** The time of the check, in epoch seconds. */
export const checkTime = 10_000;

export interface CheckedOptions extends Partial<
  Pick<SightParts, 'cached' | 'startedSeconds' | 'pause' | 'isTimeUp'>
> {
  readonly reader?: WriteRedisReader;
}

/** Does what `dma check` does with the targets of a dma.yaml, such as `{m: {series: ...}}`. */
export async function checkTargets(targets: string, redis: FakeRedis, options: CheckedOptions = {}) {
  const config = parseConfig(`targets: ${targets}`, 'f');
  const { reader = new WriteRedisReader(redis), startedSeconds } = options;
  const parts = {
    cached: undefined,
    isTimeUp: () => false,
    pause: async () => undefined,
    ...options,
    reader,
    names: new SeriesNames(await reader.names()),
    now: checkTime,
  };
  const { series, unseen } = await lookAtSeries(config.targets, parts);
  const findings: Finding[] = [];
  for (const [name, target] of Object.entries(config.targets)) {
    const seen = series.filter((one) => one.target === name);
    const needs = await lookAtNeeds(
      target,
      seen.filter(({ state }) => state !== 'gone' && state !== 'unreadable'),
      parts,
    );
    findings.push(
      checkTarget(name, target, { names: parts.names, seen, needs, justStartedSeconds: startedSeconds }),
    );
  }
  return { findings, series, unseen };
}
