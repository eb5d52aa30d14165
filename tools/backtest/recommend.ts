import { defaultForecasterName, forecasterNames } from '../../analysis/forecasters/registry.ts';
import type { Sample } from '../../analysis/window.ts';
import { OutsideError } from '../process/command-error.ts';
import { withProgress } from '../report/progress-bar.ts';
import { formatDuration, textTable } from '../report/readable.ts';
import { backtest, type BacktestOptions, windowSamples } from './replay.ts';
import { summarise } from './summary.ts';

/** Sizes of windows that are tried. */
const windowSizes: readonly number[] = [10, 20, 40, 80, 160, 320];
/** A lead or a MASE that differs by at most this share is about as good. */
const closeShare = 0.05;
/** Samples that are tried on, at most: the newest ones. */
export const maxTriedSamples = 20_000;

/** A forecaster and a window, and how they did. */
export interface Candidate {
  readonly forecaster: string;
  /** Null for a forecaster that follows the series and has no window. */
  readonly samples: number | null;
  /** Forecast error as a multiple of that of "no change". */
  readonly mase: number;
  /** Share of the values that were within the interval, 0 to 1. */
  readonly coverage: number;
  readonly falseAlarms: number;
  readonly missed: number;
  readonly medianLeadSeconds: number | null;
}

/**
 * Replays the series with every forecaster, and with several window sizes where it has a window.
 *
 * @param onProgress is told the share that is done, 0 to 1
 * @returns the best first: the fewest wrong answers (false alarms and misses), then the longest median lead time,
 *   then the smallest forecast error, then the smallest window
 * @throws OutsideError when the series is too short, or never changes, so that nothing can be compared
 */
export function recommend(
  name: string,
  series: readonly Sample[],
  options: Omit<BacktestOptions, 'forecaster' | 'samples'>,
  onProgress: (share: number) => void = () => undefined,
): Candidate[] {
  const tried = series.slice(-maxTriedSamples);
  const sizes = windowSizes.filter((size) => size <= Math.max(windowSizes[0]!, tried.length / 4));
  const pairs = forecasterNames.flatMap((forecaster): Pick<Candidate, 'forecaster' | 'samples'>[] =>
    windowSamples({ forecaster }) === undefined
      ? [{ forecaster, samples: null }]
      : sizes.map((samples) => ({ forecaster, samples })),
  );
  const candidates = pairs.flatMap((pair, index): Candidate | [] => {
    const sharePart = (share: number): void => onProgress((index + share) / pairs.length);
    const all = { ...options, ...pair, samples: pair.samples ?? undefined, withExhaustion: false };
    const summary = summarise(name, [...backtest(withProgress(tried, sharePart), all)], all);
    const { mase, coverage, falseAlarms, missed, medianLeadSeconds } = summary;
    if (mase === null || coverage === null) return [];
    return { ...pair, mase, coverage, falseAlarms, missed, medianLeadSeconds };
  });
  if (candidates.length === 0) {
    throw new OutsideError(
      `${name}: nothing can be recommended: the series never changes, or is not longer than the horizon of ${formatDuration(options.horizonSeconds)}`,
    );
  }
  return candidates.sort(byMerit);
}

/** Below 0 when `a` is the better one. */
export function byMerit(a: Candidate, b: Candidate): number {
  return (
    a.falseAlarms + a.missed - b.falseAlarms - b.missed ||
    (b.medianLeadSeconds ?? 0) - (a.medianLeadSeconds ?? 0) ||
    a.mase - b.mase ||
    (a.samples ?? 0) - (b.samples ?? 0)
  );
}

/** A table of every forecaster with the window that suits it best, the best on top, and what to write into dma.yaml. */
export function formatRecommendation(name: string, candidates: readonly Candidate[]): string {
  const best = candidates[0]!;
  const shown = candidates.filter(
    (candidate, index) =>
      candidates.findIndex(({ forecaster }) => forecaster === candidate.forecaster) === index,
  );
  const rows = shown.map(
    ({ forecaster, samples, mase, coverage, falseAlarms, missed, medianLeadSeconds }) => [
      forecaster,
      samples === null ? '-' : String(samples),
      mase.toFixed(3),
      `${(100 * coverage).toFixed(0)} %`,
      String(falseAlarms),
      String(missed),
      medianLeadSeconds === null ? '-' : formatDuration(medianLeadSeconds),
    ],
  );
  const head = ['forecaster', 'samples', 'MASE', 'in interval', 'false alarms', 'missed', 'median lead'];
  return [
    name,
    '',
    ...textTable([head, ...rows], new Set([1, 2, 3, 4, 5, 6])),
    '',
    `Each forecaster with the best of its windows, on the newest ${maxTriedSamples.toLocaleString('en-US')} samples at most.`,
    'The best has the fewest false alarms and misses, then the longest lead time, then the smallest forecast error',
    '(MASE: 1 is as good as "no change").',
    'For dma.yaml:',
    '',
    `    forecaster: ${best.forecaster}`,
    ...(best.samples === null ? [] : [`    samples: ${best.samples}`]),
    '',
    ...describeDefault(best, candidates),
  ].join('\n');
}

/** Says so when the choice gains next to nothing. */
function describeDefault(best: Candidate, candidates: readonly Candidate[]): string[] {
  const standard = candidates.find(({ forecaster }) => forecaster === defaultForecasterName);
  if (!standard || standard.forecaster === best.forecaster) return [];
  const hasSameErrors = standard.falseAlarms + standard.missed === best.falseAlarms + best.missed;
  const [lead, bestLead] = [standard, best].map(({ medianLeadSeconds }) => medianLeadSeconds ?? 0);
  const isClose = lead! >= (1 - closeShare) * bestLead! && standard.mase <= (1 + closeShare) * best.mase;
  if (!hasSameErrors || !isClose) return [];
  const percent = 100 * closeShare;
  return [
    `${standard.forecaster}, the default, is about as good here (within ${percent} %); it adapts when the series changes.`,
    '',
  ];
}
