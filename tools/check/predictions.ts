import { countOf } from '../../notifiers/count-of.ts';
import { formatDuration } from '../../notifiers/event/alert-units.ts';
import { hostOf } from '../../plugins/collectd/identifier.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { isReport } from '../../plugins/self/other-predictors.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import type { Finding } from './finding.ts';
import { firstOf } from './first-of.ts';
import { isFresh, lateness } from './fresh-prediction.ts';
import { riskNameOf } from './given-back.ts';
import { firstSamples, minSamples, neededSamples } from './needed-samples.ts';
import type { SeenSeries, SightParts } from './sight.ts';

export interface PredictionParts extends Pick<
  SightParts,
  'cached' | 'now' | 'startedSeconds' | 'isTimeUp' | 'pause'
> {
  readonly reader: Pick<WriteRedisReader, 'newest'>;
  /** The names of all series in Redis, our own among them. */
  readonly allNames: readonly string[];
  /** The series of all targets. */
  readonly series: readonly SeenSeries[];
  /** Series that are not predicted for a reason that another finding tells. */
  readonly explained: ReadonlySet<string>;
  /** Seconds since `now` (default: 0). */
  readonly waitedSeconds?: number;
}

/** The predictions that come back. */
export interface PredictionSight {
  readonly finding: Finding | undefined;
  /** The series whose predictions come back and are fresh. */
  readonly predicted: readonly SeenSeries[];
  /** The hosts under which a `dma predict` reports on itself. */
  readonly reporters: readonly string[];
  /** Seconds since the newest prediction; undefined without one. */
  readonly ageSeconds: number | undefined;
}

/** Seconds in which samples that have come at this moment, in a burst perhaps, are predicted. */
const roundSeconds = 3;
/** A report that dma makes on itself every ten seconds is late after this time. */
export const lateReportSeconds = 40;
/** After its start dma predict needs this time, beside the samples. */
const firstSeconds = 45;
/** Number of series that are asked for at once. */
const seriesAtOnce = 1000;

/**
 * Says whether the predictions of all series that get samples come back to collectd or Redis.
 *
 * @returns rejects with StoreError when Redis cannot be read
 */
export async function lookAtPredictions(parts: PredictionParts): Promise<PredictionSight> {
  const living = parts.series.filter(({ state }) => state === 'fresh' || state === 'young');
  const known = new Set(parts.allNames);
  const reporters = await freshReporters(parts, known);
  const predicted: SeenSeries[] = [];
  const waiting: Waiting[] = [];
  const lacking: Lacking[] = [];
  let newest = Number.NEGATIVE_INFINITY;
  for (let start = 0; start < living.length && !parts.isTimeUp(); start += seriesAtOnce) {
    const some = living.slice(start, start + seriesAtOnce);
    const times = await Promise.all(some.map((one) => predictedTime(one, parts, known)));
    newest = Math.max(newest, ...times.map((time = newest) => time));
    const looked = some.map((series, index) => ({
      series,
      lateSeconds: lateness(series, times[index], presentFor(times[index], parts)),
    }));
    const lateOnes = looked.filter((one) => !isFresh(one));
    for (const one of looked) if (isFresh(one)) predicted.push(one.series);
    const reasons = await Promise.all(lateOnes.map(({ series }) => reasonToWait(series, parts)));
    for (const [index, one] of lateOnes.entries()) {
      const reason = reasons[index];
      if (reason === undefined) lacking.push(one);
      else waiting.push({ series: one.series, reason });
    }
  }
  const arrived = await predictedMeanwhile(lacking, parts);
  for (const { series } of arrived) predicted.push(series);
  const unexplained = lacking.filter(
    (one) => !arrived.has(one) && !parts.explained.has(one.series.identifier.name),
  );
  const finding = describe({ predicted, waiting, lacking: unexplained, isReporting: reporters.length > 0 });
  const ageSeconds = Number.isFinite(newest) ? Math.max(0, parts.now - newest) : undefined;
  return { finding, predicted, reporters, ageSeconds };
}

/** Predictions may be of any time since the check began. */
function presentFor(time: number | undefined, { now, waitedSeconds = 0 }: PredictionParts): number {
  return Math.min(Math.max(now, time ?? now), now + waitedSeconds);
}

/** Finds the predictions that seem to have stopped, and come to Redis some seconds later. */
async function predictedMeanwhile(
  lacking: readonly Lacking[],
  parts: PredictionParts,
): Promise<ReadonlySet<Lacking>> {
  const { reader, isTimeUp, pause } = parts;
  const stopped = lacking.filter(({ lateSeconds: late }) => Number.isFinite(late)).slice(0, seriesAtOnce);
  if (stopped.length === 0 || isTimeUp()) return new Set();
  await pause(roundSeconds);
  const times = await Promise.all(stopped.map(({ series }) => newestTime(reader, riskNameOf(series))));
  const isPredicted = ({ series }: Lacking, index: number): boolean =>
    isFresh({
      series,
      lateSeconds: lateness(series, times[index], presentFor(times[index], parts) + roundSeconds),
    });
  return new Set(stopped.filter(isPredicted));
}

