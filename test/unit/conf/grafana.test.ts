import assert from 'node:assert/strict';
import { z } from 'zod';
import { grafanaDashboardOf, textOf } from '../../support/grafana-queries.ts';
import { readProjectFile } from '../../support/project-files.ts';

const datasource = z.strictObject({ type: z.string(), uid: z.literal('${datasource}') });
const gridPos = z.strictObject({
  x: z.int().min(0).max(23),
  y: z.int().min(0),
  w: z.int().min(1).max(24),
  h: z.int().min(1),
});
const row = z.strictObject({
  id: z.int(),
  type: z.literal('row'),
  title: z.string(),
  collapsed: z.boolean(),
  gridPos,
  panels: z.array(z.never()),
});
const refId = z.string().regex(/^[A-Z]$/);
const target = z.union([
  z.strictObject({ refId, expr: z.string(), legendFormat: z.string() }),
  z.strictObject({ refId, target: z.string() }),
  z.strictObject({
    refId,
    rawQuery: z.literal(true),
    query: z.string(),
    alias: z.string(),
    resultFormat: z.literal('time_series'),
  }),
]);
const steps = z.array(z.strictObject({ color: z.string(), value: z.number().nullable() }));
const panel = z.strictObject({
  id: z.int(),
  type: z.enum(['bargauge', 'state-timeline', 'stat', 'timeseries']),
  title: z.string(),
  datasource,
  gridPos,
  targets: z.array(target).min(1),
  fieldConfig: z.strictObject({
    defaults: z.strictObject({
      unit: z.string(),
      min: z.number().optional(),
      max: z.number().optional(),
      thresholds: z.strictObject({ mode: z.literal('absolute'), steps }).optional(),
    }),
    overrides: z.array(
      z.strictObject({
        matcher: z.strictObject({ id: z.literal('byName'), options: z.string() }),
        properties: z.array(z.strictObject({ id: z.string(), value: z.unknown() })),
      }),
    ),
  }),
  options: z.record(z.string(), z.unknown()),
});
const named = { name: z.string(), label: z.string() };
const chosen = { text: z.string(), value: z.string() };
const variable = z.discriminatedUnion('type', [
  z.strictObject({ ...named, type: z.literal('datasource'), query: z.string(), refresh: z.int() }),
  z.strictObject({
    ...named,
    type: z.literal('query'),
    datasource,
    query: z.string(),
    refresh: z.int(),
    sort: z.int(),
  }),
  z.strictObject({
    ...named,
    type: z.literal('textbox'),
    query: z.string(),
    current: z.strictObject(chosen),
    options: z.array(z.strictObject({ selected: z.boolean(), ...chosen })),
  }),
]);

/** The part of Grafana's schema (kind `dashboard`, version 38) that the shipped dashboards use. */
const dashboard = z.strictObject({
  uid: z.string().max(40),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  schemaVersion: z.literal(38),
  version: z.int(),
  editable: z.boolean(),
  graphTooltip: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  refresh: z.string(),
  time: z.strictObject({ from: z.string(), to: z.string() }),
  timezone: z.string(),
  annotations: z.strictObject({ list: z.array(z.never()) }),
  links: z.array(z.never()),
  templating: z.strictObject({ list: z.array(variable) }),
  panels: z.array(z.union([row, panel])),
});

/** Names that Grafana fills in by itself. */
const builtIn = new Set(['timeFilter', '__interval', 'tag_host', 'tag_instance', 'tag_type_instance']);

for (const kind of ['prometheus', 'influxdb', 'graphite'])
  describe(`the dashboard of Grafana for ${kind}`, () => {
    const { panels, templating } = grafanaDashboardOf(kind);

    it('is of the form that Grafana reads', () => {
      const { error } = dashboard.safeParse(JSON.parse(readProjectFile(`conf/grafana/dma-${kind}.json`)));
      assert.equal(error && z.prettifyError(error), undefined);
    });

    it('has panels that do not lie over each other, each with an id of its own', () => {
      assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`),
      );
      assert.equal(new Set(cells).size, cells.length);
    });

    it('uses no variable that it does not have', () => {
      const known = new Set([...templating.list.map(({ name }) => name), ...builtIn]);
      const texts = [
        ...panels.flatMap(({ targets = [] }) => targets.map(textOf)),
        ...templating.list.map(({ query }) => query),
      ];
      const used = texts.flatMap((text) => [...text.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name!));
      assert.deepEqual(
        used.filter((name) => !known.has(name)),
        [],
      );
      assert.ok(used.includes('host'));
    });
  });
