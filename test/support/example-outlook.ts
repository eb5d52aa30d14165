import { coverageOf } from '../../plugins/coverage/coverage.ts';
import { configOfSeries, targetSchema } from '../../plugins/config/target-config.ts';
import { readName } from '../../plugins/samples/series-names.ts';
import { outputNames } from '../../plugins/series/prediction-values.ts';
import type { Snapshot } from '../../tools/outlook/outlook.ts';
import { rowsOf, type Row } from '../../tools/outlook/row.ts';
import { withoutDetails, type SeriesDetails } from '../../tools/outlook/series-details.ts';
import type { OpenAlert, SpoolSight } from '../../tools/outlook/spool-look.ts';
import type { WatchedSeries } from '../../tools/outlook/watched-series.ts';
import { asciiGlyphs } from '../../tools/watch/glyphs.ts';
import { startView, type View } from '../../tools/watch/view.ts';
import { exampleAlertContext } from './example-context.ts';
import { exampleEvent, exampleTime } from './example-event.ts';

const gibi = 2 ** 30;
const configured = targetSchema.parse({
  series: '*/memory/memory-used',
  capacity: '*/memory/memory-*',
  output: 'dma/memory',
});
export const memoryTarget = configOfSeries(configured)!;

/** The memory of a host, predicted at `exampleTime`, with the fields of interest replaced. */
export function watchedMemory(host: string, fields: Partial<WatchedSeries> = {}): WatchedSeries {
  const identifier = readName('host/memory/memory-used');
  const name = `${host}/memory/memory-used`;
  return {
    target: 'memory',
    config: memoryTarget,
    identifier: { ...identifier, host, name },
    captures: [],
    key: `memory ${name}`,
    outputs: outputNames(host, 'memory', 'dma/memory', []),
    standing: 'predicted',
    newest: { time: exampleTime, values: [12.3 * gibi] },
    ageSeconds: 0,
    intervalSeconds: 1,
    forgottenAfter: 3600,
    riskTime: exampleTime,
    riskPercent: 0,
    ...fields,
  };
}

/** A memory of 16 GiB that grows by 1.9 GiB a minute for five minutes. */
export function climbingDetails(fields: Partial<SeriesDetails> = {}): SeriesDetails {
  const samples = Array.from({ length: 300 }, (_, index) => ({
    time: exampleTime - 299 + index,
    value: 12.3 * gibi - ((299 - index) * 1.9 * gibi) / 60,
  }));
  return {
    ...withoutDetails,
    value: 12.3 * gibi,
    limit: 14.4 * gibi,
    capacity: 16 * gibi,
    forecast: { value: 15 * gibi, lower: 14.1 * gibi, upper: 15.9 * gibi, time: exampleTime },
    full: { expected: exampleTime + 41, earliest: exampleTime + 25, latest: exampleTime + 70 },
    perMinute: 1.9 * gibi,
    recent: samples,
    ...fields,
  };
}

/** An open alert of the memory of web1 that the log was told of. */
export function exampleAlert(fields: Partial<OpenAlert> = {}): OpenAlert {
  return {
    event: exampleEvent({ since: exampleTime - 69, alertContext: exampleAlertContext() }),
    told: ['log'],
    waiting: [],
    failed: [],
    silence: undefined,
    feedback: undefined,
    ...fields,
  };
}

export function exampleSpoolSight(fields: Partial<SpoolSight> = {}): SpoolSight {
  return {
    directory: '/var/spool/collectd-dma',
    isDeliverThere: true,
    arrived: 0,
    notifiers: [{ name: 'log', waiting: 0, failed: 0 }],
    alerts: [],
    silences: [],
    ...fields,
  };
}

/** Rows of these series; the details are those of a climb where none are given. */
export function exampleRows(
  series: readonly WatchedSeries[],
  spool: SpoolSight = exampleSpoolSight(),
  details: SeriesDetails = climbingDetails(),
): readonly Row[] {
  return rowsOf(series, new Map(series.map(({ key }) => [key, details])), spool, exampleTime);
}

/** A snapshot in which all is well. */
export function exampleSnapshot(fields: Partial<Snapshot> = {}): Snapshot {
  const spool = fields.spool ?? exampleSpoolSight();
  return {
    time: exampleTime,
    redis: { url: 'redis://127.0.0.1:6379', problem: undefined, names: 412 },
    predictors: [
      { host: 'web1', isAlive: true, ageSeconds: 3, series: 2, unpredicted: 0, roundSeconds: 0.004 },
    ],
    spool,
    coverage: coverageOf([]),
    rows: exampleRows([watchedMemory('web1', { riskPercent: 86.4 }), watchedMemory('web2')], spool),
    gone: 0,
    ...fields,
  };
}

export function exampleView(snapshot: Snapshot = exampleSnapshot(), fields: Partial<View> = {}): View {
  return { ...startView(snapshot, asciiGlyphs, ''), ...fields };
}
