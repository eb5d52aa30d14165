import { parseConfig } from '../../plugins/config/config.ts';
import { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { SeriesNames } from '../../plugins/samples/series-names.ts';
import { lookAtSeries, type Sight } from '../../tools/check/seen-series.ts';
import type { Finding } from '../../tools/check/finding.ts';
import { checkTargets, type TargetsParts } from '../../tools/check/targets.ts';
import type { FakeRedis } from './fake-redis.ts';

/** The time of the check, in epoch seconds. */
export const checkTime = 10_000;

export interface CheckedOptions extends Partial<
  Pick<
    TargetsParts,
    'cached' | 'startedSeconds' | 'pause' | 'isTimeUp' | 'ownHost' | 'isCounter' | 'isRefused'
  >
> {
  readonly reader?: WriteRedisReader;
}

/** Does as `dma check` with the targets of a dma.yaml, such as `{m: {series: ...}}`. */
export async function checkedTargets(
  targets: string,
  redis: FakeRedis,
  options: CheckedOptions = {},
): Promise<readonly Finding[]> {
  const { findings } = await checkTargets(
    parseConfig(`targets: ${targets}`, 'f'),
    await partsOf(redis, options),
  );
  return findings;
}

/** Only looks at their series. */
export async function seenSeries(
  targets: string,
  redis: FakeRedis,
  options: CheckedOptions = {},
): Promise<Sight> {
  return lookAtSeries(parseConfig(`targets: ${targets}`, 'f').targets, await partsOf(redis, options));
}

async function partsOf(redis: FakeRedis, options: CheckedOptions) {
  const { reader = new WriteRedisReader(redis) } = options;
  const allNames = await reader.names();
  return {
    cached: undefined,
    isTimeUp: () => false,
    pause: async () => undefined,
    ...options,
    reader,
    allNames,
    names: new SeriesNames(allNames),
    now: checkTime,
  };
}
