import type { DashboardVariable, PanelQueries, PanelQuery } from './panel-queries.ts';

/** Grafana's version of the JSON: that of Grafana 10; later ones read it. */
const schemaVersion = 38;

/** The colours of a risk: an alert from 50 % on, and the crossed limit. */
const riskSteps = [
  { color: 'green', value: null },
  { color: 'orange', value: 49.5 },
  { color: 'red', value: 99.5 },
];

type Place = readonly [x: number, y: number, width: number, height: number];

interface PanelLook {
  readonly type: 'bargauge' | 'state-timeline' | 'stat' | 'timeseries';
  readonly unit: string;
  readonly isRisk?: boolean;
  /** Fills the area between the lines `lower` and `upper`. */
  readonly hasBand?: boolean;
}

/**
 * Makes a dashboard for Grafana: an overview by risk, one series with its interval, limit and alerts, and how good the
 * predictions were.
 *
 * @returns JSON, as Grafana exports it
 */
export function grafanaDashboard(queries: PanelQueries): string {
  let id = 0;
  const source = { type: queries.kind, uid: '${datasource}' };
  const row = (title: string, y: number): object => ({
    id: ++id,
    type: 'row',
    title,
    collapsed: false,
    gridPos: { x: 0, y, w: 24, h: 1 },
    panels: [],
  });
  const panel = (
    title: string,
    [x, y, w, h]: Place,
    lines: readonly PanelQuery[],
    look: PanelLook,
  ): object => ({
    id: ++id,
    type: look.type,
    title,
    datasource: source,
    gridPos: { x, y, w, h },
    targets: lines.map((line, index) => targetOf(queries.kind, line, index)),
    fieldConfig: {
      defaults: {
        unit: look.unit,
        ...(look.isRisk ? { min: 0, max: 100 } : {}),
        ...(look.isRisk ? { thresholds: { mode: 'absolute', steps: riskSteps } } : {}),
      },
      overrides: look.hasBand ? bandOverrides : [],
    },
    options: optionsOf(look.type),
  });
  const risk = { unit: 'percent', isRisk: true } as const;
  const dashboard = {
    uid: `dma-${queries.kind}`,
    title: `collectd-dma (${queries.title})`,
    description: 'Predictions of collectd-dma: docs/other-systems.md.',
    tags: ['collectd-dma'],
    schemaVersion,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '10s',
    time: { from: 'now-1h', to: 'now' },
    timezone: '',
    annotations: { list: [] },
    links: [],
    templating: {
      list: [
        { name: 'datasource', label: 'Data source', type: 'datasource', query: queries.kind, refresh: 1 },
        ...queries.variables.map((variable) => variableOf(variable, source)),
      ],
    },
    panels: [
      row('Overview', 0),
      panel('Risk', [0, 1, 8, 9], queries.riskOfAll, { type: 'bargauge', ...risk }),
      panel('Alerts', [8, 1, 10, 9], queries.riskOfAll, { type: 'state-timeline', ...risk }),
      panel('Seconds to the limit', [18, 1, 6, 5], queries.exhaustionOfAll, { type: 'bargauge', unit: 's' }),
      panel('Not predicted', [18, 6, 6, 4], queries.health, { type: 'stat', unit: 'short' }),
      row('One series', 10),
      panel('Value and prediction', [0, 11, 24, 9], queries.series, {
        type: 'timeseries',
        unit: 'short',
        hasBand: true,
      }),
      panel('Risk of the series', [0, 20, 12, 7], queries.risk, { type: 'timeseries', ...risk }),
      panel('Time to the limit', [12, 20, 12, 7], queries.exhaustion, { type: 'timeseries', unit: 's' }),
      row('How good the predictions were', 27),
      panel('Error and coverage', [0, 28, 8, 7], queries.accuracy, { type: 'timeseries', unit: 'percent' }),
      panel('Crossings and alerts', [8, 28, 8, 7], queries.outcomes, { type: 'stat', unit: 'short' }),
      panel('Lead time of the last alert', [16, 28, 8, 7], queries.leadTime, { type: 'stat', unit: 's' }),
    ],
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

const bandOverrides = [
  override('lower', [['custom.lineWidth', 0]]),
  override('upper', [
    ['custom.lineWidth', 0],
    ['custom.fillBelowTo', 'lower'],
    ['custom.fillOpacity', 15],
  ]),
  override('limit', [
    ['color', { mode: 'fixed', fixedColor: 'red' }],
    ['custom.lineStyle', { fill: 'dash', dash: [10, 10] }],
  ]),
];

function override(name: string, properties: readonly (readonly [string, unknown])[]): object {
  return {
    matcher: { id: 'byName', options: name },
    properties: properties.map(([id, value]) => ({ id, value })),
  };
}

function optionsOf(type: PanelLook['type']): object {
  const reduce = { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false } };
  if (type === 'bargauge') return { ...reduce, orientation: 'horizontal', displayMode: 'basic' };
  if (type === 'stat') return { ...reduce, orientation: 'auto', colorMode: 'value', graphMode: 'none' };
  if (type === 'state-timeline')
    return {
      showValue: 'never',
      mergeValues: true,
      legend: { showLegend: false, displayMode: 'list', placement: 'bottom' },
    };
  return {
    legend: { showLegend: true, displayMode: 'list', placement: 'bottom' },
    tooltip: { mode: 'multi', sort: 'none' },
  };
}

/** A query in the form of its data source. */
function targetOf(kind: PanelQueries['kind'], { text, legend }: PanelQuery, index: number): object {
  const refId = String.fromCharCode('A'.charCodeAt(0) + index);
  if (kind === 'prometheus') return { refId, expr: text, legendFormat: legend };
  if (kind === 'graphite') return { refId, target: text };
  return { refId, rawQuery: true, query: text, alias: legend, resultFormat: 'time_series' };
}

function variableOf(variable: DashboardVariable, datasource: object): object {
  const { name, label } = variable;
  if ('text' in variable) {
    const current = { text: variable.text, value: variable.text };
    return {
      name,
      label,
      type: 'textbox',
      query: variable.text,
      current,
      options: [{ selected: true, ...current }],
    };
  }
  return { name, label, type: 'query', datasource, query: variable.query, refresh: 2, sort: 1 };
}
