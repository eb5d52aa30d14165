import type { Sample } from '../../analysis/window.ts';
import { raiseAtPercent } from '../../analysis/risk/risk-percent.ts';
import { withProgress } from '../report/progress-bar.ts';
import { formatDuration, textTable } from '../report/readable.ts';
import { htmlTable } from '../report/html-table.ts';
import { backtest, type BacktestOptions } from './replay.ts';
import { summarise } from './summary.ts';

/** Horizons that are tried, as multiples of the one at hand. */
const horizonFactors: readonly number[] = [0.25, 0.5, 1, 2, 5, 15];
/** A horizon has at least this many samples, and the series spans at least this many horizons. */
const minSamples = 4;
const minHorizons = 4;
/** Risks from which on an alert is raised: the WarningMax of collectd's threshold, in percent. */
const riskThresholds: readonly number[] = [30, raiseAtPercent, 70, 85];
const weekSeconds = 7 * 86_400;

/** A horizon and a threshold of the risk, and what they would have told. */
export interface LeadChoice {
  readonly horizonSeconds: number;
  /** The risk from which on there is an alert, in percent. */
  readonly riskPercent: number;
  /** Over the crossings that were announced; null when none was. */
  readonly medianLeadSeconds: number | null;
  /** Crossings, sudden ones included, and the announced ones of them. */
  readonly crossings: number;
  readonly announced: number;
  readonly falseAlarms: number;
  readonly falseAlarmsPerWeek: number;
  /** The configuration at hand. */
  readonly isPresent: boolean;
}

/**
 * The lead that the series can give, and its price in false alarms: replayed with several horizons, and judged with
 * several thresholds of the risk.
 *
 * @param series at least one sample
 * @param onProgress is told the share that is done, 0 to 1
 * @returns the choices that no other one beats, and the present one; those with the fewest false alarms first
 */
export function leadCurve(
  name: string,
  series: readonly Sample[],
  options: BacktestOptions,
  onProgress: (share: number) => void = () => undefined,
): LeadChoice[] {
  const span = series.at(-1)!.time - series[0]!.time;
  const interval = span / Math.max(1, series.length - 1);
  const horizons = horizonFactors
    .map((factor) => factor * options.horizonSeconds)
    .filter(
      (horizon) =>
        horizon === options.horizonSeconds ||
        (horizon >= minSamples * interval && horizon <= span / minHorizons),
    );
  const choices = horizons.flatMap((horizonSeconds, index) => {
    const sharePart = (share: number): void => onProgress((index + share) / horizons.length);
    const all = { ...options, horizonSeconds, withExhaustion: false };
    const rows = [...backtest(withProgress(series, sharePart), all)];
    return riskThresholds.map((riskPercent): LeadChoice => {
      const alerting = rows.map((row) => ({ ...row, alert: (row.risk ?? 0) >= riskPercent }));
      const { crossings, falseAlarms, medianLeadSeconds } = summarise(name, alerting, all);
      return {
        horizonSeconds,
        riskPercent,
        medianLeadSeconds,
        crossings: crossings.length,
        announced: crossings.filter(({ leadSeconds }) => leadSeconds !== null).length,
        falseAlarms,
        falseAlarmsPerWeek: span > 0 ? (falseAlarms * weekSeconds) / span : 0,
        isPresent: horizonSeconds === options.horizonSeconds && riskPercent === raiseAtPercent,
      };
    });
  });
  const present = choices.filter(({ isPresent }) => isPresent);
  const others = choices.filter(
    (choice, index) =>
      !choice.isPresent &&
      choices.every((other) => !beats(other, choice)) &&
      ![...present, ...choices.slice(0, index)].some((other) => isAsGood(other, choice)),
  );
  return [...present, ...others].sort(
    (a, b) => a.falseAlarms - b.falseAlarms || (a.medianLeadSeconds ?? 0) - (b.medianLeadSeconds ?? 0),
  );
}

/** At least as good in all, and better in something. */
function beats(one: LeadChoice, other: LeadChoice): boolean {
  const isWorse =
    one.announced < other.announced ||
    one.falseAlarms > other.falseAlarms ||
    (one.medianLeadSeconds ?? 0) < (other.medianLeadSeconds ?? 0);
  return !isWorse && !isAsGood(one, other);
}

function isAsGood(one: LeadChoice, other: LeadChoice): boolean {
  return (
    one.announced === other.announced &&
    one.falseAlarms === other.falseAlarms &&
    one.medianLeadSeconds === other.medianLeadSeconds
  );
}

const head = ['horizon', 'alert from risk', 'median lead', 'announced', 'false alarms', 'a week'];

/** A table to choose from; the present configuration is marked. */
export function formatLeadCurve(choices: readonly LeadChoice[]): string {
  return [
    'Lead against false alarms: with other horizons (horizonSeconds) and thresholds of the risk (WarningMax in dma.conf)',
    '',
    ...textTable([head, ...choices.map(cellsOf)], new Set([0, 1, 2, 3, 4, 5])),
    '',
    'Only what nothing else beats is shown, and what you have (*). It is this one past: prefer what is good on several.',
    '',
  ].join('\n');
}

/** The same as HTML. */
export function leadCurveTable(choices: readonly LeadChoice[]): string {
  return `<h2>Lead against false alarms</h2>
${htmlTable(
  head,
  choices.map((choice) => ({ cells: cellsOf(choice) })),
)}
<p>Other horizons (<code>horizonSeconds</code>) and thresholds of the risk (<code>WarningMax</code> in dma.conf): only what nothing else beats, and what you have (*).</p>`;
}

function cellsOf(choice: LeadChoice): string[] {
  const { horizonSeconds, riskPercent, medianLeadSeconds, crossings, announced, isPresent } = choice;
  return [
    `${isPresent ? '* ' : ''}${formatDuration(horizonSeconds)}`,
    `${riskPercent} %`,
    medianLeadSeconds === null ? '-' : formatDuration(medianLeadSeconds),
    `${announced} of ${crossings}`,
    String(choice.falseAlarms),
    choice.falseAlarmsPerWeek.toFixed(1),
  ];
}
