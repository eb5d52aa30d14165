import { UsageError } from '../process/command-error.ts';

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * A time as people give it: ISO 8601 (`2026-11-14`, `2026-11-14 08:30`), which is local time unless it names a zone
 * (`2026-11-14T08:30Z`, `+01:00`); so long before now (`-7d`, `-90m`; s, m, h, d, w); `now`; or epoch seconds. Of a
 * local time that comes twice because the clocks are put back, the first one is meant.
 *
 * @param option for messages, such as `--from`
 * @param now epoch seconds
 * @returns epoch seconds
 * @throws UsageError also when there is no such day, or the clocks were put forward over this time
 */
export function parseTime(text: string, option: string, now: number): number {
  if (text === 'now') return now;
  const [, count, unit] = /^-(\d+(?:\.\d+)?)([smhdw])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return now - Number(count) * unitSeconds[unit]!;
  if (/^\d{9,10}(\.\d+)?$/.test(text)) return Number(text);
  const seconds = isoSeconds(text);
  if (Number.isFinite(seconds)) return seconds;
  throw new UsageError(
    `${option}: expected a time such as 2026-11-14T08:30 (local time), 2026-11-14T08:30Z, -7d, now, or epoch seconds, not "${text}"`,
  );
}

/**
 * A duration as people give it: `90m`, `2h`, `1h30m`, `7d` (s, m, h, d, w).
 *
 * @param option for messages, such as `--duration`
 * @returns seconds, above 0
 * @throws UsageError
 */
export function parseDuration(text: string, option: string): number {
  const parts = /^(?:\d+(?:\.\d+)?[smhdw])+$/.test(text) ? text.matchAll(/([\d.]+)([smhdw])/g) : [];
  const seconds = Array.from(parts, ([, count, unit]) => Number(count) * unitSeconds[unit!]!);
  const total = seconds.reduce((sum, part) => sum + part, 0);
  if (total > 0 && Number.isFinite(total)) return total;
  throw new UsageError(`${option}: expected a duration such as 90m, 2h, 1h30m or 7d, not "${text}"`);
}

/** Epoch seconds of ISO 8601, local time unless it names a zone; NaN for what is no such time. */
export function isoSeconds(text: string): number {
  return parseIso(text) / 1000;
}

function parseIso(text: string): number {
  const match =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?: ?(Z|UTC|[+-]\d\d:?\d\d))?)?$/.exec(text);
  if (!match) return Number.NaN;
  const [, date, time = '00:00', named = ''] = match;
  const zone = named === 'UTC' ? 'Z' : named;
  const midnight = Date.parse(`${date}T00:00Z`);
  // Date.parse takes the 30th of February for the 2nd of March.
  if (!Number.isFinite(midnight) || !new Date(midnight).toISOString().startsWith(date!)) return Number.NaN;
  const milliseconds = Date.parse(`${date}T${time}${zone}`);
  return zone === '' && !isOnLocalClock(milliseconds, time) ? Number.NaN : milliseconds;
}

/** True when clocks show this time then; they are put forward over some. */
function isOnLocalClock(milliseconds: number, time: string): boolean {
  const then = new Date(milliseconds);
  const [hours, minutes] = time.split(':').map(Number);
  return then.getHours() === hours && then.getMinutes() === minutes;
}
