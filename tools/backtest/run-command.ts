import type { Writable } from 'node:stream';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { pastHorizons } from '../../plugins/samples/past-loader.ts';
import { epochSeconds, monotonicSeconds } from '../../plugins/process/clock.ts';
import { loadConfig } from '../../plugins/config/config.ts';
import { runBacktest } from './backtest.ts';
import { UsageError } from '../process/command-error.ts';
import { runAnomalyBacktest } from './anomaly-command.ts';
import { askedRange, checkSource, formatOf, type BacktestArguments } from './arguments.ts';
import { chooseDetector, loadChosen } from './chosen-detector.ts';
import { findTarget, requireSeries, seriesOfTarget, targetDefaults } from '../series/configured-target.ts';
import { parseCapacity, parseLimit } from '../series/given-limit.ts';
import type { Consolidation } from '../archives/archive.ts';
import { archiveWish } from '../archives/archive-arguments.ts';
import { readGivenArchive, type GivenArchive } from '../archives/given-archive.ts';
import { prometheusQuestion } from '../archives/prometheus-arguments.ts';
import { backtestManifest } from './manifest.ts';
import { describeWriters } from '../series/writers-remark.ts';
import { chosenOf, horizonText } from '../series/chosen-horizon.ts';
import { withRedis } from '../series/open-redis.ts';
import { ProgressBar, type ProgressStream } from '../report/progress-bar.ts';
import { askedHorizon, describeUnused, replayOptions } from './replay-options.ts';
import { describeInterval, describePercent } from './series-remarks.ts';
import { minimumOfSeries, readTargetPast, type Source } from './target-past.ts';

interface Streams {
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: ProgressStream;
  /** Gets the password of Redis. */
  readonly secrets: KnownSecrets;
}

/**
 * Checks the command line, reads the series, replays it.
 *
 * @returns rejects with UsageError, ConfigError or OutsideError
 */
export async function runBacktestCommand(given: BacktestArguments, streams: Streams): Promise<void> {
  checkSource(given);
  const question = prometheusQuestion(given, epochSeconds());
  const format = formatOf(given, streams.stdout.isTTY === true);
  if (given.manifest !== undefined && given.streams !== undefined) {
    const bar = new ProgressBar(streams.stderr, 'Replaying', monotonicSeconds);
    const asked = replayOptions(given, targetDefaults, 1);
    const detection = loadChosen(chooseDetector(given, targetDefaults));
    const isAuto = askedHorizon(given, targetDefaults) === 'auto';
    const options = { ...asked, ...detection, ...(isAuto && { horizon: 'auto' as const }) };
    const onProgress = (share: number): void => bar.update(share);
    const { count, remarks } = backtestManifest(given.manifest, given.streams, options, onProgress);
    bar.end();
    for (const line of [...describeUnused(given, options), ...remarks, `${count} series replayed`])
      streams.stderr.write(`dma backtest: ${line}\n`);
    return;
  }
  if (await runAnomalyBacktest(given, format, streams)) return;
  const common = { format, report: given.report, recommend: given.recommend };
  const archive = given.file ?? question;
  const job = archive === undefined ? await redisJob(given, streams) : await fileJob(given, archive, streams);
  const remarks = [
    ...describeUnused(given, job.options),
    ...job.series.remarks,
    ...describeWriters(job.series),
  ];
  await runBacktest(
    { ...common, ...job, series: { ...job.series, remarks } },
    { ...streams, now: monotonicSeconds },
  );
}

async function fileJob(given: BacktestArguments, archive: GivenArchive, streams: Streams): Promise<Source> {
  const capacity = parseCapacity(given.capacity);
  const limit = parseLimit(given.limit, capacity);
  if (limit === undefined)
    throw new UsageError(
      '--limit: say what counts as exhaustion, such as 60GiB; or look for what is odd, with --detector ensemble',
    );
  // Everything that can be wrong on the command line is found before the file is read.
  const { horizonSeconds } = replayOptions(given, targetDefaults, limit);
  const isAuto = askedHorizon(given, targetDefaults) === 'auto';
  const warmUpSeconds = isAuto ? Number.POSITIVE_INFINITY : pastHorizons * horizonSeconds;
  const wish = { ...archiveWish(given, nearestToLimit(given), epochSeconds()), warmUpSeconds };
  const detection = loadChosen(chooseDetector(given, targetDefaults));
  const series = await readGivenArchive(archive, wish, streams);
  const chosen = isAuto ? chosenOf(series.name, series.samples) : undefined;
  const options = replayOptions(given, targetDefaults, limit, chosen?.horizonSeconds);
  const remarks = [
    ...series.remarks,
    ...(capacity === undefined ? describePercent(series, given.limit!) : []),
    ...(chosen ? [horizonText(series.name, chosen)] : describeInterval(series, options.horizonSeconds)),
  ];
  return {
    series: { ...series, remarks },
    options: { ...options, capacity, ...detection },
    since: wish.from,
    unit: [given.limit!, given.capacity].some((text) => text?.trim().endsWith('B')) ? 'bytes' : 'plain',
  };
}

/** An average may hide a crossing. */
function nearestToLimit({ lower }: BacktestArguments): Consolidation {
  return lower === true ? 'min' : 'max';
}

async function redisJob(given: BacktestArguments, streams: Streams): Promise<Source> {
  const clock = epochSeconds();
  const { from, to } = askedRange(given, clock);
  const config = loadConfig(given.config);
  const target = given.target === undefined ? targetDefaults : findTarget(config, given.target);
  const limit = parseLimit(given.limit);
  if (limit === undefined && given.target === undefined) {
    throw new UsageError(
      '--limit: say what counts as exhaustion, such as 60GiB, name a --target of dma.yaml, or look for what is odd, with --detector ensemble',
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
    const minimum = minimumOfSeries(config, target, identifiers[0]!);
    const wanted = { identifiers, from, to, limit, clock, detection, minimum };
    return readTargetPast(given, streams, reader, target, wanted);
  });
}
