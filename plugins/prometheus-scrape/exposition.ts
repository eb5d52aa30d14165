/** The ways in which collectd gets a metric. */
export type MetricKind = 'level' | 'count';

/** One sample of a scraped page. */
export interface ScrapedSample {
  readonly name: string;
  /** Without empty ones, which count as absent; in the order of the page. */
  readonly labels: readonly (readonly [string, string])[];
  /** May be infinite, never NaN. */
  readonly value: number;
  /** Epoch seconds; undefined where the page has none. */
  readonly time: number | undefined;
  /** A count only grows, until its program is started again. */
  readonly kind: MetricKind;
}

/** A page in Prometheus' text format, or in OpenMetrics. */
export interface Exposition {
  readonly samples: readonly ScrapedSample[];
  /** Numbers of lines that cannot be read, from 1 on. */
  readonly malformed: readonly number[];
}

const nameStart = /[a-zA-Z_:][\w:]*/y;
const opening = /[ \t]*\{/y;
const closing = /[ \t]*\}/y;
const label = /[ \t]*([a-zA-Z_]\w*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*,?/y;
const rest = /[ \t]+(\S+)(?:[ \t]+(-?\d+(?:\.\d+)?))?[ \t]*(?:#.*)?$/y;
const typeLine = /^#[ \t]+TYPE[ \t]+(\S+)[ \t]+(\S+)[ \t]*$/;
/** Endings of samples that belong to a metric without it. */
const endings = ['_total', '_bucket', '_sum', '_count', '_created', '_info', '_gsum', '_gcount'];

/**
 * Reads a page, line by line. Buckets of histograms, times of creation and what is information alone are left out, and
 * so are samples without a number.
 *
 * @param contentType of the answer: OpenMetrics has times in seconds, Prometheus' own format in milliseconds
 */
export function parseExposition(text: string, contentType = ''): Exposition {
  const ticksPerSecond = contentType.includes('openmetrics') ? 1 : 1000;
  const types = new Map<string, string>();
  const samples: ScrapedSample[] = [];
  const malformed: number[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '') continue;
    if (line.startsWith('#')) {
      const [, name, type] = typeLine.exec(line) ?? [];
      if (name !== undefined) types.set(name, type!);
      continue;
    }
    const sample = parseSample(line, ticksPerSecond);
    if (!sample) malformed.push(index + 1);
    else {
      const kind = kindOf(sample.name, types);
      if (kind !== undefined && !Number.isNaN(sample.value)) samples.push({ ...sample, kind });
    }
  }
  return { samples, malformed };
}

function parseSample(line: string, ticksPerSecond: number): Omit<ScrapedSample, 'kind'> | undefined {
  nameStart.lastIndex = 0;
  const name = nameStart.exec(line)?.[0];
  if (name === undefined) return undefined;
  const labels: (readonly [string, string])[] = [];
  let place = name.length;
  opening.lastIndex = place;
  if (opening.test(line)) {
    place = opening.lastIndex;
    for (let isFirst = true; ; isFirst = false) {
      closing.lastIndex = place;
      if (closing.test(line)) break;
      if (!isFirst && line[place - 1] !== ',') return undefined;
      label.lastIndex = place;
      const [, key, text] = label.exec(line) ?? [];
      if (key === undefined) return undefined;
      place = label.lastIndex;
      if (text !== '') labels.push([key, unescaped(text!)]);
    }
    place = closing.lastIndex;
  }
  rest.lastIndex = place;
  // A value may follow the brace without a space.
  const found = rest.exec(line[place] === ' ' || line[place] === '\t' ? line : spaced(line, place));
  if (!found) return undefined;
  const value = numberOf(found[1]!);
  if (value === undefined) return undefined;
  const time = found[2] === undefined ? undefined : Number(found[2]) / ticksPerSecond;
  return { name, labels, value, time };
}

function spaced(line: string, place: number): string {
  return `${line.slice(0, place)} ${line.slice(place)}`;
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}

/** A number as Go writes it; undefined for anything else. */
function numberOf(text: string): number | undefined {
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

/** Undefined for what is neither a level nor a count. */
function kindOf(name: string, types: ReadonlyMap<string, string>): MetricKind | undefined {
  const ending = endings.find((one) => name.endsWith(one));
  const type = types.get(name) ?? (ending && types.get(name.slice(0, -ending.length)));
  if (ending === '_created' && type !== undefined && type !== 'gauge') return undefined;
  switch (type) {
    case 'counter':
      return 'count';
    case 'summary':
    case 'histogram':
    case 'gaugehistogram':
      if (ending === '_bucket') return undefined;
      return ending === '_sum' || ending === '_count' ? 'count' : 'level';
    case 'info':
    case 'stateset':
      return undefined;
    case undefined:
    case 'untyped':
    case 'unknown':
      return ending === '_total' ? 'count' : 'level';
    default:
      return 'level';
  }
}
