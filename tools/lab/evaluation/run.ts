import { parseArgs } from 'node:util';
import { forecasterNames } from '../../../analysis/forecasters/registry.ts';
import { UsageError } from '../../process/command-error.ts';
import { detectorMethods, detectorNotes } from './detector-methods.ts';
import { calibrationError, poolRisks } from '../../../analysis/scoring/reliability.ts';
import type { LabelledSeries } from '../../../analysis/scoring/labelled-series.ts';
import type { Method } from './method.ts';
import { comparedMethods } from './methods.ts';
import { bootstrapBand, leaveOneSourceOut, pairedDifference } from './noise-band.ts';
import { runScript } from '../run-script.ts';
import { readRecordedSeries } from '../../archives/recorded-series.ts';
import { scoreSeries, type SeriesScore } from './series-score.ts';
import { simulatedKinds, simulateSeries } from './simulated-series.ts';
import {
  differencesTable,
  falseAlarmsTable,
  kindsTable,
  methodsTable,
  reliabilityTable,
  seriesTable,
  type ScoredMethod,
} from './tables.ts';
import { totalScore } from './total-score.ts';
import { longTraces, recordedTraces } from './training-material.ts';

const usage = `npm run evaluate -- [options]

  --manifest FILE   the recorded series (default: the real ones of hours to weeks, which are judged by themselves, and
                    those in tools/lab/evaluation/traces)
  --seeds N         simulated series of each kind (default: 5; 0 for none)
  --first-seed N    the seed of the first of them (default: 101, which nothing was tuned with)
  --horizon auto    with the horizons that auto chooses by the first 1,200 samples, not those of the manifest
  --kinds TEXT      only series whose kind contains this
  --methods TEXT    only methods whose name contains this
  --forecaster NAME what collectd-dma forecasts with (default: what dma.yaml has by default)
  --no-detectors    no methods with a support vector machine, for which five are trained: that takes a minute or two
  --detector FILE   a model of dma learn in place of the shipped one
  --kinds-of NAME   the method that is shown kind by kind (default: the last one, which is collectd-dma)
  --per-series      a table of all series for each method
  --json            figures as JSON instead of tables
`;

