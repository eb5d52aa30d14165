import type { Writable } from 'node:stream';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { epochSeconds } from '../../plugins/process/clock.ts';
import { parseIdentifier } from '../../plugins/collectd/identifier.ts';
import { isNeverNegative, readTypesDb, unitOf } from '../../plugins/collectd/types-db.ts';
import { loadConfig, type Config } from '../../plugins/config/config.ts';
import { pastHorizons } from '../../plugins/samples/past-loader.ts';
import type { TargetConfig } from '../../plugins/config/target-config.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { outputNames } from '../../plugins/series/prediction-values.ts';
import { minimumOf } from '../../plugins/series/value-bounds.ts';
import type { SampleOfShare } from '../../plugins/samples/capacity-track.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import { runBacktest, type BacktestJob } from './backtest.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';
import { checkSource, formatOf, type BacktestArguments } from './arguments.ts';
import { chooseDetector, loadChosen, type Detection } from './chosen-detector.ts';
import {
  capacityOfTarget,
  findTarget,
  limitOfTarget,
  requireSeries,
  seriesOfTarget,
  targetDefaults,
} from '../series/configured-target.ts';
import { samplesOfShare } from '../series/moving-capacity.ts';
import { parseCapacity, parseLimit } from '../series/given-limit.ts';
import { readCsvSeries } from '../series/csv-series.ts';
import { backtestManifest } from './manifest.ts';
import { describeWriters } from '../series/writers-remark.ts';
import { withRedis } from '../series/open-redis.ts';
import { ProgressBar, type ProgressStream } from '../report/progress-bar.ts';
import type { SeriesInput } from '../series/series-input.ts';
import { readRedisSeries } from '../series/redis-series.ts';
import { describeUnused, replayOptions } from './replay-options.ts';
import { parseTime } from '../series/time-range.ts';

interface Streams {
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: ProgressStream;
  /** Gets the password of Redis. */
  readonly secrets: KnownSecrets;
}

/** Seconds since the program started. */
function now(): number {
  return performance.now() / 1000;
}

/**
 * Checks the command line, reads the series, replays it.
 *
 * @returns rejects with UsageError, ConfigError or OutsideError
 */
export async function runBacktestCommand(given: BacktestArguments, streams: Streams): Promise<void> {
  checkSource(given);
  const format = formatOf(given, streams.stdout.isTTY === true);
  if (given.manifest !== undefined && given.streams !== undefined) {
    const bar = new ProgressBar(streams.stderr, 'Replaying', now);
    const asked = replayOptions(given, targetDefaults, 1);
    const options = { ...asked, ...loadChosen(chooseDetector(given, targetDefaults)) };
    const onProgress = (share: number): void => bar.update(share);
    const { count, remarks } = backtestManifest(given.manifest, given.streams, options, onProgress);
    bar.end();
    for (const line of [...describeUnused(given, options), ...remarks, `${count} series replayed`])
      streams.stderr.write(`dma backtest: ${line}\n`);
    return;
  }
  const common = { format, report: given.report, recommend: given.recommend };
  const job = given.file === undefined ? await redisJob(given, streams) : csvJob(given, given.file);
  const remarks = [
    ...describeUnused(given, job.options),
    ...job.series.remarks,
    ...describeWriters(job.series),
  ];
  await runBacktest({ ...common, ...job, series: { ...job.series, remarks } }, { ...streams, now });
}

type Source = Pick<BacktestJob, 'series' | 'options' | 'unit' | 'since'>;

function csvJob(given: BacktestArguments, file: string): Source {
  const capacity = parseCapacity(given.capacity);
  const limit = parseLimit(given.limit, capacity);
  if (limit === undefined) throw new UsageError('--limit: say what counts as exhaustion, such as 60GiB');
  const options = replayOptions(given, targetDefaults, limit);
  const detection = loadChosen(chooseDetector(given, targetDefaults));
  const series = readCsvSeries(file, { time: given.timeColumn, value: given.valueColumn });
  const remarks = [...series.remarks, ...describeInterval(series, options.horizonSeconds)];
  return {
    series: { ...series, remarks },
    options: { ...options, capacity, ...detection },
    unit: [given.limit!, given.capacity].some((text) => text?.trim().endsWith('B')) ? 'bytes' : 'plain',
  };
}

/** Times in milliseconds that begin with 0 can be told only by their steps. */
function describeInterval({ name, samples }: SeriesInput, horizonSeconds: number): string[] {
  if (samples.length < 3) return [];
  const steps = samples.slice(1).map(({ time }, index) => time - samples[index]!.time);
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)]!;
  if (usual <= horizonSeconds) return [];
  return [
    `${name}: a sample comes every ${usual} s, which is more than the horizon of ${horizonSeconds} s; are its times in seconds?`,
  ];
}

