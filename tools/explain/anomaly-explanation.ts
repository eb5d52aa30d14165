import { describeAbstention } from '../../analysis/forecast.ts';
import { formatAmount, formatDuration } from '../../notifiers/event/alert-units.ts';
import { formatIsoTime, formatLocalTime } from '../../notifiers/event/iso-time.ts';
import { quoteAsJson, replaceUnprintable } from '../../notifiers/printable.ts';
import type { AnomalyOptions } from '../backtest/anomaly-replay.ts';
import type { AnomalyState } from './anomaly-state.ts';
import type { GivenRisk } from './explanation.ts';

/** The judgement of a committee on one series at one time, and what would change it. */
export interface AnomalyExplanation {
  readonly host: string;
  readonly resource: string;
  readonly target: string;
  /** The identifiers that are summed up, the one that names the sum first. */
  readonly series: readonly string[];
  readonly unit: 'bytes' | 'plain';
  readonly options: AnomalyOptions;
  /** Epoch seconds that were asked for. */
  readonly at: number;
  readonly state: AnomalyState;
  /** The percentage that `dma predict` gave at that time; undefined where Redis has none. */
  readonly given: GivenRisk | undefined;
  /** Lines for people: what was left out, what is not covered. */
  readonly remarks: readonly string[];
}

/** The explanation for people: a line for each test, and what would change it. */
export function anomalyText(explanation: AnomalyExplanation): string {
  const { host, resource, target, series, state, at, remarks, options } = explanation;
  const { sample, readings } = state;
  const age = at - sample.time < 1 ? '' : `, ${formatDuration(at - sample.time)} old`;
  const width = Math.max(0, ...readings.map(({ test }) => test.length));
  const lines = [
    `${resource} of ${host}: ${verdictText(explanation)}`,
    `${series.join(' + ')} (target ${target}) at ${formatLocalTime(sample.time)}${age}`,
    `now ${formatAmount(sample.value, explanation.unit)}, horizon ${formatDuration(options.horizonSeconds)}`,
    givenText(explanation),
    '',
    `What each test sees, of which ${options.votes} have to agree:`,
    ...readings.map(({ test, surprise, votesFrom }) => {
      return `  ${test.padEnd(width)}  ${readingText(surprise, votesFrom)}`;
    }),
    '',
    'What would change it:',
    ...changeTexts(explanation).map((text) => `  - ${text}`),
    ...(remarks.length > 0 ? ['', ...remarks] : []),
  ];
  return lines.map((line) => `${replaceUnprintable(line, '?')}\n`).join('');
}

function verdictText({ state: { anomaly, alert, readings } }: AnomalyExplanation): string {
  if (anomaly.kind === 'abstention') return `not judged: ${describeAbstention(anomaly)}`;
  const votes = `odd by ${anomaly.tests.length} of ${readings.length} tests`;
  const sure = `${Math.round(anomaly.percent)} % sure of an anomaly (${votes})`;
  return alert === undefined ? `${sure}, no alert` : `${sure}, alert since ${formatLocalTime(alert.since)}`;
}

function givenText({ given, options }: AnomalyExplanation): string {
  return given
    ? `dma predict gave ${Math.round(given.percent)} % at ${formatLocalTime(given.time).slice(11, 19)}`
    : `dma predict gave no anomaly in the ${formatDuration(options.horizonSeconds)} before; dma check says why`;
}

function readingText(surprise: number, votesFrom: number): string {
  if (Number.isNaN(surprise)) return 'nothing to judge by yet';
  const vote = surprise >= votesFrom ? 'votes' : 'no vote';
  return `${vote}: ${oneIn(surprise)} normal samples would be like this; it votes from ${oneIn(votesFrom)} on`;
}

/** A probability, as `one in 1,300`. */
function oneIn(surprise: number): string {
  if (surprise < 0.05) return 'all';
  const count = 10 ** surprise;
  return `one in ${count < 10 ? count.toFixed(1) : Number(count.toPrecision(2)).toLocaleString('en-US')}`;
}

function changeTexts({ state, unit, options }: AnomalyExplanation): string[] {
  const { alert, oddFrom, anomaly } = state;
  const amount = (value: number): string => formatAmount(value, unit);
  if (anomaly.kind === 'abstention') return ['more samples: a committee judges nothing before it has some'];
  if (alert) {
    const usual = `${amount(alert.lowest)} to ${amount(alert.highest)}`;
    return [
      `the usual values of the hour before, ${usual}, end the alert when they are back for ${formatDuration(alert.clearSeconds)}`,
      `other values are the new normal at ${formatLocalTime(alert.normalAt)}: then it ends in any case`,
    ];
  }
  const { below, above } = oddFrom;
  const sides = [
    ...(above === undefined ? [] : [`from about ${amount(above)} upwards`]),
    ...(below === undefined ? [] : [`from about ${amount(below)} downwards`]),
  ];
  if (sides.length === 0) return ['no single value would make enough tests agree on the next sample'];
  return [
    `a next sample ${sides.join(', or ')} is odd for ${options.votes} tests or more`,
    'an alert comes when it is rare enough as well (one in 100 days), and the samples after it are as unusual',
  ];
}

/** The explanation as one JSON object in one line; docs/explain.md has its fields. The unknown is absent. */
export function anomalyJson(explanation: AnomalyExplanation): string {
  const { state, at, given, options, ...others } = explanation;
  const { sample, anomaly, readings, alert, oddFrom } = state;
  return `${quoteAsJson({
    ...others,
    ...options,
    ...timed('asked', at),
    ...timed('time', sample.time),
    value: sample.value,
    given: given && { ...timed('time', given.time), percent: given.percent },
    anomaly: anomaly.kind === 'anomaly' ? anomaly : { ...anomaly, text: describeAbstention(anomaly) },
    tests: readings.map(({ surprise, ...reading }) => ({
      ...reading,
      ...(Number.isNaN(surprise) ? {} : { surprise, isVote: surprise >= reading.votesFrom }),
    })),
    changes: alert
      ? {
          ...timed('alertSince', alert.since),
          ...timed('normalAt', alert.normalAt),
          usual: { lowest: alert.lowest, highest: alert.highest, forSeconds: alert.clearSeconds },
        }
      : { oddFrom },
  })}\n`;
}

function timed(name: string, time: number): Record<string, unknown> {
  return { [name]: formatIsoTime(time), [`${name}Seconds`]: time };
}
