/** What amounts are counted in: bytes, or the series' own unit. */
export type AmountUnit = 'bytes' | 'plain';

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;
const timeUnits = [
  { name: 's', seconds: 1, upTo: 120 },
  { name: 'min', seconds: 60, upTo: 7200 },
  { name: 'h', seconds: 3600, upTo: 172_800 },
  { name: 'days', seconds: 86_400, upTo: Number.POSITIVE_INFINITY },
] as const;

/** Such as `12.3 GiB`; in the series' own unit with four digits. */
export function formatAmount(amount: number, unit: AmountUnit, beside = amount): string {
  return formatAmounts([amount], '', unit, beside);
}

/**
 * Several amounts in one unit: `12.3 of 14.4 GiB`.
 *
 * @param beside the amount whose size decides which unit (default: the largest of them)
 */
export function formatAmounts(
  amounts: readonly number[],
  between: string,
  unit: AmountUnit,
  beside = Math.max(...amounts.map(Math.abs)),
): string {
  if (unit === 'plain') return amounts.map((amount) => String(Number(amount.toPrecision(4)))).join(between);
  const power = Math.floor(Math.log2(Math.max(1, Math.abs(beside))) / 10);
  const index = Math.min(byteUnits.length - 1, power);
  const texts = amounts.map((amount) => (amount / 1024 ** index).toFixed(index === 0 ? 0 : 1));
  return `${texts.join(between)} ${byteUnits[index]}`;
}

/** Such as `41 s`, `35 min`, `4.2 h`. */
export function formatDuration(seconds: number): string {
  return formatDurations([seconds], '');
}

/** Several durations in one unit, which the longest decides: `25 to 70 s`. */
export function formatDurations(durations: readonly number[], between: string): string {
  const longest = Math.max(...durations.map(Math.abs));
  const { name, seconds } = timeUnits.find(({ upTo }) => longest < upTo) ?? timeUnits[0];
  // Whole seconds and minutes: more than that no prediction knows.
  const digits = seconds < 3600 ? 0 : 1;
  return `${durations.map((duration) => (duration / seconds).toFixed(digits)).join(between)} ${name}`;
}
