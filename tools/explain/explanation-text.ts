import { describeAbstention, type Abstention } from '../../analysis/forecast.ts';
import { sightHorizons } from '../../analysis/climb/trend-records.ts';
import { memoryHorizons } from '../../analysis/risk/alert-record.ts';
import {
  alertChance,
  leastChance,
  leastEvidence,
  leastRiseInChanges,
  youngHorizons,
} from '../../analysis/risk/alert-chance.ts';
import { crossingProbability, isSilent } from '../../analysis/risk/calibration.ts';
import { exhaustedPercent, raiseAtPercent } from '../../analysis/risk/risk-percent.ts';
import { leastProbability, meanShare } from '../../analysis/risk/damped-evidence.ts';
import { formatAmount, formatDuration } from '../../notifiers/event/alert-units.ts';
import { precedentText, rateText } from '../../notifiers/event/evidence-text.ts';
import { formatLocalTime } from '../../notifiers/event/iso-time.ts';
import { forecastSentence } from '../outlook/evidence-text.ts';
import { changeTexts } from './change-texts.ts';
import { explainedText } from './explained-lines.ts';
import type { Explanation } from './explanation.ts';

/** The explanation for people: a line for each rule, in the order in which they are asked, and what would change it. */
export function explanationText(explanation: Explanation): string {
  return explainedText(explanation, {
    verdict: verdictText(explanation),
    time: explanation.state.prediction.time,
    amount: amountText(explanation),
    answer: 'risk',
    horizonSeconds: explanation.horizonSeconds,
    reasons: [
      'What each rule says:',
      ...ruleTexts(explanation).map(([rule, text]) => `  ${rule.padEnd(11)} ${text}`),
    ],
    changes: changeTexts(explanation),
  });
}

function verdictText({ state: { prediction, alertSince } }: Explanation): string {
  const { risk } = prediction;
  if (risk.kind === 'abstention') return `no risk is given: ${describeAbstention(risk)}`;
  const percent = `risk ${Math.round(risk.percent)} %`;
  if (alertSince === undefined) return `${percent}, no alert`;
  const reason = risk.exhausted ? 'the limit has been reached, alert' : 'alert';
  return `${percent}, ${reason} since ${formatLocalTime(alertSince)}`;
}

function amountText({ state, silent, limit, limitSide, unit, horizonSeconds }: Explanation): string {
  const { value, share } = state.prediction;
  const side = limitSide === 'lower' ? 'lower limit' : 'limit';
  const percent = share
    ? ` (${share.value.toFixed(1)} of ${share.limit.toFixed(1)} % of a capacity that moves)`
    : '';
  return `${silent ? 'last' : 'now'} ${formatAmount(value, unit, limit)}, ${side} ${formatAmount(limit, unit)}${percent}, ${formatDuration(horizonSeconds)} ahead`;
}

type RuleText = readonly [rule: string, text: string];

function ruleTexts(explanation: Explanation): RuleText[] {
  const { risk } = explanation.state.prediction;
  if (risk.kind === 'risk' && risk.percent === exhaustedPercent)
    return [
      forecastRule(explanation),
      ['latch', 'the limit has been crossed: the risk is 100 % until the value has come back'],
    ];
  return [
    forecastRule(explanation),
    ...climbRules(explanation),
    ...detectorRule(explanation),
    lastingRule(explanation),
    recordRule(explanation),
    probabilityRule(explanation),
  ];
}

function forecastRule({ state, ...series }: Explanation): RuleText {
  const { forecast } = state.prediction;
  if (forecast.kind === 'abstention') return ['forecast', abstentionText(forecast)];
  return ['forecast', forecastSentence(state.predicted!, series)];
}

function climbRules(explanation: Explanation): RuleText[] {
  const { state, unit, limitSide, horizonSeconds } = explanation;
  const { climb } = state.reasons;
  const word = limitSide === 'upper' ? 'climb' : 'fall';
  if (!Number.isFinite(climb.secondsToLimit)) return [['climb', `no ${word} leads to the limit`]];
  const { meanPace, ageSeconds, secondsToLimit, isGoingOn, gotThisFar, reached, survival, probability } =
    climb;
  const ratePerSecond = limitSide === 'upper' ? meanPace : -meanPace;
  const rate = rateText({ ratePerSecond, overSeconds: ageSeconds }, unit);
  const pause = isGoingOn ? '' : '; it pauses';
  const cut = climb.wasCutShort ? `; the ${word} before it was ended from outside, and is no precedent` : '';
  const isFar = survival === 0;
  const chance = isFar
    ? `too far away, or it has stalled: it is looked at from ${formatDuration(sightHorizons * horizonSeconds)} on`
    : `it goes on to the limit with a probability of ${percentText(survival)}`;
  return [
    ['climb', `${rate}, ${formatDuration(secondsToLimit)} from the limit${pause}: ${chance}`],
    ...(isFar
      ? []
      : [
          ['precedents', `${precedentText(gotThisFar, reached)}${cut}`] as const,
          slopeRule(survival, probability),
          intervalRule(explanation),
        ]),
  ];
}

