import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { notifierEntry, notifiers, type NotifierName } from '../../../notifiers/registry.ts';
import { configSchema } from '../../../plugins/config/config.ts';
import { configuredNotifiers } from '../../../plugins/config/configured-notifiers.ts';
import { parseConfigText } from '../../../plugins/config/config-text.ts';
import { optionsOf } from '../../../notifiers/option-tree.ts';
import { targetOptionsSchema } from '../../../plugins/config/target-options.ts';
import { routeSchema } from '../../../plugins/delivery/route-config.ts';
import { exampleContext } from '../../support/example-event.ts';
import { uncommented } from '../../support/uncommented.ts';

const text = readFileSync(new URL('../../../conf/dma.yaml', import.meta.url), 'utf8');

/** Credentials that the examples do not bring. */
const environment = {
  OS_AUTH_URL: 'https://keystone.example.org',
  OS_USERNAME: 'dma',
  OS_PASSWORD: 'secret',
  OS_PROJECT_NAME: 'admin',
  OS_APPLICATION_CREDENTIAL_SECRET: 'secret',
};

/** All that a text configures, with the defaults of notifiers filled in. */
function effective(yaml: string): unknown {
  const configured = configuredNotifiers(parseConfigText(yaml, 'f'), () => exampleContext(environment));
  for (const notifier of configured.notifiers) notifier.close();
  const options = Object.entries(configured.config.notifiers).map(([name, given]) => {
    const { route: _route, ...own } = (given ?? {}) as Record<string, unknown>;
    return [name, notifierEntry(name.split('-')[0] as NotifierName).options.parse(own)];
  });
  return { ...configured.config, notifiers: options };
}

describe('conf/dma.yaml', () => {
  const examples = uncommented(text);

  it('shows every option of every section, and every notifier', () => {
    const sections = [
      configSchema,
      targetOptionsSchema,
      routeSchema,
      ...notifiers.map(({ options }) => options),
    ].flatMap((schema) => [schema, ...Object.values(optionsOf(schema))]);
    const names = new Set(sections.flatMap((schema) => Object.keys(optionsOf(schema))));
    assert.ok(names.size > 50, `${names.size}`);
    for (const name of [...names, ...notifiers.map((entry) => entry.name)])
      assert.match(text, new RegExp(`(^|[ #{])${name}:`, 'm'), name);
  });

  it('has the examples of options and whole notifiers in comments', () => {
    assert.ok(examples.length > 70, `${examples.length}`);
    for (const name of ['roundSeconds', 'writer', 'swap', 'http', 'hmac', 'userDomainId', 'http-oncall'])
      assert.ok(
        examples.some(({ line }) => line.trim().startsWith(`${name}:`)),
        name,
      );
  });

  for (const [index, { line, before, after, marker }] of examples.entries()) {
    it(`is valid with ${line.trim()} in force (example ${index + 1})`, () => {
      const [old, changed] = [effective(before), effective(after)];
      if (marker === 'default') assert.deepEqual(changed, old);
      if (marker === 'example') assert.ok(!isDeepStrictEqual(changed, old), 'the example changes nothing');
    });
  }

  it('marks each example of a single option as a default or as an example', () => {
    const unmarked = examples.filter(({ line, marker }) => marker === undefined && !line.endsWith(':'));
    assert.deepEqual(
      unmarked.map(({ line }) => line),
      [],
    );
  });

  it('shows a route with all of its options', () => {
    const { after } = examples.find(({ line }) => line.trim() === 'http-oncall:')!;
    const { notifiers: given } = parse(after) as {
      notifiers: Record<string, { route?: object } | null>;
    };
    assert.deepEqual(Object.keys(given['http-oncall']!.route!).sort(), Object.keys(routeSchema.shape).sort());
  });

  it('has lines of 120 characters at most', () => {
    for (const line of text.split('\n')) assert.ok(line.length <= 120, line);
  });
});
