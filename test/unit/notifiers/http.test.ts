import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import nock from 'nock';
import type { ZodError } from 'zod';
import { http } from '../../../notifiers/http.ts';
import { createNotifier } from '../../../notifiers/registry.ts';
import { exampleBatch, exampleContext, exampleEvent, exampleTime } from '../../example-event.ts';
import { interceptHttp } from '../../intercept-http.ts';
import { scratchFolder } from '../../scratch-folder.ts';

const context = exampleContext();
const signal = new AbortController().signal;

describe('the options of the http notifier', () => {
  it('need nothing but the URL', () => {
    assert.deepEqual(http.options.parse({ url: 'https://sink.test/hook' }), {
      url: 'https://sink.test/hook',
      timeoutSeconds: 10,
      headers: {},
    });
  });

  for (const [title, options, rule] of [
    ['no URL', {}, /url/],
    ['another protocol', { url: 'ftp://sink.test' }, /must be a URL that starts with http/],
    ['no host', { url: 'http://' }, /must be a URL that starts with http/],
    ['a password in the URL', { url: 'http://u:SeKrEt@sink.test' }, /secrets are files/],
    ['a password in headers', { url: 'http://a', headers: { Authorization: 'SeKrEt' } }, /bearerTokenFile/],
    ['a line end in a header', { url: 'http://a', headers: { 'x-a': 'b\r\nc' } }, /printable ASCII/],
    ['no timeout', { url: 'http://a', timeoutSeconds: 0 }, /timeoutSeconds/],
  ] as const) {
    it(`refuse ${title}, and show no secret`, () => {
      const { error } = http.options.safeParse(options) as { error: ZodError };
      assert.match(error.message, rule);
      assert.doesNotMatch(error.message, /SeKrEt/);
    });
  }
});

describe('the http notifier', () => {
  interceptHttp();
  const scratch = scratchFolder();
  let requests: { headers: Record<string, string>; body: unknown }[];
  beforeEach(() => {
    requests = [];
    nock('http://sink.test')
      .persist()
      .post('/hook')
      .reply(function (_url, body) {
        requests.push({ headers: { ...this.req.headers }, body });
        return [204];
      });
  });

  it('posts the event as JSON, with its times for people and for machines', async () => {
    await createNotifier('http', { url: 'http://sink.test/hook' }, context).deliver(exampleBatch(), signal);
    assert.deepEqual(requests[0]?.body, {
      id: 'web1-memory-1',
      severity: 'WARNING',
      kind: 'exhaustion',
      time: '2026-11-21T02:00:00.123Z',
      timeSeconds: exampleTime,
      since: '2026-11-21T02:00:00.123Z',
      sinceSeconds: exampleTime,
      host: 'web1',
      resource: 'memory',
      source: 'web1/dma-memory/percent-risk',
      message: 'Host web1, plugin dma (instance memory) type percent: above the warning threshold',
      value: 87.5,
      details: { WarningMax: '5.000000e+01' },
    });
  });

  it('gives repetitions of an event one idempotency key, and every other event another', async () => {
    const notifier = createNotifier('http', { url: 'http://sink.test/hook' }, context);
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
    const options = { url: 'http://sink.test/hook', bearerTokenFile, headers: { 'X-Team': 'ops' } };
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

  it('posts nothing while the token or the certificates cannot be read', async () => {
    for (const option of ['bearerTokenFile', 'caFile']) {
      const options = { url: 'http://sink.test/hook', [option]: join(scratch(), 'missing') };
      const delivery = await createNotifier('http', options, context).deliver(exampleBatch(), signal);
      assert.ok(delivery.outcome === 'failed');
      assert.deepEqual([delivery.reason, delivery.recoverable], ['io', true]);
    }
    assert.equal(requests.length, 0);
  });
});
