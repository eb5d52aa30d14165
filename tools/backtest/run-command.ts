import type { Writable } from 'node:stream';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { epochSeconds } from '../../plugins/process/clock.ts';
import { parseIdentifier } from '../../plugins/collectd/identifier.ts';
import { unitOf } from '../../plugins/collectd/types-db.ts';
import { loadConfig } from '../../plugins/config/config.ts';
import { pastHorizons } from '../../plugins/samples/past-loader.ts';
import type { TargetConfig } from '../../plugins/config/target-config.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import { runBacktest, type BacktestJob } from './backtest.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';
import { checkSource, formatOf, type BacktestArguments } from './arguments.ts';
import { chooseDetector, loadChosen, type Detection } from './chosen-detector.ts';
import {
  findTarget,
  limitOfTarget,
  requireSeries,
  seriesOfTarget,
  targetDefaults,
} from '../series/configured-target.ts';
import { parseLimit } from '../series/given-limit.ts';
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
  const limit = parseLimit(given.limit);
  if (limit === undefined) throw new UsageError('--limit: say what counts as exhaustion, such as 60GiB');
  const options = replayOptions(given, targetDefaults, limit);
  const detection = loadChosen(chooseDetector(given, targetDefaults));
  const series = readCsvSeries(file);
  const remarks = [...series.remarks, ...describeInterval(series, options.horizonSeconds)];
  return {
    series: { ...series, remarks },
    options: { ...options, ...detection },
    unit: given.limit!.trim().endsWith('B') ? 'bytes' : 'plain',
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
}

async function readTarget(
  given: BacktestArguments,
  { stderr }: Streams,
  reader: WriteRedisReader,
  target: TargetConfig,
  { identifiers, from, to, limit, clock, detection }: Wanted,
): Promise<Source> {
  const identifier = identifiers[0]!;
  const bound = limit ?? (await limitOfTarget(reader, target, identifier, clock));
  const options = { ...replayOptions(given, target, bound), ...detection };
  const warmUpSeconds = pastHorizons * options.horizonSeconds;
  const range = { identifiers, dataSource: target.dataSource, from, to, warmUpSeconds };
  const bar = new ProgressBar(stderr, 'Reading', now);
  try {
    const series = await readRedisSeries(reader, range, clock, (share) => bar.update(share));
    return { series, options, unit: unitOf(parseIdentifier(identifier)), since: from };
  } finally {
    bar.end();
  }
}
