import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { notifiers } from '../../../notifiers/registry.ts';
import { configSchema, parseConfig } from '../../../plugins/config/config.ts';
import { routeSchema } from '../../../plugins/delivery/route-config.ts';
import { configured as configuredIn } from '../../support/configured.ts';

const text = readFileSync(new URL('../../../conf/dma.yaml', import.meta.url), 'utf8');

/** The names of all options of a schema, those of options within options included. */
function optionNames(schema: z.ZodType): Set<string> {
  const names = new Set<string>();
  const collect = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { properties, ...rest } = node as { properties?: Record<string, unknown> };
    for (const [name, value] of Object.entries(properties ?? {})) {
      names.add(name);
      collect(value);
    }
    for (const value of Object.values(rest)) collect(value);
  };
  collect(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  return names;
}

describe('conf/dma.yaml', function () {
  it('shows every option there is', function () {
    const schemas: z.ZodType[] = [configSchema, routeSchema, ...notifiers.map(({ options }) => options)];
    const names = schemas.flatMap((schema) => [...optionNames(schema)]);
    assert.ok(names.length > 30);
    for (const name of names) assert.match(text, new RegExp(`(^|[ {])${name}:`, 'm'), name);
  });

  it('shows every notifier there is', function () {
    for (const { name } of notifiers) assert.match(text, new RegExp(`^ {2}(# )?${name}:`, 'm'));
  });

  it('stays valid when all comments that show an option are taken off', function () {
    const bare = text
      .split('\n')
      // Explanations are sentences; options have a name and a colon.
      .map((line) => line.replace(/^( *)# (( *)(# )?[A-Za-z]+(-oncall)?:( |$).*)$/, '$1$2'))
      .map((line) => line.replace(/^( *)# {2}([{[].*)$/, '$1  $2'))
      .map((line) => line.replace(/^( *)# {3}(\S.*:.*)$/, '$1  $2'))
      .filter((line) => !line.startsWith('output: {'))
      // The files of TLS are refused without it.
      .map((line) => line.replace(/^ {2}url: redis:/, '  url: rediss:'))
      .join('\n');
    const config = parseConfig(bare, 'dma.yaml');
    assert.deepEqual(Object.keys(config.targets), [
      'memory',
      'disk',
      'available',
      'held',
      'swap',
      'files',
      'queue',
    ]);
    assert.deepEqual(config.targets['memory']!.detector, { svm: '/etc/collectd-dma/svm-memory.json' });
    assert.equal(config.targets['memory']!.riskFrom, 'both');
    assert.equal(config.targets['available']!.limitSide, 'lower');
    assert.equal(config.targets['held']!.addends.length, 1);
    const given = (parse(bare) as { notifiers: Record<string, { route?: object }> }).notifiers;
    const [example, ...others] = Object.keys(given);
    assert.equal(example, 'http-oncall');
    assert.deepEqual(others.sort(), notifiers.map(({ name }) => name).sort());
    assert.deepEqual(Object.keys(given[example]!.route!).sort(), Object.keys(routeSchema.shape).sort());
    const configured = configuredIn(bare).notifiers;
    assert.equal(configured.length, notifiers.length + 1);
    const { hosts, minimumSeverity, atMost, mute } = configured[0]!.route;
    assert.deepEqual([minimumSeverity, atMost], ['FAILURE', { events: 20, seconds: 60 }]);
    assert.deepEqual([hosts!.length, mute.length], [1, 3]);
    for (const notifier of configured) notifier.close();
  });
});
