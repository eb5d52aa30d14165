import type { Row, RowState } from '../outlook/row.ts';
import { recentSeconds } from '../outlook/series-details.ts';
import { fullText, shortAmount, shortChange, shortDuration } from '../outlook/amounts.ts';
import { cut, safeText, widthOf } from './cells.ts';
import { bar, shareOfLimit, sparkline } from './drawings.ts';
import type { Glyphs } from './glyphs.ts';

/** The rows that are shown, and how. */
export interface TableParts {
  readonly rows: readonly Row[];
  /** Epoch seconds. */
  readonly now: number;
  readonly glyphs: Glyphs;
  /** The domain that all hosts share, such as `.example.org`, which is not shown; may be empty. */
  readonly domain: string;
}

function domainOf(host: string): string {
  return host.includes('.') ? host.slice(host.indexOf('.')) : '';
}

/** The domain that the hosts of all rows share; empty where they share none. */
export function sharedDomain(rows: readonly Pick<Row, 'host'>[]): string {
  const domain = domainOf(rows[0]?.host ?? '');
  return rows.every(({ host }) => host.length > domain.length && domainOf(host) === domain) ? domain : '';
}

/** A column of the table. */
export interface Column {
  readonly head: (parts: TableParts, width: number) => string;
  /** Its width is between these. */
  readonly min: (parts: TableParts) => number;
  readonly max: (parts: TableParts) => number;
  readonly align?: 'right';
  readonly place?: 'middle';
  /** Columns of a lower rank are left out first where the screen is narrow. */
  readonly rank: number;
  /** True when the cell is blank until the details of the row have been read. */
  readonly isDetail?: true;
  readonly cell: (row: Row, parts: TableParts, width: number) => string;
}

const longest = (texts: readonly string[], atMost: number): number =>
  Math.min(atMost, Math.max(0, ...texts.map(widthOf)));

const hostText = (host: string, domain: string): string =>
  safeText(host.slice(0, host.length - domain.length));
const hostsOf = ({ rows, domain }: TableParts): string[] => rows.map(({ host }) => hostText(host, domain));
const resourcesOf = ({ rows }: TableParts): string[] => rows.map(({ resource }) => safeText(resource));

/** All columns, from left to right. */
export const columns: readonly Column[] = [
  {
    head: () => 'RISK',
    min: () => 4,
    max: () => 4,
    align: 'right',
    rank: 0,
    cell: ({ riskPercent }) => (riskPercent === undefined ? '?' : `${Math.round(riskPercent)}%`),
  },
  {
    head: () => 'HOST',
    min: (parts) => Math.max(8, longest(hostsOf(parts), 14)),
    max: (parts) => longest(hostsOf(parts), 40),
    rank: 1,
    // Its first label tells a host from others.
    cell: ({ host }, { domain }, width) => {
      const text = hostText(host, domain);
      return cut(text, width, widthOf(text.split('.', 1)[0]!) < width ? 'end' : 'middle');
    },
  },
  {
    head: () => 'RESOURCE',
    min: (parts) => Math.max(8, longest(resourcesOf(parts), 12)),
    max: (parts) => longest(resourcesOf(parts), 40),
    place: 'middle',
    rank: 3,
    cell: ({ resource }) => safeText(resource),
  },
  {
    head: () => 'NOW',
    min: () => 5,
    max: () => 6,
    align: 'right',
    rank: 5,
    isDetail: true,
    cell: ({ details, unit }) => shortAmount(details.value, unit),
  },
  {
    head: (_, width) => (width < 9 ? 'TO LIMIT' : 'NOW TO LIMIT'),
    min: () => 8,
    max: () => 30,
    rank: 6,
    isDetail: true,
    cell: ({ details: { value, limit, forecast }, limitSide }, { glyphs }, width) => {
      const share = (amount: number | undefined) => shareOfLimit(amount, limit, limitSide);
      return bar(share(value), share(forecast?.value), width, glyphs);
    },
  },
  {
    head: () => 'LIMIT',
    min: () => 5,
    max: () => 6,
    align: 'right',
    rank: 10,
    isDetail: true,
    cell: ({ details, unit }) => shortAmount(details.limit, unit),
  },
  {
    head: () => '/MIN',
    min: () => 6,
    max: () => 7,
    align: 'right',
    rank: 8,
    isDetail: true,
    cell: ({ details: { perMinute, limit }, unit }) => shortChange(perMinute, unit, limit),
  },
  {
    head: ({ rows }) => {
      const horizons = [...new Set(rows.map(({ horizonSeconds }) => horizonSeconds))];
      return horizons.length === 1 ? `IN ${shortDuration(horizons[0]!)}` : 'AHEAD';
    },
    min: () => 6,
    max: () => 13,
    align: 'right',
    rank: 7,
    isDetail: true,
    cell: ({ details: { forecast }, unit, horizonSeconds }, _, width) => {
      if (forecast?.value === undefined) return '?';
      const text = shortAmount(forecast.value, unit);
      const long = `${text} in ${shortDuration(horizonSeconds)}`;
      return long.length <= width ? long : text;
    },
  },
  {
    head: (_, width) => (width < 17 ? 'FULL IN' : 'FULL AT'),
    min: () => 11,
    max: () => 20,
    rank: 4,
    cell: ({ details: { full }, riskPercent }, { now }, width) =>
      riskPercent === 100 ? 'reached' : fullText(full, now, width),
  },
  {
    head: (_, width) => (width < 11 ? '10 MIN' : 'LAST 10 MIN, AHEAD'),
    min: () => 8,
    max: () => 60,
    rank: 9,
    isDetail: true,
    cell: ({ details: { recent, forecast, limit } }, { now, glyphs }, width) =>
      sparkline(
        { samples: recent, from: now - recentSeconds, to: now, forecast: forecast?.value, limit },
        width,
        glyphs,
      ),
  },
  {
    head: () => 'STATE',
    min: () => 6,
    max: ({ rows }) => longest(rows.map(longState), 18),
    rank: 2,
    cell: (row, _, width) => {
      const long = longState(row);
      return long.length <= width ? long : `${shortStates[row.state]}${row.silence ? ' s' : ''}`;
    },
  },
];

const shortStates: Readonly<Record<RowState, string>> = {
  failure: 'FAIL',
  warning: 'WARN',
  reached: 'FULL',
  alert: 'HIGH',
  late: 'late',
  unread: 'bad',
  blind: 'none',
  ok: 'ok',
};

/** The state in words, such as `WARNING silenced` or `late 35s`. */
export function longState({
  state,
  silence,
  ageSeconds,
}: Pick<Row, 'state' | 'silence' | 'ageSeconds'>): string {
  const words: Readonly<Record<RowState, string>> = {
    failure: 'FAILURE',
    warning: 'WARNING',
    reached: 'reached',
    alert: 'high risk',
    late: Number.isFinite(ageSeconds) ? `late ${shortDuration(ageSeconds)}` : 'no sample',
    unread: 'unreadable',
    blind: 'not predicted',
    ok: 'ok',
  };
  return `${words[state]}${silence ? ' silenced' : ''}`;
}
