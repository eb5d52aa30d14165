import { countOf } from '../../notifiers/count-of.ts';
import { exhaustedPercent, raiseAtPercent } from '../../analysis/risk/risk-percent.ts';
import { formatAmount, formatAmounts, formatDuration } from '../../notifiers/event/alert-units.ts';
import { anomalyText, culpritText, precedentText, rateText } from '../../notifiers/event/evidence-text.ts';
import { relatedText } from '../../notifiers/event/related-text.ts';
import { firstSamples } from '../check/needed-samples.ts';
import type { SeenEvidence } from './climb-evidence.ts';
import type { SeenForecast } from './given-values.ts';
import { isOfEnsemble, type Row } from './row.ts';
import type { SeriesDetails } from './series-details.ts';
import { clockText, fullText } from './amounts.ts';

/**
 * The evidence for the risk of a series, a sentence each: the forecast, the climb and its precedents, the processes
 * that grew, the series that moved with it, and the reason of the risk.
 *
 * @param evidence undefined where it is not known
 * @param now epoch seconds
 */
export function evidenceText(row: Row, evidence: SeenEvidence | undefined, now: number): string[] {
  if (isOfEnsemble(row)) return [...problemText(row), ...ensembleTexts(row), ...grownTexts(row)];
  return [
    ...problemText(row),
    ...forecastText(row),
    ...fullTimeText(row, now),
    ...(evidence ? [...movedLimitText(row, evidence), ...climbText(row, evidence)] : []),
    ...grownTexts(row),
    ...riskText(row),
  ];
}

function problemText({ details, state, ageSeconds }: Row): string[] {
  const { problem } = details;
  return [
    ...(problem === undefined ? [] : [`it is not predicted: ${problem}`]),
    ...(state === 'late' && Number.isFinite(ageSeconds)
      ? [`no sample has come for ${formatDuration(ageSeconds)}: does collectd run on that host?`]
      : []),
    ...(state === 'blind' && problem === undefined ? [blindText(details.recent.length)] : []),
  ];
}

function blindText(samples: number): string {
  return samples < firstSamples
    ? `it has had ${countOf(samples, 'sample')} in ten minutes, and the first prediction comes after ${firstSamples}`
    : 'no prediction of it comes back: does dma predict run? dma check says more';
}

function forecastText({ details, horizonSeconds, unit, limitSide }: Row): string[] {
  const { forecast, limit } = details;
  if (!forecast) return [];
  return [forecastSentence(forecast, { limit, limitSide, unit, horizonSeconds })];
}

/** The forecast and its place, such as `expected in 60 s: 15.0 GiB (14.1 to 15.9 GiB) is beyond the limit`. */
export function forecastSentence(
  { value, besideLimit, lower, upper }: Omit<SeenForecast, 'time'>,
  {
    limit,
    limitSide,
    unit,
    horizonSeconds,
  }: Pick<Row, 'limitSide' | 'unit' | 'horizonSeconds'> & Pick<SeriesDetails, 'limit'>,
): string {
  const amounts = value === undefined ? '' : `${formatAmount(value, unit, limit)} `;
  const ends =
    lower === undefined || upper === undefined
      ? ''
      : `(${formatAmounts([lower, upper], ' to ', unit, limit)}) `;
  const isBeyond = (end: number): boolean => (limitSide === 'upper' ? end >= limit! : end <= limit!);
  const middle = besideLimit ?? value ?? ((lower ?? 0) + (upper ?? 0)) / 2;
  const near = limitSide === 'upper' ? upper : lower;
  const place =
    limit === undefined
      ? ''
      : isBeyond(middle)
        ? 'is beyond the limit'
        : near !== undefined && isBeyond(near)
          ? 'may be beyond the limit'
          : 'is on the safe side of the limit';
  return `expected in ${formatDuration(horizonSeconds)}: ${amounts}${ends}${place}`.trim();
}

