import { notifiers } from '../../../notifiers/registry.ts';
import { formatConfigJsonSchema } from '../../config/json-schema.ts';
import { grafanaDashboard } from '../grafana/grafana-dashboard.ts';
import { graphiteQueries } from '../grafana/graphite-queries.ts';
import { influxQueries } from '../grafana/influx-queries.ts';
import { prometheusQueries } from '../grafana/prometheus-queries.ts';
import { commandLinePage } from './command-line-page.ts';
import { configSample, notifierSample } from './config-sample.ts';
import { configurationPage } from './configuration-page.ts';

/** All files that are made from the sources, by their paths in the project. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['conf/dma.yaml', configSample()],
    ['conf/dma.schema.json', formatConfigJsonSchema()],
    ...notifiers.map((entry) => [`notifiers/${entry.name}/sample.yaml`, notifierSample(entry)] as const),
    ...[prometheusQueries, influxQueries, graphiteQueries].map(
      (queries) => [`conf/grafana/dma-${queries.kind}.json`, grafanaDashboard(queries)] as const,
    ),
    ['docs/reference/configuration.md', configurationPage()],
    ['docs/reference/command-line.md', await commandLinePage()],
  ]);
}
