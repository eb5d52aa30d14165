import type { Writable } from 'node:stream';
import { countOf } from '../../notifiers/count-of.ts';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { IdentifierPattern } from '../../plugins/collectd/identifier-pattern.ts';
import { readTypesDb } from '../../plugins/collectd/types-db.ts';
import { loadConfig, type Config } from '../../plugins/config/config.ts';
import { epochSeconds } from '../../plugins/process/clock.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { SeriesNames } from '../../plugins/samples/series-names.ts';
import { checkWritable, writeStreamed } from '../process/written-file.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';
import { findTarget, requireSeries } from '../series/configured-target.ts';
import { writeParts } from '../report/line-writer.ts';
import { withRedis } from '../series/open-redis.ts';
import { parseTime } from '../series/time-range.ts';
import {
  exportedSeries,
  pagesOf,
  rangeText,
  type ExportedSeries,
  type ExportRange,
} from './exported-values.ts';
import { endLine, familyLine, metricLine, metricsOf } from './openmetrics.ts';
import { expectedOneOf } from '../process/expected-one-of.ts';

const formats = ['csv', 'openmetrics'] as const;
type Format = (typeof formats)[number];

/** The command line of `dma export`, as given. */
export interface ExportArguments {
  readonly series: readonly string[];
  readonly target: string | undefined;
  readonly host: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly format: string;
  /** Undefined for stdout. */
  readonly out: string | undefined;
  readonly config: string | undefined;
}

interface ExportStreams {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Gets the password of Redis. */
  readonly secrets: KnownSecrets;
}

/** The values that were written, and the entries that were not. */
interface Tally {
  written: number;
  leftOut: number;
}

/** Names in a message, at most. */
const maxNamed = 8;

/**
 * Writes what Redis holds of some series, page by page.
 *
 * @returns rejects with UsageError, ConfigError or OutsideError
 */
export async function runExport(given: ExportArguments, streams: ExportStreams): Promise<void> {
  const format = formatOf(given.format);
  const range = rangeOf(given, epochSeconds());
  const { series, target, host, out } = given;
  if (series.length > 0 === (target !== undefined))
    throw new UsageError('say what to export: series of Redis (host/plugin/type), or a --target of dma.yaml');
  if (host !== undefined && target === undefined)
    throw new UsageError('--host: goes with --target; a series names its host itself');
  if (out !== undefined) checkWritable(out, '--out');
  const config = loadConfig(given.config);
  const typesDb = readTypesDb(config.typesDb);
  const tally: Tally = { written: 0, leftOut: 0 };
  const isWritten = await withRedis(config.redis, streams.secrets, async (reader) => {
    const names = target === undefined ? series : await namesOfTarget(reader, config, target, host);
    if (format === 'csv' && names.length > 1) throw oneSeries(names);
    const found: ExportedSeries[] = [];
    for (const name of names) {
      if (target === undefined) await requireSeries(reader, name, '');
      found.push(await exportedSeries(reader, name, typesDb));
    }
    const parts =
      format === 'csv' ? csvParts(reader, found[0]!, range, tally) : metricParts(reader, found, range, tally);
    if (out === undefined) return writeParts(streams.stdout, parts);
    await writeStreamed(out, '--out', parts);
    return true;
  });
  if (!isWritten) return;
  const left =
    tally.leftOut === 0
      ? ''
      : `; ${tally.leftOut === 1 ? '1 entry is' : `${tally.leftOut} entries are`} left out: malformed, or not newer than the one before`;
  streams.stderr.write(`dma export: ${countOf(tally.written, 'value')} ${rangeText(range)}${left}\n`);
}

function formatOf(text: string): Format {
  const known = formats.find((name) => name === text);
  if (known) return known;
  throw expectedOneOf('--format', formats, text);
}

function rangeOf({ from, to }: ExportArguments, now: number): ExportRange {
  const range = {
    from: from === undefined ? 0 : parseTime(from, '--from', now),
    to: to === undefined ? Number.POSITIVE_INFINITY : parseTime(to, '--to', now),
  };
  if (range.from >= Math.min(range.to, now))
    throw new UsageError('--from: has to be before --to, and before now');
  return range;
}

function oneSeries(names: readonly string[]): UsageError {
  const more = names.length > maxNamed ? ` and ${names.length - maxNamed} more` : '';
  return new UsageError(
    `--format csv: holds one series, and there are ${names.length}; name one, or take --format openmetrics: ${names.slice(0, maxNamed).join(', ')}${more}`,
  );
}

async function namesOfTarget(
  reader: WriteRedisReader,
  config: Config,
  target: string,
  host: string | undefined,
): Promise<readonly string[]> {
  const pattern = new IdentifierPattern(findTarget(config, target).series);
  const names = new SeriesNames(await reader.names()).all
    .filter((one) => pattern.match(one.name) !== undefined && one.host === (host ?? one.host))
    .map(({ name }) => name);
  if (names.length > 0) return names.sort();
  const ofHost = host === undefined ? '' : ` of host ${host}`;
  throw new OutsideError(`target ${target}: Redis holds no series of it${ofHost}; dma check says why`);
}

/** @throws OutsideError when there is nothing in the range */
async function* csvParts(
  reader: WriteRedisReader,
  series: ExportedSeries,
  range: ExportRange,
  tally: Tally,
): AsyncGenerator<string> {
  let head = `${['t', ...series.sources].join(',')}\n`;
  for await (const rows of pagesOf(reader, series, range, () => tally.leftOut++)) {
    tally.written += rows.length * series.sources.length;
    const lines = rows.map(({ time, values }) => {
      return `${time},${values.map((value) => (Number.isFinite(value) ? value : '')).join(',')}\n`;
    });
    yield head + lines.join('');
    head = '';
  }
  if (tally.written === 0) throw nothingIn(series.name, range);
}

/** @throws OutsideError when there is nothing in the range */
async function* metricParts(
  reader: WriteRedisReader,
  all: readonly ExportedSeries[],
  range: ExportRange,
  tally: Tally,
): AsyncGenerator<string> {
  let family = '';
  for (const metric of metricsOf(all)) {
    if (metric.family !== family) yield familyLine(metric);
    ({ family } = metric);
    const onLeftOut = (): void => {
      // Once an entry, and not once a data source.
      if (metric.source === 0) tally.leftOut++;
    };
    for await (const rows of pagesOf(reader, metric.series, range, onLeftOut)) {
      tally.written += rows.length;
      yield rows.map(({ time, values }) => metricLine(metric, time, values[metric.source])).join('');
    }
  }
  if (tally.written === 0)
    throw nothingIn(
      all
        .map(({ name }) => name)
        .slice(0, maxNamed)
        .join(', '),
      range,
    );
  yield endLine;
}

function nothingIn(names: string, range: ExportRange): OutsideError {
  return new OutsideError(
    `${names}: Redis holds no sample ${rangeText(range)}; it keeps what MaxSetSize allows (dma.conf)`,
  );
}
