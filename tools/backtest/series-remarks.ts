import { isEpoch } from '../report/readable.ts';
import type { SeriesInput } from '../series/series-input.ts';
import { median } from './replayed-series.ts';

/** collectd's percent goes a little above 100. */
const maxPercent = 100.1;

/** Per cent without a capacity are a number, which is meant for a series of per cent. */
export function describePercent({ name, samples }: SeriesInput, limit: string): string[] {
  if (!limit.trim().endsWith('%') || !samples.some(({ value }) => value > maxPercent)) return [];
  return [`${name}: has values above 100, and ${limit} is that number, no share; --capacity says the whole`];
}

/** Times in milliseconds that begin with 0 can be told only by their steps. */
export function describeInterval({ name, samples }: SeriesInput, horizonSeconds: number): string[] {
  if (samples.length < 3) return [];
  const steps = samples.slice(1).map(({ time }, index) => time - samples[index]!.time);
  const usual = median(steps.sort((a, b) => a - b))!;
  if (usual <= horizonSeconds) return [];
  const cure = isEpoch(samples[0]!.time) ? '--horizon auto takes one that fits' : 'are its times in seconds?';
  return [
    `${name}: a sample comes every ${usual} s, which is more than the horizon of ${horizonSeconds} s; ${cure}`,
  ];
}