function main(): void {
  const { values } = parseArgs({
    options: {
      manifest: { type: 'string' },
      seeds: { type: 'string', default: '5' },
      'first-seed': { type: 'string', default: '101' },
      horizon: { type: 'string' },
      kinds: { type: 'string', default: '' },
      methods: { type: 'string', default: '' },
      forecaster: { type: 'string' },
      'no-detectors': { type: 'boolean', default: false },
      detector: { type: 'string' },
      'kinds-of': { type: 'string' },
      'per-series': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const seeds = wholeNumber('seeds', values.seeds);
  const horizon = horizonOf(values.horizon);
  const isAsked = ({ kind }: LabelledSeries): boolean => kind.includes(values.kinds);
  const long =
    values.manifest === undefined ? readRecordedSeries(longTraces, { horizon }).filter(isAsked) : [];
  const series = [
    ...readRecordedSeries(values.manifest ?? recordedTraces, { horizon }),
    ...simulatedSeries(seeds, wholeNumber('first-seed', values['first-seed'])),
  ].filter(isAsked);
  const { forecaster, detector } = values;
  // Else it would be refused only after detectors have been trained.
  if (forecaster !== undefined && !forecasterNames.includes(forecaster))
    throw new UsageError(`--forecaster: expected one of ${forecasterNames.join(', ')}, not "${forecaster}"`);
  if (detector !== undefined && values['no-detectors'])
    throw new UsageError('--detector: does not go with --no-detectors; leave out one of them');
  const detectors = values['no-detectors'] ? [] : detectorMethods({ forecaster, model: detector });
  const methods = comparedMethods(forecaster, detectors).filter(({ name }) => name.includes(values.methods));
  const byKind = chosen(methods, values['kinds-of']);
  const scoredOf = (those: readonly LabelledSeries[]): ScoredMethod[] =>
    methods.map((method) => ({
      name: method.name,
      scores: those.map((each) => scoreSeries(each, method.rowsOf(each))),
    }));
  const [scored, scoredLong] = [scoredOf(series), scoredOf(long)];
  process.stdout.write(
    values.json
      ? asJson(scored, scoredLong)
      : asMarkdown(scored, scoredLong, byKind?.name, values['per-series']),
  );
}

function chosen(methods: readonly Method[], name: string | undefined): Method | undefined {
  if (name === undefined) return methods.at(-1);
  const found = methods.find((method) => method.name === name);
  if (found) return found;
  const names = methods.map((method) => `"${method.name}"`).join(', ');
  throw new UsageError(`--kinds-of: expected one of ${names}, not "${name}"`);
}

function simulatedSeries(seeds: number, first: number): LabelledSeries[] {
  return simulatedKinds.flatMap((kind) =>
    Array.from({ length: seeds }, (_, index) => simulateSeries(kind, first + index)),
  );
}

function horizonOf(given: string | undefined): 'auto' | undefined {
  if (given === undefined || given === 'auto') return given;
  throw new UsageError(`--horizon: expected auto, not "${given}"; a manifest has other horizons`);
}

function wholeNumber(name: string, given: string): number {
  if (/^\d+$/.test(given)) return Number(given);
  throw new UsageError(`--${name}: expected a whole number, not "${given}"`);
}

function asJson(scored: readonly ScoredMethod[], long: readonly ScoredMethod[]): string {
  const figures = scored.map(({ name, scores }, index) => ({
    name,
    ...figuresOf(scores, scored.at(-1)!.scores),
    real: totalScore(scores.filter(({ simulated }) => !simulated)),
    long: figuresOf(long[index]!.scores, long.at(-1)!.scores),
  }));
  return `${JSON.stringify(figures, undefined, 1)}\n`;
}

function figuresOf(scores: readonly SeriesScore[], ours: readonly SeriesScore[]): object {
  return {
    total: totalScore(scores),
    band: bootstrapBand(scores),
    leaveOneSourceOut: leaveOneSourceOut(scores),
    oursLess: pairedDifference(ours, scores),
    calibrationError: calibrationError(poolRisks(scores.map(({ risks }) => risks))),
    series: scores,
  };
}

function asMarkdown(
  scored: readonly ScoredMethod[],
  long: readonly ScoredMethod[],
  byKind: string | undefined,
  perSeries: boolean,
): string {
  const real = scored.map(({ name, scores }) => ({
    name,
    scores: scores.filter(({ simulated }) => !simulated),
  }));
  const [recorded, all, hours] = [real, scored, long].map((each) => each[0]?.scores.length ?? 0) as [
    number,
    number,
    number,
  ];
  const parts = [
    ...(hours > 0 ? describe(`The ${hours} real series of hours to weeks`, long) : []),
    ...(recorded > 0 ? describe(`The ${recorded} ${hours > 0 ? 'other ' : ''}real series alone`, real) : []),
    ...(recorded < all ? describe(`All ${all} series, ${all - recorded} of them simulated`, scored) : []),
    ...detectorNotes(scored.map(({ name }) => name)),
  ];
  const together = scored.map(({ name, scores }, index) => ({
    name,
    scores: [...long[index]!.scores, ...scores],
  }));
  const shown = together.find(({ name }) => name === byKind);
  if (shown) parts.push(`${shown.name}, by kind:`, kindsTable(shown.scores));
  if (perSeries) {
    for (const { name, scores } of together) parts.push(`${name}, by series:`, seriesTable(scores));
  }
  return `${parts.join('\n\n')}\n`;
}

/** All tables of some series. */
function describe(title: string, scored: readonly ScoredMethod[]): string[] {
  const ours = scored.at(-1);
  if (!ours) return [];
  const reliability = reliabilityTable(ours.scores);
  return [
    `${title}:`,
    methodsTable(scored),
    ...(scored.length > 1 ? [differencesTable(ours, scored.slice(0, -1))] : []),
    falseAlarmsTable(scored),
    ...(reliability === undefined ? [] : [`The risk of ${ours.name}:`, reliability]),
  ];
}

await runScript(main);
