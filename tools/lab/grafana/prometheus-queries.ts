import type { PanelQueries, PanelQuery } from './panel-queries.ts';

const one = '{host="$host",target="$target",series="$series"}';
const query = (text: string, legend: string): PanelQuery => ({ text, legend });

/** The metrics of `dma dashboard`, in PromQL. */
export const prometheusQueries: PanelQueries = {
  kind: 'prometheus',
  title: 'Prometheus',
  variables: [
    { name: 'host', label: 'Host', query: 'label_values(dma_risk_ratio, host)' },
    { name: 'target', label: 'Target', query: 'label_values(dma_risk_ratio{host="$host"}, target)' },
    {
      name: 'series',
      label: 'Series',
      query: 'label_values(dma_risk_ratio{host="$host",target="$target"}, series)',
    },
  ],
  riskOfAll: [query('topk(20, 100 * dma_risk_ratio)', '{{host}} {{series}}')],
  exhaustionOfAll: [query('bottomk(20, dma_exhaustion_seconds)', '{{host}} {{series}}')],
  health: [
    query('dma_predict_series_stale', 'without samples: {{predictor}}'),
    query('dma_predict_unpredicted', 'not predicted: {{predictor}}'),
  ],
  series: [
    query(`dma_value${one}`, 'value'),
    query(`dma_predicted_value${one}`, 'expected'),
    query(`dma_predicted_lower_value${one}`, 'lower'),
    query(`dma_predicted_upper_value${one}`, 'upper'),
    query(`dma_limit_value${one}`, 'limit'),
  ],
  risk: [query(`100 * dma_risk_ratio${one}`, 'risk')],
  exhaustion: [
    query(`dma_exhaustion_seconds${one}`, 'expected'),
    query(`dma_exhaustion_earliest_seconds${one}`, 'earliest'),
    query(`dma_exhaustion_latest_seconds${one}`, 'latest'),
  ],
  accuracy: [
    query('100 * dma_predict_forecast_error_ratio', 'error: {{target}}'),
    query('100 * dma_predict_coverage_ratio', 'coverage: {{target}}'),
  ],
  outcomes: [
    query('dma_predict_crossings_warned', 'warned: {{target}}'),
    query('dma_predict_crossings_missed', 'missed: {{target}}'),
    query('dma_predict_false_alarms', 'false alarms: {{target}}'),
  ],
  leadTime: [query('dma_predict_lead_time_seconds', '{{target}}')],
};
