import type { Sample } from '../../analysis/window.ts';
import type { TargetConfig } from '../../plugins/config/target-config.ts';
import { mixedCause, type MixedCause } from '../../plugins/series/mixed-cause.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { capacityAround, type WriterTime } from '../../plugins/samples/capacity-around.ts';
import { capacitySeries } from '../../plugins/samples/related-series.ts';
import { SeriesError } from '../../plugins/samples/sample-reader.ts';
import { minAheadSeconds } from '../../plugins/samples/series-clock.ts';
import { capacitiesOf } from '../../plugins/samples/writer-capacities.ts';
import type { Certainty, Writers } from '../../plugins/samples/writer.ts';
import { findWriters, samplesLookedAt } from '../../plugins/samples/writers.ts';
import type { Finding } from './finding.ts';
import { firstOf } from './first-of.ts';
import { goingAlone, type SeemsMixed } from './going-writers.ts';
import type { SeenSeries, SightParts } from './sight.ts';

/** Number of series that are looked at, and at once: some tenths of a second in all. */
const [maxSeries, seriesAtOnce] = [1000, 100];
/** A writer that has written within this many seconds of the others, or its own intervals, has not ended. */
const [goingSeconds, goingIntervals] = [60, 10];

/** Samples from one look to the one before. */
const stepSamples = 5;

const subject = 'series with several writers';

/** A series that several collectd write. */
export interface MixedSeries {
  readonly name: string;
  readonly cause: MixedCause;
  readonly certainty: Certainty;
}

interface FoundMixed extends MixedSeries {
  readonly seems: SeemsMixed;
}

export interface MixedParts extends Pick<SightParts, 'names' | 'now' | 'isTimeUp' | 'pause'> {
  readonly reader: WriteRedisReader;
}

/**
 * Finds the series that several collectd write, by their newest samples.
 *
 * @param living the series that get samples
 * @returns rejects with StoreError when Redis cannot be read
 */
export async function findMixed(
  target: TargetConfig,
  living: readonly SeenSeries[],
  parts: MixedParts,
): Promise<readonly MixedSeries[]> {
  const mixed: FoundMixed[] = [];
  const looked = living.slice(0, maxSeries);
  for (let start = 0; start < looked.length && !parts.isTimeUp(); start += seriesAtOnce) {
    const some = looked.slice(start, start + seriesAtOnce);
    const found = await Promise.all(some.map((series) => lookAtOne(target, series, parts)));
    mixed.push(...found.flatMap((one) => one ?? []));
  }
  const alone = await goingAlone(
    mixed.map(({ seems }) => seems),
    parts,
  );
  return mixed.filter(({ name }) => !alone.has(name));
}

/**
 * The finding about them; undefined where each series has one writer.
 *
 * @param told the number of series that `dma predict` tells of
 */
export function checkMixed(mixed: readonly MixedSeries[], told = 0): Finding | undefined {
  const probable = mixed.filter(({ certainty }) => certainty !== 'possible');
  // It looks again and again, and we only once.
  if (told > 0 && probable.length === 0) return { subject, ok: false, text: toldByPredict(told) };
  if (mixed.length === 0) return undefined;
  const shown = probable.length > 0 ? probable : mixed;
  const { cause, cure } = shown[0]!.cause;
  const text = `${firstOf([...new Set(shown.map(({ name }) => name))])}: ${cause}; ${cure}`;
  return shown === probable
    ? { subject, ok: false, text }
    : { subject, ok: true, kind: 'note', text: `perhaps: ${text}` };
}

function toldByPredict(count: number): string {
  const series = count === 1 ? '1 series' : `${count} series`;
  return `dma predict tells the writers of ${series} apart, and its notification of dma-self/gauge-mixed says which and why; it ends when only one has written for two minutes`;
}

async function lookAtOne(
  target: TargetConfig,
  { identifier: series }: SeenSeries,
  { reader, names, now }: MixedParts,
): Promise<FoundMixed | undefined> {
  const { capacity, dataSource } = target;
  try {
    const { entries } = await reader.after(series.name, 0, 2 * samplesLookedAt, now + minAheadSeconds);
    const all = entries.map(({ time, values }) => ({ time, value: values[dataSource] ?? Number.NaN }));
    const found = newestWriters(all);
    if (!found) return undefined;
    const { shown, writers } = found;
    const newest = all.at(-1)!.time;
    const going = writers.writers.filter(
      (one) => newest - one.newest <= Math.max(goingSeconds, goingIntervals * one.intervalSeconds),
    );
    if (going.length < 2) return undefined;
    const around = async (at: WriterTime): Promise<number | undefined> => {
      if (typeof capacity === 'number') return capacity;
      const parts = capacitySeries(capacity.sumOf, target.series, series, names);
      return capacityAround(reader, { series, ...capacity, parts, dataSource, now, monotonic: 0 }, at);
    };
    const isTimed = writers.evidence === 'times';
    const known = isTimed ? { certainty: 'sure' as const } : await capacitiesOf(shown, writers, around);
    if (!known) return undefined;
    const { certainty } = known;
    const seems = { name: series.name, writers: going, since: all[0]!.time };
    return { name: series.name, certainty, cause: mixedCause(shown, writers, certainty), seems };
  } catch (error) {
    // The target's own finding says so.
    if (error instanceof SeriesError) return undefined;
    throw error;
  }
}

/** The writers in the newest samples that show some: `dma predict` looks again and again, and we only once. */
function newestWriters(
  samples: readonly Sample[],
): { readonly shown: readonly Sample[]; readonly writers: Writers } | undefined {
  const first = Math.min(samples.length, samplesLookedAt);
  for (let end = samples.length; end >= first; end -= stepSamples) {
    const shown = samples.slice(Math.max(0, end - samplesLookedAt), end);
    const writers = findWriters(shown);
    if (writers) return { shown, writers };
  }
  return undefined;
}