/** Low evidence is not held against the record. */
function slopeRule(survival: number, probability: number): RuleText {
  if (probability < survival)
    return ['slopes', `most earlier slopes like this one came to nothing: the climb does not count`];
  return ['slopes', 'earlier slopes like this one do not speak against it'];
}

function intervalRule({ state: { reasons }, limitSide }: Explanation): RuleText {
  const word = limitSide === 'upper' ? 'climb' : 'fall';
  return [
    'interval',
    reasons.isPossible
      ? `does not rule the limit out: the ${word} counts`
      : `rules the limit out within the horizon: the ${word} does not count`,
  ];
}

function detectorRule({ hasDetector, state: { prediction } }: Explanation): RuleText[] {
  const { verdict } = prediction;
  if (!hasDetector || verdict === undefined) return [];
  if (verdict.kind === 'abstention') return [['detector', abstentionText(verdict)]];
  return [['detector', `${verdict.abnormal ? 'abnormal' : 'normal'} (margin ${verdict.margin.toFixed(1)})`]];
}

function lastingRule({ state: { reasons }, horizonSeconds }: Explanation): RuleText {
  const { evidence, mean, watchedHorizons, climb, falseAlerts } = reasons;
  const height =
    watchedHorizons < youngHorizons && climb.riseInChanges < leastRiseInChanges
      ? `, and in its first ${formatDuration(youngHorizons * horizonSeconds)} a rise of ${leastRiseInChanges} usual changes`
      : '';
  const chance = alertChance(reasons);
  const least = leastEvidence(reasons, climb);
  const needed = leastChance(falseAlerts);
  const likely =
    chance < needed && !climb.isStairs
      ? `, and a crossing to be as likely as ${falseAlerts > 0 ? percentText(needed) : 'not'} (${percentText(chance)} now)`
      : least < leastProbability
        ? `, where a crossing is as likely as ${percentText(chance)}`
        : '';
  return [
    'evidence',
    `${percentText(evidence)} now, ${percentText(mean)} over its last moments; an alert needs ${percentText(least)} and ${percentText(meanShare * least)}${likely}${height}`,
  ];
}

function recordRule({ state: { reasons }, horizonSeconds }: Explanation): RuleText {
  const { falseAlerts: earlier, isHeldBack } = reasons;
  const past = `in the last ${formatDuration(memoryHorizons * horizonSeconds)}`;
  const count =
    earlier === 0 ? 'no earlier alert' : earlier === 1 ? 'one earlier alert' : `${earlier} earlier alerts`;
  const text = `${count} ${past} came to nothing`;
  return ['own alerts', isHeldBack ? `${text}, and this one would say nothing new: it is held back` : text];
}

/** The risk is bounded where alert and probability disagree, so that a threshold follows the alert. */
function probabilityRule({ state: { reasons, alertSince }, horizonSeconds }: Explanation): RuleText {
  if (isSilent(reasons)) return ['risk', 'nothing speaks for the limit: 0 %'];
  const { horizonsToLimit, watchedHorizons, reachShare } = reasons;
  const way = Number.isFinite(horizonsToLimit)
    ? `, the limit ${formatDuration(horizonsToLimit * horizonSeconds)} away`
    : '';
  const probability = 100 * crossingProbability(reasons);
  const isRaised = alertSince !== undefined;
  const isBounded = isRaised ? probability < raiseAtPercent : probability >= raiseAtPercent;
  const bound = isBounded ? `; ${isRaised ? 'at least' : 'less than'} ${raiseAtPercent} % by the alert` : '';
  return [
    'risk',
    `with this evidence${way}, after ${formatDuration(watchedHorizons * horizonSeconds)}, and ${percentText(reachShare)} of its forecasts wrong by as much: ${Math.round(probability)} %${bound}`,
  ];
}

function abstentionText(abstention: Abstention): string {
  return `none: ${describeAbstention(abstention)}`;
}

function percentText(share: number): string {
  return `${Math.round(100 * share)} %`;
}
