import type { Related } from '../../notifiers/event/alert-event.ts';
import { nameOfSource, readTypesDb } from '../../plugins/collectd/types-db.ts';
import type { Config } from '../../plugins/config/config.ts';
import { relatedOf } from '../../plugins/related/related-answer.ts';
import { relatedPastSeconds, searchRelated } from '../../plugins/related/related-search.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { readName, type SeriesNames } from '../../plugins/samples/series-names.ts';
import type { Sample } from '../../analysis/window.ts';
import { UsualInterval } from '../../plugins/samples/usual-interval.ts';

/** Series of the host that are compared, at most. */
const maxSeries = 2000;

/**
 * The series of the host that moved with one, up to its newest sample, as an alert would tell.
 *
 * @param identifiers that are summed up, the one that names the sum first
 * @param past its samples, at least one, oldest first
 * @returns rejects as the reader does
 */
export async function relatedAt(
  reader: WriteRedisReader,
  names: SeriesNames,
  { typesDb }: Pick<Config, 'typesDb'>,
  {
    identifiers,
    past,
    horizonSeconds,
  }: {
    readonly identifiers: readonly string[];
    readonly past: readonly Sample[];
    readonly horizonSeconds: number;
  },
): Promise<Related> {
  const types = readTypesDb(typesDb);
  const interval = new UsualInterval();
  for (const { time } of past.slice(-20)) interval.add(time);
  const to = past.at(-1)!.time;
  const from = to - relatedPastSeconds(horizonSeconds, interval.seconds ?? 1);
  const answer = await searchRelated(reader, names, {
    series: readName(identifiers[0]!),
    parts: identifiers,
    samples: past.filter(({ time }) => time >= from),
    from,
    to,
    maxLagSeconds: horizonSeconds,
    isEveryHost: false,
    maxSeries,
  });
  return relatedOf(answer, (type, source) => nameOfSource(types, type, source), to);
}
