import { countOf } from '../../notifiers/count-of.ts';
import { describeAbstention } from '../../analysis/forecast.ts';
import { formatAmount, formatDuration } from '../../notifiers/event/alert-units.ts';
import { formatRelated } from '../../notifiers/event/event-json.ts';
import { formatLocalTime } from '../../notifiers/event/iso-time.ts';
import { quoteAsJson } from '../../notifiers/printable.ts';
import type { AnomalyOptions } from '../backtest/anomaly-replay.ts';
import type { AnomalyState } from './anomaly-state.ts';
import { abstained, explainedText, givenFields, timed } from './explained-lines.ts';
import type { ExplainedSeries } from './explanation.ts';

/** The judgement of a committee on one series at one time, and what would change it. */
export interface AnomalyExplanation extends ExplainedSeries {
  readonly options: AnomalyOptions;
  readonly state: AnomalyState;
}

/** The explanation for people: a line for each test, and what would change it. */
export function anomalyText(explanation: AnomalyExplanation): string {
  const { state, unit, options } = explanation;
  const { sample, readings } = state;
  const { votes, horizonSeconds } = options;
  const width = Math.max(0, ...readings.map(({ test }) => test.length));
  return explainedText(explanation, {
    verdict: verdictText(explanation),
    time: sample.time,
    amount: `${explanation.silent ? 'last' : 'now'} ${formatAmount(sample.value, unit)}, horizon ${formatDuration(horizonSeconds)}`,
    answer: 'anomaly',
    horizonSeconds,
    reasons: [
      `What each test sees, of which ${votes} have to agree:`,
      ...readings.map(
        ({ test, surprise, votesFrom }) => `  ${test.padEnd(width)}  ${readingText(surprise, votesFrom)}`,
      ),
    ],
    changes: changeTexts(explanation),
  });
}

function verdictText({ state: { anomaly, alert, readings } }: AnomalyExplanation): string {
  if (anomaly.kind === 'abstention') return `not judged: ${describeAbstention(anomaly)}`;
  const votes = `odd by ${anomaly.tests.length} of ${readings.length} tests`;
  const sure = `${Math.round(anomaly.percent)} % sure of an anomaly (${votes})`;
  return alert === undefined ? `${sure}, no alert` : `${sure}, alert since ${formatLocalTime(alert.since)}`;
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
    `a next sample ${sides.join(', or ')} is odd for ${countOf(options.votes, 'test')} or more`,
    'an alert comes when it is rare enough as well (one in 100 days), and the samples after it are as unusual',
  ];
}

/** The explanation as one JSON object in one line; docs/explain.md has its fields. The unknown is absent. */
export function anomalyJson(explanation: AnomalyExplanation): string {
  const { state, at, given, options, related, ...others } = explanation;
  const { sample, anomaly, readings, alert, oddFrom } = state;
  return `${quoteAsJson({
    ...others,
    ...options,
    ...timed('asked', at),
    ...timed('time', sample.time),
    value: sample.value,
    given: givenFields(given),
    anomaly: anomaly.kind === 'anomaly' ? anomaly : abstained(anomaly),
    tests: readings.map(({ surprise, ...reading }) => ({
      ...reading,
      ...(Number.isNaN(surprise) ? {} : { surprise, isVote: surprise >= reading.votesFrom }),
    })),
    related: formatRelated(related, explanation.host),
    changes: alert
      ? {
          ...timed('alertSince', alert.since),
          ...timed('normalAt', alert.normalAt),
          usual: { lowest: alert.lowest, highest: alert.highest, forSeconds: alert.clearSeconds },
        }
      : { oddFrom },
  })}\n`;
}
