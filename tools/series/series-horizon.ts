import { minHorizonSamples } from '../../analysis/auto-horizon.ts';
import { formatDuration } from '../../notifiers/event/alert-units.ts';
import { IdentifierPattern } from '../../plugins/collectd/identifier-pattern.ts';
import { formatIdentifier, parseIdentifier } from '../../plugins/collectd/identifier.ts';
import type { TargetConfig } from '../../plugins/config/target-config.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { horizonByPast } from '../../plugins/series/horizon-keeper.ts';
import { horizonIdentifier, outputNames, type OutputNames } from '../../plugins/series/prediction-values.ts';
import { OutsideError } from '../process/command-error.ts';
import { horizonText } from './chosen-horizon.ts';

/** An older horizon that `dma predict` gave may no longer be the one it predicts by. */
const maxAgeSeconds = 3600;

/** The name of the horizon that `dma predict` gives back for a series whose target leaves it open. */
export function horizonNameOf(outputs: Pick<OutputNames, 'host' | 'resource'>): string {
  return formatIdentifier(horizonIdentifier(outputs));
}

/**
 * The horizon in seconds that `dma predict` gave for a series last.
 *
 * @param name see {@link horizonNameOf}
 * @param at epoch seconds
 * @returns undefined when it gave none in the hour before; rejects as the reader does
 */
export async function givenHorizon(
  reader: Pick<WriteRedisReader, 'newestEntry'>,
  name: string,
  at: number,
): Promise<number | undefined> {
  const entry = await reader.newestEntry(name, at);
  const seconds = entry?.values[0] ?? 0;
  return entry && at - entry.time <= maxAgeSeconds && seconds > 0 ? seconds : undefined;
}

/** A horizon, and a line that says where it comes from; absent for the one of dma.yaml. */
export interface SeriesHorizon {
  readonly seconds: number;
  readonly remark?: string;
}

/**
 * The horizon of one series of Redis: of dma.yaml, as `dma predict` gave it, or chosen as it would be.
 *
 * @param target the name of the target, where the series is one of it
 * @param at epoch seconds
 * @returns rejects with OutsideError where there are too few samples, and as the reader does
 */
export async function horizonOfSeries(
  reader: WriteRedisReader,
  { target, config, name }: { target: string | undefined; config: TargetConfig; name: string },
  at: number,
): Promise<SeriesHorizon> {
  if (config.horizonSeconds !== 'auto') return { seconds: config.horizonSeconds };
  const captures = new IdentifierPattern(config.series).match(name);
  if (target !== undefined && captures) {
    const outputs = outputNames(parseIdentifier(name).host, target, config.output, captures);
    const seconds = await givenHorizon(reader, horizonNameOf(outputs), at);
    if (seconds !== undefined)
      return {
        seconds,
        remark: `${name}: horizon auto is ${formatDuration(seconds)}, as dma predict has it`,
      };
  }
  const chosen = await horizonByPast(reader, { identifier: { name }, config }, at);
  if (!chosen)
    throw new OutsideError(`${name}: horizon auto needs ${minHorizonSamples} samples, and Redis has fewer`);
  return { seconds: chosen.horizonSeconds, remark: horizonText(name, chosen) };
}
