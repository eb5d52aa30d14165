import type { Sample } from '../../analysis/window.ts';
import { ArrivalSplit } from '../samples/arrival-split.ts';
import type { Front } from '../samples/behind-seen.ts';
import { BehindWriter } from '../samples/behind-writer.ts';
import type { WriterTime } from '../samples/capacity-around.ts';
import { thinner } from '../samples/past-loader.ts';
import { SeriesClock } from '../samples/series-clock.ts';
import { splitPast } from '../samples/split-past.ts';
import { gapsOf } from '../samples/writer.ts';
import { findWriters, samplesLookedAt } from '../samples/writers.ts';
import { quantile } from '../../analysis/maths/quantile.ts';
import type { FoundBehind } from './behind-watch.ts';
import type { SplitSeries, WriterOfSeries } from './split-series.ts';
import { newTargetSeries, type SeriesStartParts } from './series-start.ts';
import { newestPast } from './series-split.ts';
import type { TargetSeries } from './target-series.ts';

/** A writer that was alone has at least this share of its interval between samples. */
const aloneShare = 0.7;
/** The newest samples that show it. */
const aloneSamples = 32;

export interface BehindSplitParts extends SeriesStartParts {
  /** The capacity of one of the writers; undefined while it is not known. */
  readonly capacityAround: (at: WriterTime) => Promise<number | undefined>;
}

/** Predicts each of the writers whose clocks are far apart by itself. Rejects as the reader does. */
export async function splitByArrival(
  parts: BehindSplitParts,
  { entry, fronts, times, beganLater }: FoundBehind,
): Promise<Pick<SplitSeries, 'writers' | 'split'>> {
  const { found, source, series: whole } = entry;
  const { horizonSeconds } = found.config;
  const end = source.newestTime;
  const pastUntil = (newest: number): Promise<readonly Sample[]> =>
    newestPast(parts, entry, newest, times.length / Math.max(1, times.at(-1)! - times[0]!));
  const nearest = fronts[0]!.newest;
  const after = (await pastUntil(end)).filter(({ time }) => time > nearest);
  const { pasts, areMingled } = pastOfEach(after, await pastUntil(nearest), fronts);
  const split = new ArrivalSplit(fronts.map((front) => new BehindWriter(whole.name, front, times)));
  const oneOf = async (place: number): Promise<WriterOfSeries> => {
    const front = fronts[place - 1];
    const samples = pasts[place]!;
    const newest = front?.newest ?? end;
    const previousTime = samples.at(-2)?.time ?? newest;
    const intervalSeconds = front?.intervalSeconds ?? whole.intervalSeconds ?? newest - previousTime;
    const roomSeconds = split.roomSecondsOf(place) ?? intervalSeconds;
    const capacity = await parts.capacityAround({ time: previousTime, roomSeconds });
    const clock = front ? new SeriesClock(false) : whole.clock;
    const since = { foundAt: parts.monotonic(), foundTime: newest, clock };
    const made = (): TargetSeries => {
      const series = newTargetSeries(parts, found, capacity ?? whole.capacity, since);
      series.append(thinner(horizonSeconds, newest)(samples));
      return series;
    };
    // What was read of it has no sample of another one.
    const series = place === 0 && areMingled && beganLater ? whole : made();
    return { series, intervalSeconds, roomSeconds, arrived: 0, previousTime, newestTime: newest };
  };
  const writers: WriterOfSeries[] = [];
  for (const place of [0, ...fronts.map((_, index) => index + 1)]) writers.push(await oneOf(place));
  return { writers, split };
}

interface OwnPasts {
  /** By writer, oldest first. */
  readonly pasts: readonly (readonly Sample[])[];
  /** True where the past of the first writer has samples of others, which cannot be told apart. */
  readonly areMingled: boolean;
}

/**
 * The past of each writer.
 *
 * @param after samples that are newer than the newest of those behind, which are of the first one
 * @param before older samples
 */
function pastOfEach(after: readonly Sample[], before: readonly Sample[], fronts: readonly Front[]): OwnPasts {
  const seen = fronts.map(({ times }) => new Set(times));
  const known = seen.map((own) => before.filter(({ time }) => own.has(time)));
  const mingled = { pasts: [after, ...known], areMingled: true };
  if (fronts.length > 1) return mingled;
  const shown = before.slice(-samplesLookedAt);
  if (isAlone(shown, fronts[0]!)) return { pasts: [after, before], areMingled: false };
  const writers = findWriters(shown);
  if (writers?.writers.length !== 2) return mingled;
  const behind = writers.writers.findIndex(({ newest }) => seen[0]!.has(newest));
  if (behind === -1) return mingled;
  const [first, second] = splitPast(before, shown, writers);
  const [main, other] = behind === 1 ? [first!, second!] : [second!, first!];
  return { pasts: [[...main, ...after], other], areMingled: false };
}

/** True where the writer behind has not reached what the other one has written. */
function isAlone(shown: readonly Sample[], { intervalSeconds }: Front): boolean {
  const newest = shown.slice(-aloneSamples).map(({ time }) => time);
  return (quantile(gapsOf(newest), 0.05) ?? 0) >= aloneShare * intervalSeconds;
}
