import { describeAbstention, type Abstention } from '../../analysis/forecast.ts';
import { formatDuration } from '../../notifiers/event/alert-units.ts';
import type { Related } from '../../notifiers/event/alert-event.ts';
import { formatIsoTime, formatLocalTime } from '../../notifiers/event/iso-time.ts';
import { movedText, relatedText } from '../../notifiers/event/related-text.ts';
import { replaceUnprintable } from '../../notifiers/printable.ts';
import type { ExplainedSeries, GivenRisk } from './explanation.ts';
import { silentChanges, silentVerdict } from './silent-series.ts';

/** The parts of every explanation, in the order in which people read them. */
export interface ExplainedLines {
  /** The judgement. */
  readonly verdict: string;
  /** Epoch seconds of the newest sample. */
  readonly time: number;
  /** The newest sample, and what it is compared with. */
  readonly amount: string;
  /** The answer of `dma predict` by its name; `risk` or `anomaly`. */
  readonly answer: string;
  readonly horizonSeconds: number;
  /** How the judgement was made, with a heading. */
  readonly reasons: readonly string[];
  readonly changes: readonly string[];
}

/** An explanation for people. */
export function explainedText(explained: ExplainedSeries, lines: ExplainedLines): string {
  const { host, resource, target, series, at, given, silent, related, remarks } = explained;
  const { verdict, time, amount, answer, horizonSeconds, reasons, changes } = lines;
  return [
    `${resource} of ${host}: ${silent ? silentVerdict(silent, verdict) : verdict}`,
    `${series.join(' + ')} (target ${target}) at ${formatLocalTime(time)}${ageText(at - time)}`,
    amount,
    givenText(given, answer, horizonSeconds),
    '',
    ...reasons,
    '',
    'What would change it:',
    ...(silent ? silentChanges(silent, at) : changes).map((text) => `  - ${text}`),
    '',
    ...relatedLines(related, host),
    ...(remarks.length > 0 ? ['', ...remarks] : []),
  ]
    .map((line) => `${replaceUnprintable(line, '?')}\n`)
    .join('');
}

function ageText(seconds: number): string {
  return seconds < 1 ? '' : `, ${formatDuration(seconds)} old`;
}

/** This is a replay: it can differ from what was said then, where Redis had other samples. */
function givenText(given: GivenRisk | undefined, answer: string, horizonSeconds: number): string {
  return given
    ? `dma predict gave ${Math.round(given.percent)} % at ${formatLocalTime(given.time).slice(11, 19)}`
    : `dma predict gave no ${answer} in the ${formatDuration(horizonSeconds)} before; dma check says why`;
}

function relatedLines(related: Related, host: string): string[] {
  const { series } = related;
  if (series.length === 0) return [relatedText(related, host)];
  return ['What moved with it:', ...series.map((one) => `  - ${movedText(one, host)}`)];
}

/** A time in both forms, as fields of JSON. */
export function timed(name: string, time: number): Record<string, unknown> {
  return { [name]: formatIsoTime(time), [`${name}Seconds`]: time };
}

/** The fields of JSON about the percentage that `dma predict` gave. */
export function givenFields(given: GivenRisk | undefined): Record<string, unknown> | undefined {
  return given && { ...timed('time', given.time), percent: given.percent };
}

/** An abstention, as fields of JSON. */
export function abstained(abstention: Abstention): Record<string, unknown> {
  return { ...abstention, text: describeAbstention(abstention) };
}
