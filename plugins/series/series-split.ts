import type { Sample } from '../../analysis/window.ts';
import { pastHorizons, thinner } from '../samples/past-loader.ts';
import { SeriesSource } from '../samples/series-source.ts';
import { roomOf } from '../samples/writer-capacities.ts';
import { splitPast } from '../samples/split-past.ts';
import { WriterSplit } from '../samples/writer-split.ts';
import type { Certainty, Writers } from '../samples/writer.ts';
import { mixedCause } from './mixed-cause.ts';
import type { PredictedSeries } from './predicted-series.ts';
import type { SplitSeries, WriterOfSeries } from './split-series.ts';
import { newTargetSeries, type SeriesStartParts } from './series-start.ts';

/** The newest samples of the past of which the writers are predicted: a second of computing. */
const maxPastSamples = 20_000;
/** The newest sample that was read belongs to the past. */
const minStepSeconds = 0.0005;

/** The newest samples of a series, and the writers that were found in them. */
export interface FoundWriters {
  readonly shown: readonly Sample[];
  readonly writers: Writers;
  /** By writer. */
  readonly capacities: readonly number[];
  readonly certainty: Certainty;
}

/** Tells the past of a series' writers apart, and predicts each from its own. Rejects as the reader does. */
export async function splitSeries(
  parts: SeriesStartParts,
  entry: PredictedSeries,
  { shown, writers, capacities, certainty }: FoundWriters,
): Promise<SplitSeries> {
  const { found, source, series: whole } = entry;
  const { horizonSeconds } = found.config;
  const { clock } = whole;
  const end = source.newestTime > 0 ? source.newestTime : shown.at(-1)!.time;
  const perSecond = shown.length / Math.max(1, shown.at(-1)!.time - shown[0]!.time);
  const samples = await newestPast(parts, entry, end, perSecond);
  const shownUntil = shown.at(-1)!.time;
  const before = samples.filter(({ time }) => time <= shownUntil);
  const own = splitPast(before, shown, writers);
  const known = own.map((some, writer) => some.at(-1) ?? newestShown(shown, writers, writer));
  const split = new WriterSplit(writers, known, shown);
  for (const one of samples.slice(before.length))
    for (const { writer, sample } of split.take(one)) own[writer]!.push(sample);
  const newest = own.map((some, writer) => some.at(-1) ?? known[writer]!);
  const series = own.map((some, writer): WriterOfSeries => {
    const one = newTargetSeries(parts, found, capacities[writer]!, {
      foundAt: parts.monotonic(),
      foundTime: newest[writer]!.time,
      clock,
    });
    one.append(thinner(horizonSeconds, end)(some));
    return {
      series: one,
      intervalSeconds: writers.writers[writer]!.intervalSeconds,
      roomSeconds: roomOf(shown, writers, writer),
      arrived: 0,
      previousTime: some.at(-2)?.time ?? newest[writer]!.time,
      newestTime: newest[writer]!.time,
    };
  });
  return {
    writers: series,
    split,
    cause: mixedCause(shown, writers, certainty),
    certainty,
  };
}

function newestShown(shown: readonly Sample[], { writers }: Writers, writer: number): Sample {
  // None of it was told apart: its past is not used.
  const { value } = shown[writers[writer]!.places.at(-1)!]!;
  return { time: writers[writer]!.newest - writers[writer]!.intervalSeconds, value };
}

/**
 * Reads the past of a series up to `end` (epoch seconds), oldest first. Rejects as the reader does.
 *
 * @param perSecond number of samples, of all writers
 */
export async function newestPast(
  { reader, log, now }: SeriesStartParts,
  { found, source, series: { clock } }: PredictedSeries,
  end: number,
  perSecond: number,
): Promise<Sample[]> {
  const { horizonSeconds, dataSource } = found.config;
  const past = new SeriesSource({ names: source.names, dataSources: [dataSource], clock, log });
  const pastSeconds = Math.min(pastHorizons * horizonSeconds, maxPastSamples / perSecond);
  let samples: Sample[] = [];
  for await (const page of past.past(reader, end - pastSeconds, end + minStepSeconds, now()))
    samples = [...samples, ...page].slice(-maxPastSamples);
  return samples;
}
