import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import type { AlertEvent } from '../../../../notifiers/event/alert-event.ts';
import {
  checkRequestFiles,
  formatRequest,
  type EventRequest,
} from '../../../../notifiers/http/event-request.ts';
import { http } from '../../../../notifiers/http/http.ts';
import { exampleEvent } from '../../../support/example-event.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

async function requestOf(options: object, event: Partial<AlertEvent> = {}): Promise<EventRequest> {
  const request = await formatRequest(exampleEvent(event), http.options.parse(options), new KnownSecrets());
  assert.ok(request.kind === 'request', JSON.stringify(request));
  return request;
}

const severities = ['WARNING', 'FAILURE', 'OKAY'] as const;
const hostile = 'a/../b?c=d&e#f \r\n\\\u00e9\ud800';

describe('the request of an event', () => {
  const scratch = scratchFolder();
  const secret = async (name: string, text: string): Promise<string> => {
    const path = join(scratch(), name);
    await writeFile(path, `${text}\n`, { mode: 0o600 });
    return path;
  };

  it('has placeholders filled in wherever they may stand, by the severity of the event', async () => {
    const options = {
      url: 'http://receiver.test/{{values.path}}/{{id}}?p={{values.priority}}',
      method: '{{values.verb}}',
      headers: { 'X-Priority': '{{values.priority}} {{severity}}' },
      format: 'template',
      template: '{"p": {{values.priority}}}',
      values: {
        path: { WARNING: 'open', FAILURE: 'open', OKAY: 'close' },
        verb: { WARNING: 'POST', FAILURE: 'POST', OKAY: 'PUT' },
        priority: { WARNING: 3, FAILURE: 1, OKAY: 5 },
      },
    };
    const requests = await Promise.all(severities.map((severity) => requestOf(options, { severity })));
    assert.deepEqual(
      requests.map(({ method, url, headers, body }) => [method, url, headers['X-Priority'], body]),
      [
        ['POST', 'http://receiver.test/open/web1-memory-1?p=3', '3 WARNING', '{"p": 3}'],
        ['POST', 'http://receiver.test/open/web1-memory-1?p=1', '1 FAILURE', '{"p": 1}'],
        ['PUT', 'http://receiver.test/close/web1-memory-1?p=5', '5 OKAY', '{"p": 5}'],
      ],
    );
  });

  it('reaches no other path, query or header, whatever an event holds', async () => {
    const options = { url: 'http://receiver.test/a/{{host}}/b?x={{host}}', headers: { 'X-H': '{{host}}' } };
    const { url, headers } = await requestOf(options, { host: hostile });
    const parsed = new URL(url);
    assert.match(parsed.pathname, /^\/a\/[^/]+\/b$/);
    assert.equal(decodeURIComponent(parsed.pathname.split('/')[2]!), hostile.toWellFormed());
    assert.deepEqual([...parsed.searchParams], [['x', hostile.toWellFormed()]]);
    assert.equal(parsed.hash, '');
    assert.equal(headers['X-H'], 'a/../b?c=d&e#f ??\\??');
    for (const host of ['.', '..'])
      assert.equal(
        new URL((await requestOf(options, { host })).url).pathname,
        `/a/${'_'.repeat(host.length)}/b`,
      );
  });

  it('may be another one for OKAY, whose headers are merged over the others', async () => {
    const options = {
      url: 'http://receiver.test/open',
      headers: { 'X-A': 'a', 'X-B': 'b' },
      format: 'template',
      template: '["open"]',
      okay: {
        url: 'http://receiver.test/{{id}}/close',
        method: 'PATCH',
        template: '["close"]',
        headers: { 'x-a': 'c' },
      },
    };
    const open = await requestOf(options);
    assert.deepEqual([open.method, open.url, open.body], ['POST', 'http://receiver.test/open', '["open"]']);
    assert.deepEqual(await requestOf(options, { severity: 'OKAY' }), {
      kind: 'request',
      method: 'PATCH',
      url: 'http://receiver.test/web1-memory-1/close',
      headers: { 'X-B': 'b', 'x-a': 'c', 'content-type': 'application/json' },
      body: '["close"]',
    });
  });

  it('may be another one for OKAY at the URL of a file, in which a colon stays as it is', async () => {
    const options = {
      url: 'http://receiver.test/bot{{secrets.token}}',
      secretFiles: { token: await secret('token', '123:ab/c') },
      okay: { urlFile: await secret('url', 'http://receiver.test/okay') },
    };
    assert.equal((await requestOf(options)).url, 'http://receiver.test/bot123:ab%2Fc');
    assert.equal((await requestOf(options, { severity: 'OKAY' })).url, 'http://receiver.test/okay');
  });

  it('keeps for OKAY what OKAY does not replace', async () => {
    const options = {
      url: 'http://receiver.test/',
      format: 'text',
      template: '{{severity}}',
      okay: { method: 'PUT' },
    };
    const { method, url, body } = await requestOf(options, { severity: 'OKAY' });
    assert.deepEqual([method, url, body], ['PUT', 'http://receiver.test/', 'OKAY']);
    const without = { ...options, okay: { format: 'none', method: 'DELETE' } };
    assert.deepEqual(await requestOf(without, { severity: 'OKAY' }), {
      kind: 'request',
      method: 'DELETE',
      url: 'http://receiver.test/',
      headers: {},
      body: undefined,
    });
  });

  it('has the content type of its format, unless a header names another', async () => {
    for (const [format, template, type] of [
      ['json', undefined, 'application/json'],
      ['template', '1', 'application/json'],
      ['ndjson', '1', 'application/x-ndjson'],
      ['form', 'a=1', 'application/x-www-form-urlencoded'],
      ['text', 'a', 'text/plain; charset=utf-8'],
      ['lines', 'a', 'text/plain; charset=utf-8'],
    ]) {
      const options = { url: 'http://receiver.test/', format, template };
      assert.deepEqual((await requestOf(options)).headers, { 'content-type': type });
      const own = { ...options, headers: { 'Content-Type': 'x/y' } };
      assert.deepEqual((await requestOf(own)).headers, { 'Content-Type': 'x/y' });
    }
  });

  it('takes its URL and any secret from files, and reads them anew for each attempt', async () => {
    const urlFile = await secret('url', 'http://receiver.test/SeKrEt/{{host}}');
    const key = await secret('key', 'one');
    const options = {
      urlFile,
      secretFiles: { key },
      headers: { Authorization: 'GenieKey {{secrets.key}}' },
      format: 'template',
      template: '["{{secrets.key}}"]',
    };
    const first = await requestOf(options);
    assert.equal(first.url, 'http://receiver.test/SeKrEt/web1');
    assert.deepEqual([first.headers['Authorization'], first.body], ['GenieKey one', '["one"]']);
    await secret('url', 'http://receiver.test/other');
    await secret('key', 'two');
    const second = await requestOf(options);
    assert.equal(second.url, 'http://receiver.test/other');
    assert.deepEqual([second.headers['Authorization'], second.body], ['GenieKey two', '["two"]']);
  });

  it('waits for a person, without the secret, where the content of a file cannot be used', async () => {
    for (const [options, message] of [
      [{ urlFile: await secret('a', 'SeKrEt') }, /a: must be a URL/],
      [{ urlFile: await secret('b', 'http://SeKrEt:SeKrEt@a') }, /b: must not hold user:password@/],
      [
        { urlFile: await secret('c', 'http://a/SeKrEt/{{hots}}') },
        /c: line 1, column 17: .* did you mean host/,
      ],
      [
        { url: 'http://a', secretFiles: { k: await secret('d', 'SeKrEt\u00e9') } },
        /d must hold printable ASCII/,
      ],
      [{ url: 'http://a', secretFiles: { k: join(scratch(), 'missing') } }, /missing: ENOENT/],
      [{ urlFile: join(scratch(), 'missing') }, /missing: ENOENT/],
      [
        { url: 'http://a', okay: { format: 'text', templateFile: join(scratch(), 'missing') } },
        /missing: ENOENT/,
      ],
    ] as const) {
      const found = await checkRequestFiles(http.options.parse(options), new KnownSecrets());
      assert.ok(found.outcome === 'failed');
      assert.match(found.message, message);
      assert.doesNotMatch(found.message, /SeKrEt/);
      assert.deepEqual([found.reason, found.recoverable], ['io', true]);
    }
  });
});
