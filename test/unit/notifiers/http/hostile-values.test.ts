import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { AlertEvent } from '../../../../notifiers/event/alert-event.ts';
import { formatRequest } from '../../../../notifiers/http/event-request.ts';
import { http } from '../../../../notifiers/http/http.ts';
import { markups } from '../../../../notifiers/http/markup.ts';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { exampleEvent } from '../../../support/example-event.ts';
import { exampleAlertContext, exampleCulprit } from '../../../support/example-context.ts';

/** Texts made of what has a meaning in JSON, URLs, forms, headers, lines or templates. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc
    .array(
      fc.constantFrom(
        '"',
        '\\',
        '\\"',
        '\n',
        '\r\n',
        '\0',
        '\u2028',
        '\ud800',
        '{{',
        '}}',
        '{{host}}',
        '/',
        '..',
        '?',
        '&',
        '=',
        '#',
        '%',
        '%2e',
        '@',
        ':',
        ' ',
        '\u{1f4a5}',
        'a',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

const event: fc.Arbitrary<AlertEvent> = fc
  .record({ host: text, resource: text, message: text, id: text, name: text, detail: text })
  .map(({ name, detail, ...fields }) =>
    exampleEvent({
      ...fields,
      details: { A: detail },
      alertContext: exampleAlertContext({ culprits: [{ ...exampleCulprit, name }] }),
    }),
  );

const words = ['', 'json', 'cut 5', ...markups, ...markups.map((markup) => `json cut 7 ${markup}`)];
const fields = [
  'host',
  'resource',
  'message',
  'id',
  'details',
  'details.A',
  'situation.culprits',
  'value',
  'situation',
];
const placeholders = words.flatMap((word) => fields.map((field) => `{{${word} ${field}}}`));

async function bodyOf(given: AlertEvent, format: string, template: string): Promise<string> {
  const options = http.options.parse({ url: 'http://receiver.test/', format, template });
  const request = await formatRequest(given, options, new KnownSecrets());
  assert.ok(request.kind === 'request', JSON.stringify(request));
  return request.body!;
}

describe('whatever an event holds', () => {
  it('a template makes valid JSON of the same shape', async () => {
    const template = `{${placeholders.map((one, index) => `"${index}": "${one}", "json${index}": ${one}`).join(', ')}}`;
    await fc.assert(
      fc.asyncProperty(event, async (given) => {
        const body = JSON.parse(await bodyOf(given, 'template', template)) as Record<string, unknown>;
        assert.equal(Object.keys(body).length, 2 * placeholders.length);
        assert.equal(body[String(placeholders.indexOf('{{ message}}'))], given.message);
        assert.equal(body[`json${placeholders.indexOf('{{ message}}')}`], given.message);
      }),
      { numRuns: 50 },
    );
  });

  it('JSON lines, forms and lines keep their number of values', async () => {
    const named = placeholders.map((one, index) => `n${index}=${one}`).join('\n');
    const quoted = placeholders.map((one) => `["${one}"]`).join('\n');
    await fc.assert(
      fc.asyncProperty(event, async (given) => {
        const lines = (await bodyOf(given, 'ndjson', quoted)).trimEnd().split('\n');
        assert.ok(lines.every((line) => (JSON.parse(line) as unknown[]).length === 1));
        assert.equal(lines.length, placeholders.length);
        const form = new URLSearchParams(await bodyOf(given, 'form', named));
        assert.deepEqual(
          [...form.keys()],
          placeholders.map((_, index) => `n${index}`),
        );
        assert.equal(form.get(`n${placeholders.indexOf('{{ message}}')}`), given.message.toWellFormed());
        const plain = await bodyOf(given, 'lines', named);
        assert.equal(plain.split(/[\n\r\u2028\u2029]/).length, placeholders.length + 1);
      }),
      { numRuns: 50 },
    );
  });

  it('a URL keeps its host, its path and its query, and headers their lines', async () => {
    const options = http.options.parse({
      url: 'http://receiver.test/a/{{host}}/b/{{cut 3 message}}/{{json id}}?x={{resource}}&y={{slack message}}',
      headers: { 'X-A': '{{message}}', 'X-B': '{{json details}} {{html host}}' },
    });
    await fc.assert(
      fc.asyncProperty(event, async (given) => {
        const request = await formatRequest(given, options, new KnownSecrets());
        assert.ok(request.kind === 'request');
        const { origin, pathname, searchParams, hash } = new URL(request.url);
        assert.deepEqual([origin, hash], ['http://receiver.test', '']);
        assert.match(pathname, /^\/a\/[^/]*\/b\/[^/]*\/[^/]+$/);
        assert.deepEqual([...searchParams.keys()], ['x', 'y']);
        assert.equal(
          searchParams.get('x'),
          /^\.{1,2}$/.test(given.resource)
            ? '_'.repeat(given.resource.length)
            : given.resource.toWellFormed(),
        );
        for (const value of Object.values(request.headers)) assert.match(value, /^[\x20-\x7e]*$/);
      }),
      { numRuns: 200 },
    );
  });
});
