import { textTable } from '../../report/readable.ts';
import type { Judged } from './judgement.ts';
import type { SoakResult } from './result.ts';

const mebi = 2 ** 20;

/** Formats the result for people. */
export function formatSoak(result: SoakResult): string {
  const { hours, seconds, pace, valuesSent, machinesGone, judged, alerts, faults } = result;
  const head = ['program', 'what', '3rd quarter', 'last quarter', 'highest', 'a day', 'interval', ''];
  const table = textTable([head, ...judged.map(row)], new Set([2, 3, 4, 5, 6]));
  const lines = [
    `${hours.toFixed(1)} hours in ${Math.round(seconds)} s, ${pace} times as fast: ${valuesSent} values, ${machinesGone} machines that went`,
    '',
    ...table,
    '',
    `leaks to the limit: ${alerts.leaks}, alerted of ${alerts.alerted} (${alerts.ahead} of them ahead), missed ${alerts.missed}, not ended ${alerts.unended}`,
    `events: ${alerts.notified} notified, ${alerts.delivered} delivered, ${alerts.lost} lost, ${alerts.late} late, ${alerts.repeated} repeated; ${alerts.refused} requests refused by the receiver`,
    `log: ${result.logLines} lines of ours, ${result.logLinesExpected} expected at most; ${result.silences} times a series fell silent`,
    ...result.commonestLines.map(({ line, count }) => `  ${count} x ${line}`),
    faults.length > 0
      ? `not well: ${faults.join('; ')}`
      : isLongEnough(result)
        ? 'all is well'
        : 'well so far',
  ];
  return `${lines.join('\n')}\n`;
}

function isLongEnough({ judged }: SoakResult): boolean {
  return judged.length > 0 && judged.every(({ verdict }) => verdict !== 'too-short');
}

function row(judged: Judged): string[] {
  const { program, quantity, thirdQuarter, lastQuarter, highest, perDay, perDayLower, perDayUpper } = judged;
  const inUnit = (value: number): string => format(judged, value);
  return [
    program,
    quantity,
    inUnit(thirdQuarter),
    inUnit(lastQuarter),
    inUnit(highest),
    ...(judged.verdict === 'too-short'
      ? ['-', '-']
      : [inUnit(perDay), `${inUnit(perDayLower)} .. ${inUnit(perDayUpper)}`]),
    verdictOf(judged),
  ];
}

function verdictOf({ verdict, isJudged }: Judged): string {
  const words = { flat: 'flat', grows: 'grows', 'too-short': 'too short to say' }[verdict];
  return isJudged ? words : `(${words})`;
}

/** Formats a number; `-` when a short soak had no reading in a quarter. */
function format({ quantity }: Judged, value: number): string {
  if (!Number.isFinite(value)) return '-';
  const isBytes = quantity === 'resident' || quantity === 'heap' || quantity === 'used-memory';
  return isBytes ? `${(value / mebi).toFixed(1)} MiB` : value.toFixed(1).replace(/\.0$/, '');
}
