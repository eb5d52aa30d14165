import assert from 'node:assert/strict';
import { fillTemplate, TemplateError, templateFields } from '../../../../notifiers/http/body-template.ts';
import { formatEventJson } from '../../../../notifiers/event/event-json.ts';
import { exampleEvent } from '../../../support/example-event.ts';
import { exampleAlertContext } from '../../../support/example-context.ts';

const fields = { ...formatEventJson(exampleEvent({ alertContext: exampleAlertContext() })), key: 'k' };
const fill = (template: string, more: object = {}): unknown =>
  JSON.parse(fillTemplate(template, { ...fields, ...more }));

describe('a template', () => {
  it('has fields put into its strings, as they are or as JSON', () => {
    assert.deepEqual(
      fill(
        '{"a": "{{host}}: {{ value }} at {{situation.forecast.level}} {{details.WarningMax}} {{details}}"}',
      ),
      { a: 'web1: 87.5 at 0.8 5.000000e+01 {"WarningMax":"5.000000e+01"}' },
    );
  });

  it('has whole JSON values in their own right', () => {
    assert.deepEqual(
      fill('{"a": {{json host}}, "b": {{ json value }}, "c": {{json details}}, "d": {{json value}}}'),
      {
        a: 'web1',
        b: 87.5,
        c: { WarningMax: '5.000000e+01' },
        d: 87.5,
      },
    );
  });

  it('makes nothing of what is unknown, or null', () => {
    assert.deepEqual(fill('["<{{value}}>", {{json value}}, "{{details.Other}}"]', { value: undefined }), [
      '<>',
      null,
      '',
    ]);
  });

  it('stays valid JSON with the same fields whatever an event holds', () => {
    const hostile = '","x":"\\\n\u0000\u2028\ud800 {{host}} $& $1';
    assert.deepEqual(fill('{"a": "{{message}}", "b": {{json message}}}', { message: hostile }), {
      a: hostile,
      b: hostile,
    });
  });

  for (const [title, template, rule] of [
    ['an unknown field', '"{{hots}}"', /there is no field "\{\{hots\}\}"/],
    ['a field of JavaScript', '"{{constructor}}"', /no field/],
    ['a prototype', '"{{details.__proto__.x}}"', /no field/],
    ['an expression', '"{{value + 1}}"', /no field/],
    ['a placeholder over two lines', '"{{ho\nst}}"', /no field/],
    ['nothing in braces', '"{{}}"', /no field/],
    ['a result that is no JSON', '{"a": {{host}}}', /valid JSON/],
    ['an empty template', '', /valid JSON/],
  ] as const) {
    it(`is refused for ${title}`, () => {
      assert.throws(
        () => fill(template),
        (error: Error) => error instanceof TemplateError && rule.test(error.message),
      );
    });
  }

  it('does not reach what an object inherits', () => {
    assert.equal(fillTemplate('"{{details.constructor}}"', fields), '""');
    assert.equal(fillTemplate('"{{details.__proto__}}"', fields), '""');
  });

  it('may name exactly the fields of the JSON format, and the key', () => {
    assert.deepEqual([...templateFields].sort(), pathsOf(fields).sort());
  });
});

/** `details` and a list of culprits are leaves: what they hold differs from event to event. */
function pathsOf(value: unknown, path = ''): string[] {
  const isLeaf = typeof value !== 'object' || value === null || Array.isArray(value) || path === 'details';
  const own = path === '' ? [] : [path];
  if (isLeaf) return own;
  return own.concat(
    Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, path === '' ? name : `${path}.${name}`)),
  );
}