/** Without a limit there is nothing to be reached. */
function ensembleTexts({ riskPercent, alert }: Row): string[] {
  const { anomaly } = alert?.event.alertContext ?? {};
  return [
    ...(anomaly ? [anomalyText(anomaly)] : []),
    ...(riskPercent === undefined
      ? []
      : [`${Math.round(riskPercent)} % sure of an anomaly: an alert comes from ${raiseAtPercent} % on`]),
    'it has no limit: tests judge whether it is odd, and dma explain says what each of them sees',
  ];
}

/** True at or beyond the limit, and while the alert of a crossing goes on. */
function isReached({ details: { limit, value }, limitSide, riskPercent }: Row): boolean {
  if (riskPercent === exhaustedPercent) return true;
  if (value === undefined || limit === undefined) return false;
  return limitSide === 'upper' ? value >= limit : value <= limit;
}

function fullTimeText(row: Row, now: number): string[] {
  if (isReached(row)) return ['the limit has been reached'];
  const { riskPercent } = row;
  const { expected, earliest } = row.details.full;
  if (expected !== undefined)
    return [
      expected <= now
        ? 'the limit is reached now'
        : `the limit is reached at ${fullText(row.details.full, now, 40)}`,
    ];
  if (riskPercent === undefined) return [];
  if (earliest === undefined) return ['no crossing of the limit is in sight'];
  return [`the limit may be reached from ${clockText(earliest, now)} on`];
}

function movedLimitText({ unit }: Row, { limitMoved }: SeenEvidence): string[] {
  if (!limitMoved) return [];
  const [from, to] = [limitMoved.from, limitMoved.to].map((limit) => formatAmount(limit, unit));
  return [`the limit is a share of a capacity that changed: it went from ${from} to ${to}`];
}

function climbText(row: Row, evidence: SeenEvidence): string[] {
  const { unit, details, limitSide } = row;
  // The way to a limit that is behind explains nothing.
  if (isReached(row)) return [];
  const { climb, precedents, wasCutShort } = evidence;
  const { limit } = details;
  const word = limitSide === 'upper' ? 'climb' : 'fall';
  if (!climb) return [`there is no ${word} that is more than its usual ups and downs`];
  const { overSeconds, rise, ratePerSecond, secondsToLimit, probability, isGoingOn } = climb;
  const [sign, side] = limitSide === 'upper' ? (['+', 1] as const) : (['-', -1] as const);
  const rate = rateText({ ratePerSecond: side * ratePerSecond, overSeconds }, unit);
  const isInSight = Number.isFinite(secondsToLimit);
  const ahead = isInSight ? `, ${formatDuration(secondsToLimit)} from the limit` : '';
  return [
    `a ${word} of ${rate}: ${sign}${formatAmount(rise, unit, limit)} so far${ahead}${isInSight && !isGoingOn ? '; it pauses' : ''}`,
    isInSight
      ? `${precedentText(precedents.gotThisFar, precedents.reached)}; it goes on to the limit with a probability of ${Math.round(100 * probability)} %`
      : 'the limit is not in sight at its present pace',
    ...(wasCutShort ? [`the ${word} before it was ended from outside, and is no precedent`] : []),
  ];
}

function grownTexts({ alert }: Row): string[] {
  const { culprits = [], related } = alert?.event.alertContext ?? {};
  const moved = related && alert ? [relatedText(related, alert.event.host)] : [];
  return [...culprits.map((culprit) => `grew: ${culpritText(culprit)}`), ...moved];
}

function riskText({ riskPercent, alert }: Row): string[] {
  if (riskPercent === undefined) return [];
  const risk = Math.round(riskPercent);
  if (riskPercent === exhaustedPercent)
    return ['risk 100 %: the limit has been crossed, and the alert has not ended'];
  if (riskPercent >= raiseAtPercent)
    return [
      `risk ${risk} %: the evidence was enough, and has lasted${alert ? '' : '; no alert is in this spool'}`,
    ];
  return [`risk ${risk} %: an alert comes from ${raiseAtPercent} % on`];
}
