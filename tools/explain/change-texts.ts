import { formatAmount, formatDuration } from '../../notifiers/event/alert-units.ts';
import { paceText } from '../../notifiers/event/evidence-text.ts';
import { isOn } from './explained-state.ts';
import type { Explanation } from './explanation.ts';

/** The changes that would make the alert come or go, a sentence each. */
export function changeTexts(explanation: Explanation): string[] {
  const { state } = explanation;
  return isOn(state.prediction)
    ? [staysOnText(explanation), ...goesOnTexts(explanation), ...endTexts(explanation)]
    : [staysOffText(explanation), ...goesOnTexts(explanation), ...leastRateTexts(explanation)];
}

function nowText({ state: { prediction }, unit, limit }: Explanation): string {
  return `if it stays at ${formatAmount(prediction.value, unit, limit)}`;
}

function staysOnText(explanation: Explanation): string {
  const { stays, aheadSeconds } = explanation.changes;
  const what =
    stays === undefined
      ? `goes on for ${formatDuration(aheadSeconds)} at least`
      : `ends after ${formatDuration(stays)}`;
  return `${nowText(explanation)}, the alert ${what}`;
}

function staysOffText(explanation: Explanation): string {
  const { stays, aheadSeconds } = explanation.changes;
  const what =
    stays === undefined
      ? `no alert comes in the next ${formatDuration(aheadSeconds)}`
      : `an alert comes after ${formatDuration(stays)}`;
  return `${nowText(explanation)}, ${what}`;
}

function goesOnTexts({ changes: { goesOn, aheadSeconds }, state, unit }: Explanation): string[] {
  if (!goesOn) return [];
  const { ratePerSecond, limitSeconds, alertSeconds } = goesOn;
  const pace = `if it goes on at ${paceText({ ratePerSecond, overSeconds: limitSeconds }, unit)}, the limit is reached after ${formatDuration(limitSeconds)}`;
  if (isOn(state.prediction)) return [pace];
  if (alertSeconds === undefined)
    return [
      `${pace}, and no alert comes in the next ${formatDuration(Math.min(aheadSeconds, limitSeconds))}`,
    ];
  return [
    `${pace}, and an alert comes after ${formatDuration(alertSeconds)}, ${formatDuration(limitSeconds - alertSeconds)} before`,
  ];
}

function leastRateTexts({ unit, limitSide, horizonSeconds, changes: { leastRate } }: Explanation): string[] {
  if (leastRate === undefined) return [];
  const word = limitSide === 'upper' ? 'climbs' : 'falls';
  const within = `within ${formatDuration(horizonSeconds)}`;
  return !Number.isFinite(leastRate)
    ? [`however fast it ${word} steadily from now on, no alert comes ${within}`]
    : [
        `an alert comes ${within} if it ${word} steadily by ${paceText({ ratePerSecond: leastRate, overSeconds: horizonSeconds }, unit)} or more`,
      ];
}

function endTexts({ changes: { endsAt }, state, ...series }: Explanation): string[] {
  const { horizonSeconds, unit, limit, limitSide } = series;
  const within = `within ${formatDuration(horizonSeconds)}`;
  if (endsAt === undefined) return [`no other value ends the alert ${within}`];
  if (endsAt === state.prediction.value) return [];
  const side = limitSide === 'upper' ? 'or lower' : 'or higher';
  return [
    `the alert ends ${within} if it goes to ${formatAmount(endsAt, unit, limit)} ${side}, and stays there`,
  ];
}
