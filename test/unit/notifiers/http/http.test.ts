import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import nock from 'nock';
import type { ZodError } from 'zod';
import { http } from '../../../../notifiers/http/http.ts';
import { problemsOf } from '../../../../plugins/config/option-problem.ts';
import { formatCloudEvent } from '../../../../notifiers/http/cloud-event.ts';
import { formatCollectdNotification } from '../../../../notifiers/http/collectd-notification.ts';
import { formatEventJson } from '../../../../notifiers/event/event-json.ts';
import { createNotifier } from '../../../../notifiers/registry.ts';
import { exampleBatch, exampleContext, exampleEvent, exampleTime } from '../../../support/example-event.ts';
import { interceptHttp } from '../../../support/intercept-http.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const context = exampleContext();
const signal = new AbortController().signal;

describe('the options of the http notifier', () => {
  it('need nothing but the URL', () => {
    assert.deepEqual(http.options.parse({ url: 'https://receiver.test/hook' }), {
      url: 'https://receiver.test/hook',
      method: 'POST',
      format: 'json',
      timeoutSeconds: 10,
      headers: {},
      values: {},
      secretFiles: {},
      only: ['WARNING', 'FAILURE', 'OKAY'],
      followRedirects: false,
    });
  });

  for (const [title, options, rule] of [
    ['no URL', {}, /url/],
    ['another protocol', { url: 'ftp://receiver.test' }, /must be a URL that starts with http/],
    ['a URL and a file with one', { url: 'http://SeKrEt', urlFile: '/SeKrEt' }, /no use beside url/],
    ['a placeholder in the host', { url: 'http://{{host}}.SeKrEt/' }, /before the path/],
    [
      'an unknown placeholder in the URL',
      { url: 'http://a/SeKrEt/{{hots}}' },
      /line 1, column 17: there is no field \\"hots\\"; did you mean host\?/,
    ],
    [
      'an unknown placeholder in a header',
      { url: 'http://a', headers: { 'X-A': 'SeKrEt {{hots}}' } },
      /X-A.*line 1, column 8/s,
    ],
    [
      'a method that is no named value',
      { url: 'http://a', method: '{{values.verb}}' },
      /no verb under values/,
    ],
    [
      'a method of JavaScript',
      { url: 'http://a', method: '{{values.constructor}}' },
      /no constructor under values/,
    ],
    [
      'a template of OKAY that is no text',
      { url: 'http://a', okay: { format: 'text', template: 7 } },
      /template/,
    ],
    [
      'a method that depends on another field',
      { url: 'http://a', method: '{{severity}}' },
      /must be one of POST, PUT, PATCH, DELETE, or a named value/,
    ],
    [
      'a named value that is no method',
      {
        url: 'http://a',
        method: '{{values.verb}}',
        values: { verb: { WARNING: 'POST', FAILURE: 'SEND', OKAY: 'PUT' } },
      },
      /values.verb must hold methods/,
    ],
    ['a value without a severity', { url: 'http://a', values: { a: { WARNING: 1, FAILURE: 2 } } }, /OKAY/],
    [
      'a value of an unknown severity',
      { url: 'http://a', values: { a: { WARNING: 1, FAILURE: 2, OKAY: 3, ERROR: 4 } } },
      /ERROR/,
    ],
    [
      'a value that is a list',
      { url: 'http://a', values: { a: { WARNING: [], FAILURE: 2, OKAY: 3 } } },
      /text/,
    ],
    ['a value whose name holds a dot', { url: 'http://a', values: { 'a.b': {} } }, /must be a name/],
    ['no severity to send', { url: 'http://a', only: [] }, /only/],
    [
      'an unknown placeholder in the template of OKAY',
      { url: 'http://a', okay: { format: 'text', template: 'SeKrEt {{hots}}' } },
      /okay.*template.*hots/s,
    ],
    [
      'an unknown placeholder in a header of OKAY',
      { url: 'http://a', okay: { headers: { 'X-A': '{{hots}}' } } },
      /okay.*X-A.*hots/s,
    ],
    [
      'a template of OKAY for another format',
      { url: 'http://a', okay: { template: '"SeKrEt"' } },
      /no use without/,
    ],
    [
      'a format of OKAY without a template',
      { url: 'http://a', okay: { format: 'text' } },
      /text needs either/,
    ],
    [
      'two URLs of OKAY',
      { url: 'http://a', okay: { url: 'http://b', urlFile: '/SeKrEt' } },
      /no use beside url/,
    ],
    ['an unknown option of OKAY', { url: 'http://a', okay: { hmac: {} } }, /hmac/],
    [
      'two ways to log in, one in the headers',
      {
        url: 'http://a',
        bearerTokenFile: '/b',
        secretFiles: { key: '/k' },
        headers: { Authorization: 'GenieKey {{secrets.key}}' },
      },
      /must not hold Authorization beside bearerTokenFile/,
    ],
    [
      'a header of the connection',
      { url: 'http://a', headers: { 'Content-Length': '1' } },
      /not free to set/,
    ],
    ['no host', { url: 'http://' }, /must be a URL that starts with http/],
    ['a password in the URL', { url: 'http://u:SeKrEt@receiver.test' }, /secrets are files/],
    [
      'a password in headers',
      { url: 'http://a', headers: { Authorization: 'SeKrEt {{host}}' } },
      /secretFiles/,
    ],
    ['a password in a cookie', { url: 'http://a', headers: { Cookie: 'a=SeKrEt' } }, /secretFiles/],
    ['a line end in a header', { url: 'http://a', headers: { 'x-a': 'b\r\nc' } }, /printable ASCII/],
    [
      'a template without a text',
      { url: 'http://a', format: 'template' },
      /template \(the text\) or templateFile/,
    ],
    [
      'two templates',
      { url: 'http://a', format: 'template', template: '"SeKrEt"', templateFile: '/SeKrEt' },
      /template \(the text\) or templateFile/,
    ],
    ['a template for another format', { url: 'http://a', template: '"SeKrEt"' }, /no use without a format/],
    ['a file for another format', { url: 'http://a', templateFile: '/SeKrEt' }, /no use without a format/],
    [
      'a template with an unknown field',
      { url: 'http://a', format: 'template', template: '["SeKrEt", {{hots}}]' },
      /hots/,
    ],
    [
      'a template that is no JSON',
      { url: 'http://a', format: 'template', template: '["SeKrEt" {{value}}]' },
      /valid JSON/,
    ],
    ['an unknown format', { url: 'http://a', format: 'xml' }, /format/],
    ['a method without a body', { url: 'http://a', method: 'GET' }, /method/],
    [
      'two ways to log in',
      { url: 'http://a', bearerTokenFile: '/SeKrEt', basicAuth: { username: 'a', passwordFile: '/SeKrEt' } },
      /no use beside bearerTokenFile/,
    ],
    [
      'a colon in a user name',
      { url: 'http://a', basicAuth: { username: 'a:b', passwordFile: '/b' } },
      /no colon/,
    ],
    [
      'a password beside the user name',
      { url: 'http://a', basicAuth: { username: 'a', password: 'SeKrEt' } },
      /"password"/,
    ],
    ['a certificate without a key', { url: 'http://a', clientCertificate: { certFile: '/a' } }, /keyFile/],
    ['a signature without a key', { url: 'http://a', hmac: {} }, /secretFile/],
    ['no timeout', { url: 'http://a', timeoutSeconds: 0 }, /timeoutSeconds/],
  ] as const) {
    it(`refuse ${title}, and show no secret`, () => {
      const { error } = http.options.safeParse(options) as { error: ZodError };
      assert.match(error.message, rule);
      assert.doesNotMatch(error.message, /SeKrEt/);
      const problems = problemsOf(error, { schema: http.options, given: options, prefix: [] });
      assert.ok(problems.length > 0);
      assert.doesNotMatch(JSON.stringify(problems), /SeKrEt/);
    });
  }
});

