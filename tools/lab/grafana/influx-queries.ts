import type { PanelQueries, PanelQuery } from './panel-queries.ts';

const select = (from: string, legend: string, more = '', value = 'mean("value")'): PanelQuery => ({
  text: `SELECT ${value} FROM ${from} AND $timeFilter GROUP BY time($__interval)${more} fill(none)`,
  legend,
});
const all = (measurement: string, instance: string): PanelQuery =>
  select(
    `"${measurement}" WHERE "type_instance" = '${instance}'`,
    '$tag_host $tag_instance',
    ', "host", "instance"',
    'last("value")',
  );
const one = (measurement: string, instance: string, legend: string, value?: string): PanelQuery =>
  select(
    `"${measurement}" WHERE "host" = '$host' AND "instance" = '$resource' AND "type_instance" = '${instance}'`,
    legend,
    '',
    value,
  );
const self = (measurement: string, pattern: string): PanelQuery =>
  select(
    `"${measurement}" WHERE "instance" = 'self' AND "type_instance" =~ /^(${pattern})/`,
    '$tag_host $tag_type_instance',
    ', "host", "type_instance"',
    'last("value")',
  );

/** The values of collectd in InfluxDB 1, in InfluxQL. */
export const influxQueries: PanelQueries = {
  kind: 'influxdb',
  title: 'InfluxDB',
  variables: [
    { name: 'host', label: 'Host', query: 'SHOW TAG VALUES FROM "dma_value" WITH KEY = "host"' },
    {
      name: 'resource',
      label: 'Resource',
      query: `SHOW TAG VALUES FROM "dma_value" WITH KEY = "instance" WHERE "host" = '$host' AND "type_instance" = 'risk'`,
    },
    { name: 'value', label: 'Value', text: `"memory_value" WHERE "type_instance" = 'used'` },
    {
      name: 'output',
      label: 'Output',
      text: `"dma_value" WHERE "instance" = '' AND "type" = 'memory'`,
    },
    { name: 'limit', label: 'Limit', text: '0' },
  ],
  riskOfAll: [all('dma_value', 'risk')],
  exhaustionOfAll: [all('dma_seconds', 'exhaustion')],
  health: [self('dma_value', 'stale$|unpredicted$')],
  series: [
    select(`$value AND "host" = '$host'`, 'value'),
    select(`$output AND "host" = '$host'`, 'expected'),
    one('dma_value', 'predicted_lower', 'lower'),
    one('dma_value', 'predicted_upper', 'upper'),
    one('dma_value', 'risk', 'limit', 'last("value") * 0 + $limit'),
  ],
  risk: [one('dma_value', 'risk', 'risk', 'max("value")')],
  exhaustion: [
    one('dma_seconds', 'exhaustion', 'expected', 'min("value")'),
    one('dma_seconds', 'exhaustion_earliest', 'earliest', 'min("value")'),
    one('dma_seconds', 'exhaustion_latest', 'latest', 'min("value")'),
  ],
  accuracy: [self('dma_value', 'forecast_error-|coverage-')],
  outcomes: [self('dma_value', 'warned-|missed-|false_alarms-')],
  leadTime: [self('dma_seconds', 'lead_time-')],
};
