import assert from 'node:assert/strict';
import { formatEventJson } from '../../../../notifiers/event/event-json.ts';
import { templateFormats } from '../../../../notifiers/http/body-format.ts';
import { TemplateError } from '../../../../notifiers/http/template.ts';
import { eventFields, knownFields, templateFieldsOf } from '../../../../notifiers/http/template-fields.ts';
import { exampleEvent, exampleLinks, exampleRecord, exampleTime } from '../../../support/example-event.ts';
import { exampleAlertContext, exampleRelated } from '../../../support/example-context.ts';

const names = {
  values: {
    priority: { WARNING: 'P3', FAILURE: 'P1', OKAY: 'P5' },
    color: { WARNING: 255, FAILURE: 1, OKAY: 0 },
  },
  secretFiles: { key: '/a' },
};
const known = knownFields(names);
const event = exampleEvent({
  alertContext: exampleAlertContext({
    reachedTime: exampleTime + 41,
    anomaly: { percent: 60, of: 9, tests: ['Grubbs'] },
    related: { ...exampleRelated, problem: 'Redis cannot be read' },
  }),
  record: exampleRecord,
  links: exampleLinks,
});
const fields = templateFieldsOf(event, names.values, { key: 'k"=&' });
const filled = (format: keyof typeof templateFormats, text: string, more: object = {}): string =>
  templateFormats[format].parse(text, known)({ ...fields, ...more });
const fill = (template: string, more: object = {}): unknown => JSON.parse(filled('template', template, more));

/** Ends a string of JSON, a line, a pair of a form; holds other placeholders and a lone surrogate. */
const hostile = '","x":"\\\n\u0000\u2028\ud800 {{host}} $& $1 &a=b';