async function redisJob(given: BacktestArguments, streams: Streams): Promise<Source> {
  const clock = epochSeconds();
  const from = given.from === undefined ? undefined : parseTime(given.from, '--from', clock);
  const to = given.to === undefined ? undefined : parseTime(given.to, '--to', clock);
  if (from !== undefined && from >= (to ?? clock))
    throw new UsageError('--from: has to be before --to, and before now');
  const config = loadConfig(given.config);
  const target = given.target === undefined ? targetDefaults : findTarget(config, given.target);
  const limit = parseLimit(given.limit);
  if (limit === undefined && given.target === undefined) {
    throw new UsageError(
      '--limit: say what counts as exhaustion, such as 60GiB, or name a --target of dma.yaml',
    );
  }
  // Everything that can be wrong on the command line is found before any I/O.
  replayOptions(given, target, limit ?? 1);
  const detection = loadChosen(chooseDetector(given, target));
  return withRedis(config.redis, streams.secrets, async (reader) => {
    if (given.series !== undefined) await requireSeries(reader, given.series);
    const identifiers =
      given.target === undefined
        ? [given.series!]
        : await seriesOfTarget(reader, given.target, target, { host: given.host, series: given.series });
    try {
      return await readTarget(given, streams, reader, target, {
        identifiers,
        from,
        to,
        limit,
        clock,
        detection,
        minimum: minimumOfSeries(config, target, identifiers[0]!),
      });
    } catch (error) {
      if (!(error instanceof SeriesError)) throw error;
      throw new OutsideError(`${identifiers[0]}: ${error.message}; write_redis did not write it`, {
        cause: error,
      });
    }
  });
}

interface Wanted {
  readonly identifiers: readonly string[];
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly limit: number | undefined;
  /** Epoch seconds. */
  readonly clock: number;
  readonly detection: Detection;
  /** The lower bound of forecasts. */
  readonly minimum: number;
}

/** The same replay in percent of a capacity that moves. */
function asShare(source: Source, samples: readonly SampleOfShare[], shareOfCapacity: number): Source {
  const { series, options } = source;
  const remark = `${series.name}: its capacity changes, so it is replayed as a share of it, in percent`;
  return {
    ...source,
    series: { ...series, samples, remarks: [...series.remarks, remark] },
    options: { ...options, shareOfCapacity, limit: 100 * shareOfCapacity },
    unit: 'plain',
  };
}

/** The lower bound of the forecasts of a series, as `dma predict` has it. */
function minimumOfSeries(
  { typesDb: file }: Config,
  { dataSource, output }: TargetConfig,
  name: string,
): number {
  const typesDb = readTypesDb(file);
  const identifier = parseIdentifier(name);
  const knowledge = {
    isNeverNegative: (type: string, source: number): boolean => isNeverNegative(typesDb, type, source),
  };
  return minimumOf(knowledge, identifier, dataSource, outputNames(identifier.host, 'any', output, []));
}

async function readTarget(
  given: BacktestArguments,
  { stderr }: Streams,
  reader: WriteRedisReader,
  target: TargetConfig,
  { identifiers, from, to, limit, clock, detection, minimum }: Wanted,
): Promise<Source> {
  const identifier = identifiers[0]!;
  const bound = limit ?? (await limitOfTarget(reader, target, identifier, clock));
  const found =
    given.target === undefined ? undefined : await capacityOfTarget(reader, target, identifier, clock);
  const capacity = found && 'value' in found ? found.value : undefined;
  const parts = found && 'value' in found && limit === undefined ? found.parts : undefined;
  const options = { ...replayOptions(given, target, bound), minimum, capacity, ...detection };
  const warmUpSeconds = pastHorizons * options.horizonSeconds;
  const range = { identifiers, dataSource: target.dataSource, from, to, warmUpSeconds };
  const bar = new ProgressBar(stderr, 'Reading', now);
  try {
    const series = await readRedisSeries(reader, range, clock, (share) => bar.update(share));
    const unit = unitOf(parseIdentifier(identifier));
    const plain = { series, options, unit, since: from };
    if (!parts || typeof target.limit === 'number') return plain;
    const samples = await samplesOfShare(reader, series.samples, parts, options.horizonSeconds, clock);
    return samples ? asShare(plain, samples, target.limit.shareOfCapacity) : plain;
  } finally {
    bar.end();
  }
}
