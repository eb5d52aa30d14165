import type { PanelQueries, PanelQuery } from './panel-queries.ts';

const query = (text: string, legend = ''): PanelQuery => ({
  text: legend === '' ? text : `alias(${text}, '${legend}')`,
  legend,
});
const one = (value: string): string => `collectd.$host.$resource.${value}`;
const self = (values: string): PanelQuery => query(`aliasByNode(collectd.*.dma-self.{${values}}, 1, 3)`);

/** The values of collectd in Graphite. */
export const graphiteQueries: PanelQueries = {
  kind: 'graphite',
  title: 'Graphite',
  variables: [
    { name: 'host', label: 'Host', query: 'collectd.*' },
    { name: 'resource', label: 'Resource', query: 'collectd.$host.dma-*' },
    { name: 'value', label: 'Value', text: 'memory.memory-used' },
    { name: 'output', label: 'Output', text: 'dma.memory' },
    { name: 'limit', label: 'Limit (0: none)', text: '0' },
  ],
  riskOfAll: [query('aliasByNode(collectd.*.dma-*.percent-risk, 1, 2)')],
  exhaustionOfAll: [query('aliasByNode(collectd.*.dma-*.duration-exhaustion, 1, 2)')],
  health: [self('gauge-stale,gauge-unpredicted')],
  series: [
    query('collectd.$host.$value', 'value'),
    query('collectd.$host.$output', 'expected'),
    query(one('gauge-predicted_lower'), 'lower'),
    query(one('gauge-predicted_upper'), 'upper'),
    query('removeBelowValue(constantLine($limit), 0.000001)', 'limit'),
  ],
  risk: [query(one('percent-risk'), 'risk')],
  exhaustion: [
    query(one('duration-exhaustion'), 'expected'),
    query(one('duration-exhaustion_earliest'), 'earliest'),
    query(one('duration-exhaustion_latest'), 'latest'),
  ],
  accuracy: [self('percent-forecast_error-*,percent-coverage-*')],
  outcomes: [self('gauge-warned-*,gauge-missed-*,gauge-false_alarms-*')],
  leadTime: [self('duration-lead_time-*')],
};