describe('a template', () => {
  it('has fields put into its strings, as they are or as JSON', () => {
    assert.deepEqual(
      fill(
        '{"a": "{{host}}: {{  cut  9  value  }} at {{situation.forecast.level}} {{details.WarningMax}} {{details}}"}',
      ),
      { a: 'web1: 87.5 at 0.8 5.000000e+01 {"WarningMax":"5.000000e+01"}' },
    );
  });

  it('has whole JSON values in their own right, outside of strings', () => {
    const wanted = { a: 'web1', b: 87.5, c: { WarningMax: '5.000000e+01' }, d: 255 };
    assert.deepEqual(
      fill('{"a": {{json host}}, "b": {{ json value }}, "c": {{json details}}, "d": {{json values.color}}}'),
      wanted,
    );
    assert.deepEqual(
      fill('{"a": {{host}}, "b": {{value}}, "c": {{details}}, "d": {{values.color}}}'),
      wanted,
    );
  });

  it('makes nothing of what is unknown in a string, and null elsewhere', () => {
    assert.deepEqual(
      fill('["<{{value}}>", {{json value}}, {{value}}, "{{details.Other}}"]', { value: undefined }),
      ['<>', null, null, ''],
    );
  });

  it('has the named values of the severity, and secrets', () => {
    assert.deepEqual(fill('["{{values.priority}} {{values.color}} {{secrets.key}}"]'), ['P3 255 k"=&']);
  });

  it('has times as ISO, and as whole seconds, milliseconds and nanoseconds', () => {
    assert.deepEqual(
      fill(
        '["{{time}} {{seconds time}} {{milliseconds since}} {{nanoseconds situation.time}}", {{seconds time}}, {{json milliseconds time}}]',
      ),
      ['2026-11-21T02:00:00.123Z 1795226400 1795226400123 1795226400123000000', 1795226400, 1795226400123],
    );
    assert.equal(filled('template', '{{nanoseconds time}}'), '1795226400123000000');
    assert.deepEqual(fill('["{{seconds situation.time}}", {{seconds situation.time}}]', { situation: {} }), [
      '',
      null,
    ]);
    // Seconds are those of the clock; milliseconds are rounded as those of the ISO time are.
    const late = { timeSeconds: 1_795_226_400.9996 };
    assert.equal(filled('text', '{{seconds time}} {{milliseconds time}}', late), '1795226400 1795226401000');
    // Whatever clock a notification came from.
    const odd = { timeSeconds: 1e300, sinceSeconds: Number.NaN };
    assert.equal(filled('text', '{{nanoseconds time}} {{seconds since}}', odd), '253402300799000000000 0');
  });

  it('has escaped and cut values outside of strings as JSON, and null for what is unknown', () => {
    const template = '[{{slack message}}, {{cut 5 message}}, {{json html message}}, {{slack value}}]';
    assert.deepEqual(fill(template, { message: 'a"<bcd', value: undefined }), [
      'a"&lt;bcd',
      'a"<b\u2026',
      'a&quot;&lt;bcd',
      null,
    ]);
  });

  it('stays valid JSON with the same fields whatever an event holds', () => {
    const template =
      '{"a": "{{message}}", "b": {{json message}}, "c": {{message}}, "d": "{{cut 9 message}}"}';
    assert.deepEqual(fill(template, { message: hostile }), {
      a: hostile,
      b: hostile,
      c: hostile,
      d: `${hostile.slice(0, 8)}\u2026`,
    });
  });

  it('takes a quote behind a backslash for a part of the string', () => {
    assert.deepEqual(fill(String.raw`{"a\\": "\"{{message}}\\", "b": "\\\"{{message}}"}`, { message: '"' }), {
      'a\\': '""\\',
      b: '\\""',
    });
  });

  for (const [title, template, rule] of [
    [
      'an unknown field',
      '[\n  "{{hots}}"]',
      'line 2, column 4: there is no field "hots"; did you mean host?',
    ],
    [
      'a named value without its prefix',
      '"{{priority}}"',
      'line 1, column 2: there is no field "priority"; did you mean values.priority?',
    ],
    ['a mistyped value', '"{{values.prioritty}}"', /did you mean values\.priority\?$/],
    ['an unknown secret', '"{{secrets.kee}}"', /did you mean secrets\.key\?$/],
    ['a field of JavaScript', '"{{constructor}}"', /no field/],
    ['a prototype', '"{{details.__proto__.x}}"', /no field/],
    ['a value of a prototype', '"{{values.constructor}}"', /no field/],
    ['an expression', '"{{value + 1}}"', /there is no word "value"/],
    ['an unknown word', '"{{slak text}}"', /there is no word "slak"; did you mean slack\?$/],
    ['two markups', '"{{slack html text}}"', /html is one too many/],
    ['a cut without a length', '"{{cut text}}"', /cut needs a number/],
    ['a cut to nothing', '"{{cut 0 text}}"', /cut needs a number/],
    ['a cut to what is no number', '"{{cut x1 text}}"', /cut needs a number/],
    ['a cut to a number with a unit', '"{{cut 9c text}}"', /cut needs a number/],
    ['a cut to a million', '"{{cut 1000000 text}}"', /cut needs a number/],
    ['a field beside the details', '"{{mydetails.a}}"', /no field/],
    ['a unit of time for another field', '"{{seconds host}}"', /seconds needs a time, one of time, since/],
    ['a placeholder over two lines', '"{{ho\nst}}"', /there is no word "ho"/],
    ['nothing in braces', '"{{}}"', /no field/],
    ['a placeholder without an end', '"{{host}"', /line 1, column 2: .* has no end/],
    ['a value that touches another', '["a" {{value}}]', /valid JSON/],
    ['a value behind a backslash', String.raw`"\{{host}}"`, /valid JSON/],
    ['a key without quotes', '{ {{host}}: 1}', /valid JSON/],
    ['an empty template', '', /valid JSON/],
  ] as const) {
    it(`is refused for ${title}`, () => {
      assert.throws(
        () => fill(template),
        (error: Error) =>
          error instanceof TemplateError &&
          (typeof rule === 'string' ? error.message === rule : rule.test(error.message)),
      );
    });
  }

  it('shows only the beginning of a long placeholder, which may be anything', () => {
    const name = `${'x'.repeat(60)}SeKrEt`;
    assert.throws(
      () => fill(`"{{${name}}}"`),
      (error: Error) => /no field "x{60}\.\.\."/.test(error.message) && !error.message.includes('SeKrEt'),
    );
  });

  it('does not reach what an object inherits', () => {
    assert.equal(filled('template', '"{{details.constructor}}"'), '""');
    assert.equal(filled('template', '"{{details.__proto__}}"'), '""');
  });

  it('may name exactly the fields of the JSON format, and the key', () => {
    const own = { ...formatEventJson(event), key: 'k' };
    assert.deepEqual([...eventFields].sort(), pathsOf(own).sort());
  });
});

