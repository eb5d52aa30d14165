/**
 * 9999-12-31T23:59:59Z in epoch seconds. Later times have a sign and six digits, which few readers of ISO 8601 expect.
 */
export const latestTime = 253_402_300_799;

/**
 * Formats epoch seconds as ISO 8601 in UTC, such as `2026-11-21T02:00:00.123Z`.
 *
 * @param epochSeconds clamped to the years 1970 to 9999, so that no event makes a notifier throw; NaN is 1970
 * @param digits fraction digits of the second (default 3; 0 rounds down)
 */
export function formatIsoTime(epochSeconds: number, digits: 0 | 3 = 3): string {
  const seconds = Math.min(Math.max(epochSeconds || 0, 0), latestTime);
  if (digits === 3) return new Date(Math.round(seconds * 1000)).toISOString();
  return new Date(Math.floor(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}

/**
 * Formats epoch seconds in the local time of this machine with its offset, such as `2026-11-21 03:00:00 +01:00`.
 *
 * @param epochSeconds clamped as in {@link formatIsoTime}; a fraction is rounded down
 */
export function formatLocalTime(epochSeconds: number): string {
  const seconds = Math.floor(Math.min(Math.max(epochSeconds || 0, 0), latestTime));
  const offset = -new Date(seconds * 1000).getTimezoneOffset();
  const text = formatIsoTime(seconds + 60 * offset, 0).slice(0, -1);
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const zone = [hours, minutes].map((part) => String(part).padStart(2, '0')).join(':');
  return `${text.replace('T', ' ')} ${offset < 0 ? '-' : '+'}${zone}`;
}