describe('a rule that the options of the http notifier break', () => {
  const template = { format: 'template', template: '1' };
  for (const [options, path, rule] of [
    [{}, 'url', 'is missing (the URL to send events to, or urlFile, the file that it is in)'],
    [{ url: 'http://a', urlFile: '/b' }, 'urlFile', 'is of no use beside url'],
    [{ url: 'http://a{{host}}/' }, 'url', 'must not hold a placeholder before the path'],
    [{ url: 'http://a/{{hots}}' }, 'url', 'line 1, column 10: there is no field'],
    [
      { url: 'http://a', headers: { 'X-A': '{{hots}}' } },
      'headers.X-A',
      'line 1, column 1: there is no field',
    ],
    [{ url: 'http://a', method: '{{values.verb}}' }, 'method', 'there is no verb under values'],
    [{ url: 'http://a', ...template, templateFile: '/b' }, 'format', 'template needs either template'],
    [{ url: 'http://a', template: '1' }, 'template', 'is of no use without a format'],
    [{ url: 'http://a', templateFile: '/b' }, 'templateFile', 'is of no use without a format'],
    [
      { url: 'http://a', okay: { url: 'http://b', urlFile: '/c' } },
      'okay.urlFile',
      'is of no use beside url',
    ],
    [{ url: 'http://a', okay: { format: 'text' } }, 'okay.format', 'text needs either template'],
    [{ url: 'http://a', okay: { template: '1' } }, 'okay.template', 'is of no use without a format'],
    [
      { url: 'http://a', okay: { method: '{{values.verb}}' } },
      'okay.method',
      'there is no verb under values',
    ],
    [
      {
        url: 'http://a',
        headers: { Authorization: '{{secrets.k}}' },
        secretFiles: { k: '/k' },
        bearerTokenFile: '/b',
      },
      'headers',
      'must not hold Authorization beside bearerTokenFile',
    ],
    [
      {
        url: 'http://a',
        headers: { authorization: '{{ cut 9 secrets.k }}' },
        secretFiles: { k: '/k' },
        basicAuth: { username: 'a', passwordFile: '/b' },
      },
      'headers',
      'must not hold Authorization beside basicAuth',
    ],
    [{ url: 'http://a', expect: {} }, 'expect.field', 'is missing: set field, body or refused'],
    [{ url: 'http://a', expect: { body: 'x', value: 'y' } }, 'expect.value', 'is of no use without field'],
    [
      { url: 'http://a', proxyAuth: { username: 'a', passwordFile: '/b' } },
      'proxyAuth',
      'is of no use without proxy',
    ],
    // What is broken in itself is told once, and nothing that follows from it.
    [{ url: 7 }, 'url', 'Invalid input'],
    [{ urlFile: 7 }, 'urlFile', 'Invalid input'],
    [{ url: 'http://a', headers: { 'X-A': 7 } }, 'headers.X-A', 'Invalid input'],
    [{ url: 'http://a', method: 7 }, 'method', ''],
    [{ url: 'http://a', format: 'xml', template: '1' }, 'format', 'Invalid'],
    [{ url: 'http://a', format: 'text', template: 7 }, 'template', 'Invalid input'],
    [
      { url: 'http://a', secretFiles: 7, headers: { Cookie: '{{secrets.k}}' } },
      'secretFiles',
      'Invalid input',
    ],
    [{ url: 'http://a', okay: { format: 'text', template: 7 } }, 'okay.template', 'Invalid input'],
  ] as const)
    it(`is told at ${path} alone for ${JSON.stringify(options)}`, () => {
      const { issues } = http.options.safeParse(options).error!;
      assert.deepEqual(
        issues.map((issue) => issue.path.join('.')),
        [path],
      );
      assert.ok(issues[0]!.message.startsWith(rule), issues[0]!.message);
    });

  it('is none where a placeholder stands behind another ://', () => {
    assert.ok(http.options.safeParse({ url: 'http://a/http://{{host}}' }).success);
  });
});