describe('a body of several JSON values', () => {
  it('has one a line, without empty lines', () => {
    const body = filled('ndjson', '{"create": {}}\n \t\n{"m": "{{message}}"}\n', { message: hostile });
    assert.deepEqual(
      body.split('\n').map((line) => (line === '' ? '' : (JSON.parse(line) as unknown))),
      [{ create: {} }, { m: hostile }, ''],
    );
  });

  it('names the line of what is wrong', () => {
    assert.throws(() => filled('ndjson', '{}\n\n{"a": "{{hots}}"}'), {
      message: 'line 3, column 8: there is no field "hots"; did you mean host?',
    });
    assert.throws(() => filled('ndjson', '{}\n{{host}} 1'), { message: 'line 2: does not make valid JSON' });
    assert.throws(() => filled('ndjson', '{{host}} 1\n{}'), { message: 'does not make valid JSON' });
    assert.throws(() => filled('ndjson', '\n'), { message: 'is empty' });
  });
});

describe('a form', () => {
  it('has escaped names and values, one a line, or on lines that begin with a space', () => {
    const body = filled('form', 'to =a & b\n\t\ndata[x]={{message}}=1\ntext=~~~\n {{host}}\n  ~~~\n', {
      message: hostile,
    });
    assert.deepEqual(
      [...new URLSearchParams(body)],
      [
        ['to', 'a & b'],
        ['data[x]', `${hostile.toWellFormed()}=1`],
        ['text', '~~~\nweb1\n ~~~'],
      ],
    );
  });

  it('is refused where a line has no name, with the line and column of a wrong placeholder', () => {
    assert.throws(() => filled('form', 'a=1\n{{host}}=1'), { message: /^line 2: a form has one name=value/ });
    for (const text of ['a', ' a', '{{host}}a=1'])
      assert.throws(() => filled('form', text), { message: /^line 1: / });
    assert.throws(() => filled('form', ''), { message: 'is empty' });
    assert.throws(() => filled('form', 'a=1\nbc=x{{hots}}'), { message: /^line 2, column 5: / });
    assert.throws(() => filled('form', 'a=1\nbc=x\n {{hots}}'), { message: /^line 3, column 2: / });
    const long = `a=${'\n'.repeat(11).replaceAll('\n', '\n ')}${'x'.repeat(12)}{{hots}}`;
    assert.throws(() => filled('form', long), { message: /^line 12, column 14: / });
  });
});

describe('a body of text', () => {
  it('has the values as they are, and no line end behind', () => {
    assert.equal(filled('text', '{{host}}:\n{{message}}\n', { message: 'a\n"b' }), 'web1:\na\n"b');
  });

  it('of lines ends in a line end, and no value begins a line', () => {
    for (const end of ['', '\n', '\r\n', '\n\n\r\n'])
      assert.equal(filled('lines', `a{{host}}${end}`), 'aweb1\n');
    const body = filled(
      'lines',
      'dma,host={{influxTag host}} text="{{influxString message}}" {{nanoseconds time}}\nb {{message}}',
      { host: 'a, b=c\\\n', message: 'x\r\ny" \\z\u2028' },
    );
    assert.equal(body, 'dma,host=a\\,\\ b\\=c_\\  text="x y\\" \\\\z " 1795226400123000000\nb x y" \\z \n');
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
