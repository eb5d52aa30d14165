import type { ExportedSeries } from './exported-values.ts';

/** A time series of Prometheus: one data source of a series. */
export interface Metric {
  readonly family: string;
  /** `{instance="web1",memory="used"}`. */
  readonly labels: string;
  readonly series: ExportedSeries;
  /** Counted from 0. */
  readonly source: number;
}

/**
 * The metrics of some series by their families, as OpenMetrics wants them. They are named as by collectd's
 * write_prometheus, but without `_total`: Redis has rates of counters.
 */
export function metricsOf(all: readonly ExportedSeries[]): readonly Metric[] {
  const metrics = all.flatMap((series) =>
    series.sources.map((name, source): Metric => {
      return { family: familyOf(series, name), labels: labelsOf(series), series, source };
    }),
  );
  return metrics.sort((a, b) => compare(a.family, b.family) || compare(a.labels, b.labels));
}

/** The line above the values of a family. */
export function familyLine({ family }: Metric): string {
  return `# TYPE ${family} gauge\n`;
}

/** A value and its time in epoch seconds; nothing for a gap. */
export function metricLine({ family, labels }: Metric, time: number, value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? '' : `${family}${labels} ${value} ${time}\n`;
}

/** The last line of a text. */
export const endLine = '# EOF\n';

function familyOf({ plugin, type }: ExportedSeries, source: string): string {
  const parts = ['collectd', ...(plugin === type ? [] : [plugin]), type];
  return [...parts, ...(source === 'value' ? [] : [source])].join('_').replaceAll(/[^a-zA-Z0-9_:]/g, '_');
}

/** The instances stand in labels named after the plugin; the one of the type in `type` where both are there. */
function labelsOf({ host, plugin, pluginInstance, typeInstance }: ExportedSeries): string {
  const own = plugin.replaceAll(/[^a-zA-Z0-9_]/g, '_').replace(/^(?=\d)/, '_');
  const pairs = [
    ['instance', host],
    ...(pluginInstance === undefined ? [] : [[own, pluginInstance]]),
    ...(typeInstance === undefined ? [] : [[pluginInstance === undefined ? own : 'type', typeInstance]]),
  ];
  return `{${pairs.map(([name, value]) => `${name}="${escaped(value!)}"`).join(',')}}`;
}

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