it('a wrong value of the http notifier is told once, and not as a placeholder that is unknown', () => {
  for (const values of [{ a: {} }, 7, 'a']) {
    const options = { url: 'http://a', values, format: 'text', template: '{{values.a}}' };
    const { error } = http.options.safeParse(options) as { error: ZodError };
    const paths = error.issues.map(({ path }) => path[0]);
    assert.deepEqual([...new Set(paths)], ['values'], error.message);
  }
});

describe('the http notifier', () => {
  interceptHttp();
  const scratch = scratchFolder();
  let requests: { headers: Record<string, string>; body: unknown }[];
  beforeEach(() => {
    requests = [];
    nock('http://receiver.test')
      .persist()
      .post('/hook')
      .reply(function (_url, body) {
        requests.push({ headers: { ...this.req.headers }, body });
        return [204];
      });
  });

  it('posts the event as JSON', async () => {
    await createNotifier('http', { url: 'http://receiver.test/hook' }, context).deliver(
      exampleBatch(),
      signal,
    );
    assert.deepEqual(requests[0]?.body, JSON.parse(JSON.stringify(formatEventJson(exampleEvent()))));
    assert.equal(requests[0]?.headers['content-type'], 'application/json');
  });

  for (const [format, contentType, expected] of [
    ['cloudevents', 'application/cloudevents+json', formatCloudEvent(exampleEvent())],
    ['write_http', 'application/json', formatCollectdNotification(exampleEvent())],
  ] as const) {
    it(`posts it as ${format} when told so`, async () => {
      const options = { url: 'http://receiver.test/hook', format };
      await createNotifier('http', options, context).deliver(exampleBatch(), signal);
      assert.deepEqual(parsed(requests[0]?.body), JSON.parse(JSON.stringify(expected)));
      assert.equal(requests[0]?.headers['content-type'], contentType);
    });
  }

  it('fills in the template that is given, or read anew for each attempt', async () => {
    const templateFile = join(scratch(), 'template');
    const url = 'http://receiver.test/hook';
    const inline = { url, format: 'template', template: '{"text": "{{host}}", "key": "{{key}}"}' };
    await createNotifier('http', inline, context).deliver(exampleBatch(), signal);
    const notifier = createNotifier('http', { url, format: 'template', templateFile }, context);
    for (const field of ['severity', 'resource']) {
      await writeFile(templateFile, `["{{${field}}}"]`);
      await notifier.deliver(exampleBatch(), signal);
    }
    assert.deepEqual(
      requests.map(({ body }) => body),
      [{ text: 'web1', key: 'web1-memory-1-warning-1795226400123' }, ['WARNING'], ['memory']],
    );
  });

  it('does not take an answer for a delivery that says no under a status of 200', async () => {
    const options = { url: 'http://sayer.test/hook', expect: { field: 'ok' } };
    const notifier = createNotifier('http', options, context);
    for (const [body, outcome] of [
      ['{"ok":false}', 'failed'],
      ['{"ok":true}', 'delivered'],
    ] as const) {
      nock('http://sayer.test').post('/hook').reply(200, body);
      assert.equal((await notifier.deliver(exampleBatch(), signal)).outcome, outcome, body);
    }
    nock('http://sayer.test').post('/hook').reply(400, '{"ok":true}');
    assert.equal((await notifier.deliver(exampleBatch(), signal)).outcome, 'failed');
  });

  it('holds its queue at a template file that cannot be used, and names it', async () => {
    const templateFile = join(scratch(), 'template');
    await writeFile(templateFile, '{"SeKrEt": "{{hots}}"}');
    const options = { url: 'http://receiver.test/hook', format: 'template', templateFile };
    const delivery = await createNotifier('http', options, context).deliver(exampleBatch(), signal);
    assert.ok(delivery.outcome === 'failed');
    assert.deepEqual([delivery.reason, delivery.recoverable, delivery.cure], ['io', true, 'correct it']);
    assert.equal(
      delivery.message,
      `${templateFile}: line 1, column 13: there is no field "hots"; did you mean host?`,
    );
    assert.doesNotMatch(delivery.message, /SeKrEt/);
    assert.equal(requests.length, 0);
  });

  it('signs exactly the bytes that it sends', async () => {
    const secretFile = join(scratch(), 'secret');
    await writeFile(secretFile, 'key\n', { mode: 0o600 });
    let sent = '';
    nock('http://receiver.test')
      .put('/signed', (body) => {
        sent = body as string;
        return true;
      })
      .reply(function () {
        requests.push({ headers: { ...this.req.headers }, body: sent });
        return [200];
      });
    const options = {
      url: 'http://receiver.test/signed',
      method: 'PUT',
      format: 'template',
      template: '{ "text":   "{{message}}" }',
      hmac: { secretFile, header: 'X-Hub-Signature-256' },
    };
    const event = exampleEvent({ message: '\u00e9' });
    const delivery = await createNotifier('http', options, context).deliver(exampleBatch(event), signal);
    assert.deepEqual(delivery, { outcome: 'delivered' });
    const digest = createHmac('sha256', 'key').update('{ "text":   "\u00e9" }').digest('hex');
    assert.equal(requests[0]?.headers['x-hub-signature-256'], `sha256=${digest}`);
  });

  it('signs the empty body of a request without one', async () => {
    const secretFile = join(scratch(), 'secret');
    await writeFile(secretFile, 'key\n', { mode: 0o600 });
    const options = { url: 'http://receiver.test/hook', format: 'none', hmac: { secretFile } };
    await createNotifier('http', options, context).deliver(exampleBatch(), signal);
    const digest = createHmac('sha256', 'key').update('').digest('hex');
    assert.equal(requests[0]?.headers['x-signature-256'], `sha256=${digest}`);
    assert.equal(requests[0]?.headers['content-type'], undefined);
  });

  it('sends no event of a severity that it is not for', async () => {
    const options = { url: 'http://receiver.test/hook', only: ['FAILURE'] };
    const notifier = createNotifier('http', options, context);
    for (const severity of ['WARNING', 'FAILURE', 'OKAY'] as const) {
      const delivery = await notifier.deliver(exampleBatch(exampleEvent({ severity })), signal);
      assert.deepEqual(delivery, { outcome: 'delivered' });
    }
    assert.deepEqual(
      requests.map(({ body }) => (body as { severity: string }).severity),
      ['FAILURE'],
    );
  });

  it('sends user and password when told so', async () => {
    const passwordFile = join(scratch(), 'password');
    await writeFile(passwordFile, 'b\n', { mode: 0o600 });
    const options = { url: 'http://receiver.test/hook', basicAuth: { username: 'a', passwordFile } };
    await createNotifier('http', options, context).deliver(exampleBatch(), signal);
    assert.equal(requests[0]?.headers['authorization'], 'Basic YTpi');
  });

  it('follows a redirect only when told so', async () => {
    nock('http://receiver.test').persist().post('/old').reply(308, '', { location: '/hook' });
    for (const [followRedirects, outcome, count] of [
      [false, 'failed', 0],
      [true, 'delivered', 1],
    ] as const) {
      const options = { url: 'http://receiver.test/old', followRedirects };
      const delivery = await createNotifier('http', options, context).deliver(exampleBatch(), signal);
      assert.equal(delivery.outcome, outcome);
      assert.equal(requests.length, count);
    }
  });

  it('passes on how long the receiver asks it to wait', async () => {
    nock('http://receiver.test').post('/busy').reply(429, '', { 'Retry-After': '17' });
    const options = { url: 'http://receiver.test/busy' };
    const delivery = await createNotifier('http', options, context).deliver(exampleBatch(), signal);
    assert.equal(delivery.outcome === 'failed' && delivery.retryAfterSeconds, 17);
  });

  it('gives repetitions of an event one idempotency key, and every other event another', async () => {
    const notifier = createNotifier('http', { url: 'http://receiver.test/hook' }, context);
    const warning = exampleEvent();
    for (const event of [
      warning,
      warning,
      exampleEvent({ severity: 'FAILURE', time: exampleTime + 1 }),
      exampleEvent({ time: exampleTime + 2 }),
    ])
      await notifier.deliver(exampleBatch(event), signal);
    assert.deepEqual(
      requests.map(({ headers }) => headers['idempotency-key']),
      [
        'web1-memory-1-warning-1795226400123',
        'web1-memory-1-warning-1795226400123',
        'web1-memory-1-failure-1795226401123',
        'web1-memory-1-warning-1795226402123',
      ],
    );
  });

  it('reads the token anew for each attempt, and sends the configured headers', async () => {
    const bearerTokenFile = join(scratch(), 'token');
    const options = { url: 'http://receiver.test/hook', bearerTokenFile, headers: { 'X-Team': 'ops' } };
    const notifier = createNotifier('http', options, context);
    for (const token of ['one', 'two']) {
      await writeFile(bearerTokenFile, `${token}\n`, { mode: 0o600 });
      await notifier.deliver(exampleBatch(), signal);
    }
    assert.deepEqual(
      requests.map(({ headers }) => [headers['authorization'], headers['x-team']]),
      [
        ['Bearer one', 'ops'],
        ['Bearer two', 'ops'],
      ],
    );
  });

  it('names the request in messages by its method and origin: the path may be a password', async () => {
    nock('http://receiver.test').put('/SeKrEt').reply(500);
    const options = { url: 'http://receiver.test/SeKrEt', method: 'PUT' };
    const delivery = await createNotifier('http', options, context).deliver(exampleBatch(), signal);
    assert.equal(delivery.outcome === 'failed' && delivery.message, 'PUT http://receiver.test: answered 500');
  });

  it('checks each file that a delivery would read', async () => {
    const there = join(scratch(), 'there');
    await writeFile(there, 'http://receiver.test/', { mode: 0o600 });
    const all = { url: 'http://receiver.test/', hmac: { secretFile: there }, proxy: 'http://proxy.test' };
    const proxyAuth = { username: 'a', passwordFile: there };
    const fine = createNotifier('http', { ...all, bearerTokenFile: there, proxyAuth }, context);
    assert.deepEqual(await fine.checkFiles!(), { outcome: 'delivered' });
    assert.deepEqual(await createNotifier('http', { url: 'http://a' }, context).checkFiles!(), {
      outcome: 'delivered',
    });
    const missing = join(scratch(), 'missing');
    for (const option of [
      { bearerTokenFile: missing },
      { url: undefined, urlFile: missing },
      { hmac: { secretFile: missing } },
      { proxyAuth: { ...proxyAuth, passwordFile: missing } },
    ]) {
      const found = await createNotifier('http', { ...all, ...option }, context).checkFiles!();
      assert.match(
        found.outcome === 'failed' ? found.message : '',
        /^(\w+: )?cannot read \S+missing: ENOENT$/,
      );
    }
  });

  it('posts nothing while a file cannot be read', async () => {
    const missing = join(scratch(), 'missing');
    for (const option of [
      { bearerTokenFile: missing },
      { caFile: missing },
      { hmac: { secretFile: missing } },
      { format: 'template', templateFile: missing },
    ]) {
      const options = { url: 'http://receiver.test/hook', ...option };
      const delivery = await createNotifier('http', options, context).deliver(exampleBatch(), signal);
      assert.ok(delivery.outcome === 'failed');
      assert.deepEqual([delivery.reason, delivery.recoverable], ['io', true]);
    }
    assert.equal(requests.length, 0);
  });
});

/** nock parses no body but of application/json. */
function parsed(body: unknown): unknown {
  return typeof body === 'string' ? JSON.parse(body) : body;
}
