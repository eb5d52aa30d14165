import { latestTime } from '../../notifiers/event/iso-time.ts';

/** The unit of values in texts: bytes with a binary prefix, or plain numbers. */
export type Unit = 'bytes' | 'plain';

/** Seconds between 1973 and the year 10000 are epoch seconds; others count from the beginning of a recording. */
export function isEpoch(seconds: number): boolean {
  return seconds >= 1e8 && seconds <= latestTime;
}

/** `2026-11-21 08:51:02 UTC`, or `36.3 s` in a recording that begins with 0. */
export function formatTime(seconds: number): string {
  if (!isEpoch(seconds)) return `${Number(seconds.toFixed(3))} s`;
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `26.0 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const units: readonly [number, string][] = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const first = units.findIndex(([size]) => whole >= size);
  const [large, small] = [units[first]!, units[first + 1]!];
  const count = Math.floor(whole / large[0]);
  const rest = Math.floor((whole % large[0]) / small[0]);
  return rest === 0 ? `${count} ${large[1]}` : `${count} ${large[1]} ${rest} ${small[1]}`;
}

const prefixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];

/** `58.2 GiB`, `1,024 B`, or `12,345.6`. */
export function formatQuantity(value: number, unit: Unit): string {
  if (unit === 'plain') return formatNumber(value);
  let scaled = value;
  let step = 0;
  while (Math.abs(scaled) >= 1024 && step < prefixes.length - 1) {
    scaled /= 1024;
    step++;
  }
  return step === 0
    ? `${scaled.toLocaleString('en-US', { maximumFractionDigits: 1 })} B`
    : `${scaled.toFixed(scaled < 100 ? 1 : 0)} ${prefixes[step]}B`;
}

function formatNumber(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 6 });
}

export function formatPercent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/**
 * Lines of aligned columns, two spaces apart; the first row is the head. Numbers are best given right-aligned
 * columns.
 */
export function textTable(rows: readonly (readonly string[])[], rightAligned: ReadonlySet<number>): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        rightAligned.has(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
}
