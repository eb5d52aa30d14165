import { readProjectFile } from './project-files.ts';

interface Target {
  readonly refId: string;
  readonly expr?: string;
  readonly query?: string;
  readonly target?: string;
}

/** A dashboard of conf/grafana, as far as tests look at it. */
export interface Dashboard {
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly query: string; readonly type: string }[];
  };
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly type: string;
    readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
    readonly targets?: readonly Target[];
  }[];
}

export function grafanaDashboardOf(kind: string): Dashboard {
  return JSON.parse(readProjectFile(`conf/grafana/dma-${kind}.json`)) as Dashboard;
}

/** The text of a panel's query. */
export function textOf({ expr, query, target }: Target): string {
  return expr ?? query ?? target ?? '';
}

/** The queries of all panels by `<panel> <letter>`, with what Grafana would fill in. */
export function filledQueries(
  kind: string,
  variables: Readonly<Record<string, string>>,
): Map<string, string> {
  const { panels } = grafanaDashboardOf(kind);
  const fill = (text: string): string =>
    text.replaceAll(/\$(\w+)/g, (whole, name: string) => variables[name] ?? whole);
  return new Map(
    panels.flatMap(({ title, targets = [] }) =>
      targets.map((target) => [`${title} ${target.refId}`, fill(textOf(target))] as const),
    ),
  );
}
