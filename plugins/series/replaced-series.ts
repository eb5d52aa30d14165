import type { AbsenceFinder } from '../coverage/absence.ts';
import type { Reason, ReasonKind } from '../coverage/reason.ts';
import type { SampleReader } from '../samples/sample-reader.ts';
import type { SeriesNames } from '../samples/series-names.ts';
import { finishInSlices, forEachInSlices, sliceSize, type SlicedWork } from '../process/sliced-work.ts';
import type { TargetSeries } from './target-series.ts';

/** A series is quiet after these seconds and intervals: the other ones have come meanwhile. */
const [quietSeconds, quietIntervals] = [5, 2];
/** Reasons by which a plugin gives other series in place of these. */
const replacing: ReadonlySet<ReasonKind> = new Set(['only-percentages', 'only-values', 'other-instance']);

export interface ReplacedQuestion {
  readonly reader: Pick<SampleReader, 'newestEntry'>;
  readonly finder: AbsenceFinder;
  readonly names: SeriesNames;
  readonly target: string;
  /** The catalogued series of all targets. */
  readonly series: readonly TargetSeries[];
  /** Monotonic seconds. */
  readonly now: number;
  /** Lets others do something, in the midst of very many series (default: nobody waits). */
  readonly breathe?: (() => Promise<void>) | undefined;
}

/**
 * Finds series of a target that get no samples because their plugin was configured otherwise, and gives other series in
 * their place. Rejects as the reader does.
 */
export async function replacedSeries(question: ReplacedQuestion): Promise<ReadonlyMap<TargetSeries, Reason>> {
  const { reader, finder, names, target, series, now, breathe } = question;
  const byHost = new Map<string, TargetSeries[]>();
  // Of very many series, those of one host follow each other.
  let [last, its] = ['', [] as TargetSeries[]];
  const group = (one: TargetSeries): void => {
    if (one.target !== target) return;
    const { host } = one.identifier;
    if (host !== last) {
      last = host;
      its = byHost.get(host) ?? [];
      if (its.length === 0) byHost.set(host, its);
    }
    its.push(one);
  };
  await finishInSlices(forEachInSlices(series, group), breathe);
  const replaced = new Map<TargetSeries, Reason>();
  const quiet = await finishInSlices(quietIn(byHost, now), breathe);
  const look = async ({ host, series: own, seconds }: QuietHost): Promise<void> => {
    const absence = finder.ofHost(host, finder.withoutEnded(names.namesOf(host)));
    if (!absence || !replacing.has(absence.reason.kind)) return;
    const newest = (await reader.newestEntry(absence.witness))?.time ?? 0;
    if (own.every(({ newestTime }) => newest - newestTime >= seconds))
      for (const one of own) replaced.set(one, absence.reason);
  };
  // All at once: the client sends them as one stream.
  await Promise.all(quiet.map(look));
  return replaced;
}

/** A host all of whose series are quiet, and the seconds after which they count as such. */
interface QuietHost {
  readonly host: string;
  readonly series: readonly TargetSeries[];
  readonly seconds: number;
}

function* quietIn(
  byHost: ReadonlyMap<string, readonly TargetSeries[]>,
  now: number,
): SlicedWork<readonly QuietHost[]> {
  const quiet: QuietHost[] = [];
  let count = 0;
  for (const [host, series] of byHost) {
    count += series.length;
    if (count > sliceSize) {
      count = 0;
      yield;
    }
    let seconds = quietSeconds;
    let least = Number.POSITIVE_INFINITY;
    for (const one of series) {
      least = Math.min(least, one.silentSeconds(now));
      // Nearly always so, and cheap.
      if (least < seconds) break;
      seconds = Math.max(seconds, quietIntervals * (one.intervalSeconds ?? 0));
    }
    if (least >= seconds) quiet.push({ host, series, seconds });
  }
  return quiet;
}