interface Lacking {
  readonly series: SeenSeries;
  /** Seconds by which the prediction is older than the newest sample; Infinity when it never came. */
  readonly lateSeconds: number;
}

interface Waiting {
  readonly series: SeenSeries;
  readonly reason: string;
}

interface Described {
  readonly predicted: readonly SeenSeries[];
  readonly waiting: readonly Waiting[];
  readonly lacking: readonly Lacking[];
  readonly isReporting: boolean;
}

function describe({ predicted, waiting, lacking, isReporting }: Described): Finding | undefined {
  const subject = 'predictions';
  const targets = [...new Set(predicted.map(({ target }) => target))].join(' and ');
  const comeBack = `of ${predicted.length} series come back (${targets})`;
  const [first] = lacking;
  if (first) {
    const names = firstOf(
      lacking.map(({ series }) => series.identifier.name),
      ', ',
    );
    const seen = Number.isFinite(first.lateSeconds)
      ? `stopped ${formatDuration(first.lateSeconds)} before the newest sample`
      : 'do not come back';
    const cause = isReporting
      ? "dma predict runs; collectd's log has its reason"
      : `nothing of dma comes to collectd: does dma predict run, and is it the collectd of this Redis? collectd's log has the reason`;
    return { subject, ok: false, text: `of ${names} ${seen}: ${cause}` };
  }
  const [next] = waiting;
  if (next) {
    const others = predicted.length > 0 ? `${comeBack}; ` : '';
    const text = `${others}of ${waiting.length} not yet, such as ${next.series.identifier.name}: ${next.reason}`;
    return { subject, ok: true, kind: 'wait', text };
  }
  return predicted.length > 0 ? { subject, ok: true, text: comeBack } : undefined;
}

/** Epoch seconds of the newest prediction of a series; undefined before the first. */
async function predictedTime(
  series: SeenSeries,
  { cached, reader }: PredictionParts,
  known: ReadonlySet<string>,
): Promise<number | undefined> {
  const name = riskNameOf(series);
  return cached?.get(name) ?? (known.has(name) ? newestTime(reader, name) : undefined);
}

/** Epoch seconds of the newest entry of a series; undefined without one, and where its key holds something else. */
export async function newestTime(
  reader: PredictionParts['reader'],
  name: string,
): Promise<number | undefined> {
  try {
    return (await reader.newest(name, 1)).entries.at(-1)?.time;
  } catch (error) {
    if (error instanceof SeriesError) return undefined;
    throw error;
  }
}

/** The reason why the first prediction of a series cannot be there yet; undefined when it should be. */
async function reasonToWait(series: SeenSeries, parts: PredictionParts): Promise<string | undefined> {
  const { startedSeconds = Number.POSITIVE_INFINITY, reader, now } = parts;
  const asked = neededSamples(series);
  const { entries } = await reader.newest(series.identifier.name, asked);
  const { length } = entries;
  if (length < asked) {
    const first = asked === firstSamples ? `${minSamples} or ${firstSamples}` : `${asked}, by its target`;
    return `it has ${countOf(length, 'sample')}, and the first prediction comes after ${first}`;
  }
  const needed = asked * (series.intervalSeconds ?? 0) + firstSeconds;
  const soon = `the first comes within about ${formatDuration(needed)}`;
  if (startedSeconds <= needed)
    return `collectd started ${Math.round(startedSeconds)} s ago, and ${soon} of that`;
  // A host that is new sends as many samples at once as its network plugin has gathered.
  const isFirst = (await isNew(series, parts)) && now - entries.at(-firstSamples)!.time <= needed;
  return isFirst ? `it is new, and ${soon} of its first sample` : undefined;
}

async function isNew(
  { identifier, intervalSeconds = 1 }: SeenSeries,
  parts: PredictionParts,
): Promise<boolean> {
  const count = Math.ceil(firstSeconds / Math.max(0.1, intervalSeconds)) + firstSamples;
  return (await parts.reader.newest(identifier.name, count)).entries.length < count;
}

/** The hosts under which a `dma predict` has reported on itself lately. */
async function freshReporters(
  { cached, reader, now }: PredictionParts,
  known: ReadonlySet<string>,
): Promise<readonly string[]> {
  const stored = [...known].filter(isReport);
  const times = await Promise.all(stored.map((name) => newestTime(reader, name)));
  const reports = [...stored.map((name, index) => [name, times[index]] as const), ...(cached ?? [])];
  const fresh = reports.filter(
    ([name, time]) => isReport(name) && time !== undefined && Math.abs(now - time) <= lateReportSeconds,
  );
  return [...new Set(fresh.map(([name]) => hostOf(name)))];
}
