import type { AlertContext } from './alert-event.ts';

/** The unit of amounts: bytes, the unit of the series, or percents of its capacity. */
export type AmountUnit = AlertContext['unit'];

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;
const timeUnits = [
  { name: 's', seconds: 1, upTo: 120 },
  { name: 'min', seconds: 60, upTo: 7200 },
  { name: 'h', seconds: 3600, upTo: 172_800 },
  { name: 'days', seconds: 86_400, upTo: Number.POSITIVE_INFINITY },
] as const;

/** Formats an amount, such as `12.3 GiB`, or with four digits in the unit of the series. */
export function formatAmount(amount: number, unit: AmountUnit, beside = amount): string {
  return formatAmounts([amount], '', unit, beside);
}

/**
 * Formats amounts in one unit, such as `12.3 of 14.4 GiB`.
 *
 * @param beside the amount that decides the unit (default: the largest one)
 */
export function formatAmounts(
  amounts: readonly number[],
  between: string,
  unit: AmountUnit,
  beside = Math.max(...amounts.map(Math.abs)),
): string {
  if (unit === 'plain') return amounts.map((amount) => String(Number(amount.toPrecision(4)))).join(between);
  if (unit === 'percent') return `${amounts.map((amount) => amount.toFixed(1)).join(between)} %`;
  const power = Math.floor(Math.log2(Math.max(1, Math.abs(beside))) / 10);
  const index = Math.min(byteUnits.length - 1, power);
  const texts = amounts.map((amount) => (amount / 1024 ** index).toFixed(index === 0 ? 0 : 1));
  return `${texts.join(between)} ${byteUnits[index]}`;
}

/** Formats a duration, such as `41 s`, `35 min` or `4.2 h`. */
export function formatDuration(seconds: number): string {
  return formatDurations([seconds], '');
}

/** Formats durations in one unit, which the longest decides, such as `25 to 70 s`. */
export function formatDurations(durations: readonly number[], between: string): string {
  const longest = Math.max(...durations.map(Math.abs));
  const { name, seconds } = timeUnits.find(({ upTo }) => longest < upTo) ?? timeUnits[0];
  // No prediction is more precise than seconds or minutes.
  const digits = seconds < 3600 ? 0 : 1;
  return `${durations.map((duration) => (duration / seconds).toFixed(digits)).join(between)} ${name}`;
}
