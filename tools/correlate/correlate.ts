import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { nameOfSource, readTypesDb } from '../../plugins/collectd/types-db.ts';
import { loadConfig } from '../../plugins/config/config.ts';
import { epochSeconds, monotonicSeconds } from '../../plugins/process/clock.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { movedSeries, type NameOfSource } from '../../plugins/related/related-answer.ts';
import { searchRelated, type RelatedKey } from '../../plugins/related/related-search.ts';
import { maxEntries } from '../../plugins/samples/sample-reader.ts';
import { SeriesNames } from '../../plugins/samples/series-names.ts';
import type { Moved } from '../../analysis/correlation/correlation.ts';
import type { Sample } from '../../analysis/window.ts';
import { UsageError } from '../process/command-error.ts';
import { ProgressBar, type ProgressStream } from '../report/progress-bar.ts';
import { withRedis } from '../series/open-redis.ts';
import { readRedisSeries } from '../series/redis-series.ts';
import { parseDuration, parseTime } from '../series/time-range.ts';
import type { Glyphs } from '../watch/glyphs.ts';
import { chosenSeries } from './chosen-series.ts';
import type { ComparedSeries, Correlation } from './correlation.ts';
import { correlationJson } from './correlation-json.ts';
import { correlationText } from './correlation-text.ts';

export interface CorrelateOptions {
  /** dma.yaml; undefined for the default one. */
  readonly config: string | undefined;
  /** The name of a series, or parts of its host, name and resource; at least one. */
  readonly words: readonly string[];
  /** As a person gives them; undefined for an hour before `to`, for now, and for the horizon of the series. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly lag: string | undefined;
  readonly isEveryHost: boolean;
  readonly json: boolean;
  readonly glyphs: Glyphs;
  readonly columns: number;
}

const defaultSeconds = 3600;
/** Of more series, each plugin in turn has one looked at. */
const maxSeries = 20_000;
/** Series whose way is drawn beside that of the one that is asked for. */
const maxDrawn = 3;

/**
 * Says which series of Redis moved with one.
 *
 * @returns the output; rejects with ConfigError, UsageError and OutsideError
 */
export async function correlate(
  { config: file, words, from: asked, to: until, lag, isEveryHost, json, glyphs, columns }: CorrelateOptions,
  { stderr, secrets }: { readonly stderr: ProgressStream; readonly secrets: KnownSecrets },
): Promise<string> {
  const now = epochSeconds();
  const to = until === undefined ? now : parseTime(until, '--to', now);
  const from = asked === undefined ? to - defaultSeconds : parseTime(asked, '--from', now);
  if (!(from < to)) throw new UsageError(`--from: expected a time before --to, not "${asked ?? ''}"`);
  const lagSeconds = lag === undefined ? undefined : parseDuration(lag, '--lag');
  const config = loadConfig(file);
  const typesDb = readTypesDb(config.typesDb);
  const nameOf: NameOfSource = (type, source) => nameOfSource(typesDb, type, source);
  const described = (moved: Moved<RelatedKey>): ComparedSeries => ({
    ...movedSeries(moved, nameOf),
    by: moved.by,
    expected: moved.expected,
  });
  return withRedis(config.redis, secrets, async (reader) => {
    const names = new SeriesNames(await reader.names());
    const { series, identifiers, dataSource, horizonSeconds } = await chosenSeries(
      words,
      config,
      reader,
      names,
      to,
    );
    const range = { identifiers, dataSource, from, to, warmUpSeconds: 0 };
    const { samples, remarks } = await readRedisSeries(reader, range, now);
    const maxLagSeconds = lagSeconds ?? horizonSeconds;
    const question = { series, parts: identifiers, samples, from, to, maxLagSeconds, isEveryHost, maxSeries };
    const bar = new ProgressBar(stderr, 'Comparing', monotonicSeconds);
    const answer = await searchRelated(reader, names, question, (share) => bar.update(share));
    bar.end();
    const { found, looked, of } = answer;
    const drawn: Correlation['drawn'] = [];
    if (!json)
      for (const one of (found?.moved ?? []).slice(0, maxDrawn))
        drawn.push({ series: described(one), samples: await samplesOf(reader, one.key, from, to) });
    const correlation: Correlation = {
      host: series.host,
      series: identifiers,
      samples,
      from,
      to,
      maxLagSeconds,
      isEveryHost,
      isComparable: found !== undefined,
      moved: (found?.moved ?? []).map(described),
      unsure: (found?.unsure ?? []).map(described),
      looked,
      of,
      drawn,
      remarks,
    };
    return json ? correlationJson(correlation) : correlationText(correlation, glyphs, columns);
  });
}

async function samplesOf(
  reader: WriteRedisReader,
  { series, dataSource = 0 }: RelatedKey,
  from: number,
  to: number,
): Promise<Sample[]> {
  const { entries } = await reader.after(series.name, from, maxEntries, to);
  return entries.flatMap(({ time, values }) => {
    const value = values[dataSource];
    return value !== undefined && Number.isFinite(value) ? [{ time, value }] : [];
  });
}
