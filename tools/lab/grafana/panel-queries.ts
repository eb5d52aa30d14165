/** A line of a panel: the text of its query, and its name in the legend. */
export interface PanelQuery {
  readonly text: string;
  readonly legend: string;
}

/** A variable at the top of a dashboard: a list that a query fills, or a text that people change. */
export type DashboardVariable =
  | { readonly name: string; readonly label: string; readonly query: string }
  | { readonly name: string; readonly label: string; readonly text: string };

/** The queries of all panels, in the language of one data source of Grafana. */
export interface PanelQueries {
  /** Grafana's name of the data source's kind. */
  readonly kind: 'prometheus' | 'influxdb' | 'graphite';
  /** The title of the kind. */
  readonly title: string;
  readonly variables: readonly DashboardVariable[];
  readonly riskOfAll: readonly PanelQuery[];
  readonly exhaustionOfAll: readonly PanelQuery[];
  readonly health: readonly PanelQuery[];
  /** The series, its prediction, the interval and the limit. */
  readonly series: readonly PanelQuery[];
  readonly risk: readonly PanelQuery[];
  readonly exhaustion: readonly PanelQuery[];
  readonly accuracy: readonly PanelQuery[];
  readonly outcomes: readonly PanelQuery[];
  readonly leadTime: readonly PanelQuery[];
}
