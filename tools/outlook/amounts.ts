import type { FullTimes } from './given-values.ts';

type Unit = 'bytes' | 'plain';

/**
 * An amount in at most five characters, and a sign: `12.3G`, `981M`, `0.52`, `-1.2k`. Bytes have binary prefixes.
 */
export function shortAmount(value: number | undefined, unit: Unit): string {
  if (value === undefined || !Number.isFinite(value)) return '?';
  const base = unit === 'bytes' ? 1024 : 1000;
  const prefixes = unit === 'bytes' ? ['', 'K', 'M', 'G', 'T', 'P', 'E'] : ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  let [scaled, step] = [value, 0];
  // Four digits are as long as three and a prefix.
  const start = unit === 'bytes' ? 1024 : 9999.5;
  if (Math.abs(scaled) >= start)
    while (Math.abs(scaled) >= base * 0.9995 && step < prefixes.length - 1) {
      scaled /= base;
      step++;
    }
  const size = Math.abs(scaled);
  if (size >= 1e5) return value.toExponential(0).replace('+', '');
  const isWhole = Number.isInteger(scaled) && step === 0;
  const digits = isWhole || size >= 99.95 ? 0 : size >= 9.995 || step > 0 ? 1 : 2;
  return `${scaled.toFixed(digits)}${prefixes[step]}`;
}

/** A change a minute, with its sign: `+1.9G`; `0` where it is less than a hundred-thousandth of `whole`. */
export function shortChange(perMinute: number | undefined, unit: Unit, whole: number | undefined): string {
  if (perMinute === undefined) return '?';
  if (Math.abs(perMinute) < 1e-5 * Math.abs(whole ?? 0) || perMinute === 0) return '0';
  const text = shortAmount(perMinute, unit);
  return perMinute > 0 ? `+${text}` : text;
}

const units = [
  ['s', 1, 120],
  ['m', 60, 7200],
  ['h', 3600, 172_800],
  ['d', 86_400, Number.POSITIVE_INFINITY],
] as const;

/** A duration in one unit: `41s`, `35m`, `4.2h`. */
export function shortDuration(seconds: number): string {
  const [name, size] = unitOfDuration(seconds);
  return `${numberOf(seconds / size, size)}${name}`;
}

function unitOfDuration(seconds: number): (typeof units)[number] {
  return units.find(([, , upTo]) => Math.abs(seconds) < upTo) ?? units[3];
}

function numberOf(value: number, size: number): string {
  return value.toFixed(size >= 3600 && Math.abs(value) < 9.95 ? 1 : 0);
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** The local time of day; with its date where it is more than half a day from `now`. Epoch seconds. */
export function clockText(time: number, now: number): string {
  const date = new Date(time * 1000);
  if (Number.isNaN(date.getTime())) return '?';
  const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (Math.abs(time - now) > 43_200) return `${two(date.getMonth() + 1)}-${two(date.getDate())} ${minutes}`;
  return Math.abs(time - now) > 7200 ? minutes : `${minutes}:${two(date.getSeconds())}`;
}

/**
 * When the limit is reached, as much of it as fits: `17:57:52 (25-70s)`, `41s (25-70)`, `41s`; `>25s` where only the
 * earliest time is known, and an open end where the latest is not.
 *
 * @param now epoch seconds
 */
export function fullText({ expected, earliest, latest }: FullTimes, now: number, width: number): string {
  const ahead = (time: number): number => Math.max(0, time - now);
  if (expected === undefined) return earliest === undefined ? '-' : `>${shortDuration(ahead(earliest))}`;
  const seconds = ahead(expected);
  // The prediction is of some time ago.
  if (seconds === 0) return 'now';
  const [name, size] = unitOfDuration(seconds);
  const rangeOf = (digits: (value: number) => string): string => {
    const ends = [earliest, latest].map((time) => (time === undefined ? '' : digits(ahead(time) / size)));
    return ends.join('-');
  };
  const [fine, coarse] = [rangeOf((value) => numberOf(value, size)), rangeOf((value) => value.toFixed(0))];
  const short = shortDuration(seconds);
  const texts = [
    `${clockText(expected, now)} (${fine}${name})`,
    `${short} (${fine})`,
    `${short} (${coarse})`,
    `${short}(${coarse})`,
  ];
  return texts.find((text) => text.length <= width) ?? short;
}
