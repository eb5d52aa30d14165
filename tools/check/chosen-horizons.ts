import type { TargetConfig } from '../../plugins/config/target-config.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { outputNames } from '../../plugins/series/prediction-values.ts';
import { HorizonLook } from '../outlook/horizon-look.ts';
import type { SeenSeries, SightParts } from './sight.ts';

/** Number of series that are asked for at once. */
const seriesAtOnce = 1000;

export interface ChosenHorizonsParts extends Pick<SightParts, 'now' | 'isTimeUp'> {
  readonly reader: Pick<WriteRedisReader, 'newestEntry' | 'after'>;
  /** The names of all series in Redis. */
  readonly allNames: readonly string[];
}

/**
 * The horizons in seconds of the series of a target that leaves them open, as far as there is time.
 *
 * @returns empty where dma.yaml has a number; rejects with StoreError when Redis cannot be read
 */
export async function chosenHorizons(
  { horizonSeconds }: Pick<TargetConfig, 'horizonSeconds'>,
  living: readonly SeenSeries[],
  { reader, allNames, now, isTimeUp }: ChosenHorizonsParts,
): Promise<readonly number[]> {
  if (horizonSeconds !== 'auto') return [];
  const horizons = new HorizonLook(reader);
  const known = new Set(allNames);
  const chosen: number[] = [];
  for (let start = 0; start < living.length && !isTimeUp(); start += seriesAtOnce) {
    const looks = living.slice(start, start + seriesAtOnce).map((one) => {
      const outputs = outputNames(one.identifier.host, one.target, one.config.output, one.captures);
      return horizons.look(one, outputs, known, now);
    });
    chosen.push(...(await Promise.all(looks)));
  }
  return chosen;
}
