import { IdentifierPattern } from '../../plugins/collectd/identifier-pattern.ts';
import type { Config } from '../../plugins/config/config.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import type { NamedSeries, SeriesNames } from '../../plugins/samples/series-names.ts';
import { askedSeries } from '../explain/asked-series.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';
import { seriesOfTarget } from '../series/configured-target.ts';
import { horizonOfSeries } from '../series/series-horizon.ts';

/** The series that others are compared with. */
export interface ChosenSeries {
  readonly series: NamedSeries;
  /** The identifiers that are summed up, that of `series` first. */
  readonly identifiers: readonly string[];
  /** Counted from 0. */
  readonly dataSource: number;
  readonly horizonSeconds: number;
}

/** Series that are named in a message, at most. */
const maxNamed = 8;
/** The horizon of a series that no target predicts. */
const defaultHorizonSeconds = 60;

/**
 * Finds the one series that a person means: any series of Redis by its name; or one that a target predicts, by parts
 * of its host, name and resource; or any series by parts of its name.
 *
 * @param at epoch seconds
 * @returns rejects with UsageError when several are like that, with OutsideError when none is
 */
export async function chosenSeries(
  words: readonly string[],
  config: Config,
  reader: WriteRedisReader,
  names: SeriesNames,
  at: number,
): Promise<ChosenSeries> {
  const series = seriesLike(words, config, names);
  const [target, targetConfig] =
    Object.entries(config.targets).find(([, one]) => new IdentifierPattern(one.series).match(series.name)) ??
    [];
  if (target === undefined || !targetConfig)
    return { series, identifiers: [series.name], dataSource: 0, horizonSeconds: defaultHorizonSeconds };
  const { host, name } = series;
  const horizon = await horizonOfSeries(reader, { target, config: targetConfig, name }, at);
  return {
    series,
    identifiers: await seriesOfTarget(reader, target, targetConfig, { host, series: name }),
    dataSource: targetConfig.dataSource,
    horizonSeconds: horizon.seconds,
  };
}

function seriesLike(words: readonly string[], config: Config, names: SeriesNames): NamedSeries {
  const all = names.all;
  const exact = words.length === 1 ? all.find(({ name }) => name === words[0]) : undefined;
  if (exact) return exact;
  try {
    const { name } = askedSeries(words, config, names);
    return all.find((one) => one.name === name)!;
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    const asked = words.map((word) => word.toLowerCase());
    const found = all.filter(({ name }) => asked.every((word) => name.toLowerCase().includes(word)));
    if (found.length === 1) return found[0]!;
    if (found.length === 0) throw error;
    const some = found
      .map(({ name }) => name)
      .toSorted()
      .slice(0, maxNamed);
    throw new UsageError(
      `"${words.join(' ')}": ${found.length} series are like that; say which one: ${some.join(', ')}${found.length > maxNamed ? ', ...' : ''}`,
      { cause: error },
    );
  }
}
