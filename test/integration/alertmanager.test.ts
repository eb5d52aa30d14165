import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batch, Notifier } from '../../notifiers/notifier.ts';
import { createNotifier } from '../../notifiers/registry.ts';
import { freePort } from '../../tools/stack/free-port.ts';
import { startHttpDummy } from '../../tools/dummies/http-dummy.ts';
import { startLoopbackServer, type LoopbackServer } from '../../tools/dummies/loopback-server.ts';
import { exampleBatch, exampleContext, exampleEvent } from '../support/example-event.ts';
import { until } from '../support/until.ts';

interface KnownAlert {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly status: { readonly state: string };
}

/** The body that Alertmanager posts to a webhook. */
interface Notified {
  readonly alerts: readonly { readonly status: string; readonly labels: Record<string, string> }[];
}

describe('a real Alertmanager', () => {
  let folder: string;
  let port: number;
  let webhook: LoopbackServer;
  let notified: string[];
  let server: ChildProcess | undefined;

  const url = () => `http://127.0.0.1:${port}`;
  const since = Date.now() / 1000;
  const event = (severity: 'WARNING' | 'FAILURE' | 'OKAY', secondsAgo: number, fields: object = {}) =>
    exampleEvent({ severity, since: since - 30, time: since - secondsAgo, ...fields });
  const warning = event('WARNING', 30);
  const failure = event('FAILURE', 20);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alertmanager-'));
    port = await freePort();
    webhook = await startHttpDummy({
      onPost: ({ body }) => {
        const { alerts } = JSON.parse(body) as Notified;
        notified.push(...alerts.map(({ status, labels }) => `${status} ${labels['severity']}`));
      },
    });
    const routes = {
      route: { receiver: 'test', group_wait: '0s', group_interval: '1s', repeat_interval: '1h' },
      receivers: [{ name: 'test', webhook_configs: [{ url: webhook.url, send_resolved: true }] }],
    };
    // YAML includes JSON.
    await writeFile(join(folder, 'alertmanager.yml'), JSON.stringify(routes));
  });
  beforeEach(async () => {
    notified = [];
    server = await start();
  });
  afterEach(stop);
  after(async () => {
    await webhook.close();
    await rm(folder, { recursive: true });
  });

  async function start(): Promise<ChildProcess> {
    const storage = await mkdtemp(join(folder, 'storage-'));
    const child = spawn(
      'prometheus-alertmanager',
      [
        `--config.file=${join(folder, 'alertmanager.yml')}`,
        `--storage.path=${storage}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
        '--log.level=error',
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    await once(child, 'spawn');
    await until('Alertmanager to be ready', 60, () =>
      fetch(`${url()}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    return child;
  }

  async function stop(): Promise<void> {
    if (!server) return;
    const exited = once(server, 'exit');
    server.kill();
    await exited;
    server = undefined;
  }

  /** Those that fire, by Alertmanager's own judgement. */
  async function firing(): Promise<readonly KnownAlert[]> {
    const answer = await fetch(`${url()}/api/v2/alerts?active=true`);
    return (await answer.json()) as KnownAlert[];
  }

  const severities = async () => (await firing()).map(({ labels }) => labels['severity']);

  function make(options: object = {}): Notifier {
    const context = { ...exampleContext(), now: () => Date.now() / 1000 };
    return createNotifier('alertmanager', { urls: [url()], ...options }, context);
  }

  it('notifies of a warning, then of a failure in its place, then that it is over', async () => {
    const notifier = make({ labels: { team: 'ops' } });
    await deliver(notifier, exampleBatch(warning));
    const [alert, ...others] = await firing();
    assert.deepEqual(others, []);
    assert.deepEqual(alert?.labels, {
      alertname: 'CollectdDmaExhaustion',
      instance: 'web1',
      resource: 'memory',
      severity: 'warning',
      source: 'web1/dma-memory/percent-risk',
      team: 'ops',
    });
    await until('the warning at the webhook', 60, () => notified.includes('firing warning'));

    await deliver(notifier, exampleBatch(failure));
    assert.deepEqual(await severities(), ['critical']);
    await until('the failure at the webhook', 60, () => notified.includes('firing critical'));
    await until('the end of the warning at the webhook', 60, () => notified.includes('resolved warning'));

    await deliver(notifier, exampleBatch(event('OKAY', 0)));
    assert.deepEqual(await severities(), []);
    await until('the end of the failure at the webhook', 60, () => notified.includes('resolved critical'));
  });

  it('knows what fires again after it was restarted, at the next repetition', async () => {
    const notifier = make();
    await deliver(notifier, exampleBatch(warning));
    await stop();
    server = await start();
    assert.deepEqual(await severities(), []);
    await deliver(notifier, { events: [], open: [warning] });
    assert.deepEqual(await severities(), ['warning']);
  });

  it('is told the end by a notifier that was restarted', async () => {
    await deliver(make(), exampleBatch(failure));
    assert.deepEqual(await severities(), ['critical']);
    await deliver(make(), exampleBatch(event('OKAY', 0)));
    assert.deepEqual(await severities(), []);
  });

  it('ends by itself what is not repeated', async () => {
    await deliver(make({ repeatSeconds: 1 }), exampleBatch(warning));
    assert.deepEqual(await severities(), ['warning']);
    await until('the end of an alert that was not repeated', 60, async () => (await firing()).length === 0);
  });

  it('takes hostile events, one alert for each', async () => {
    const text = 'a\r\nb\u2028"\\\u0000\u00e9\u{1f4a5}\ud800{}';
    const hostile = { host: text, resource: text, message: text, source: text, id: text };
    const batch = exampleBatch(
      event('WARNING', 30, hostile),
      event('WARNING', 30, { since: NaN, time: 1e300, source: 'b' }),
      event('FAILURE', 30, { host: '', resource: '', message: '', source: '' }),
    );
    await deliver(make(), batch);
    assert.equal((await firing()).length, 3);
  });

  it('is enough when its peer is down, and the note names the other one', async () => {
    const gone = `http://127.0.0.1:${await freePort()}`;
    const notifier = make({ urls: [gone, url()] });
    const delivery = await notifier.deliver(exampleBatch(warning), new AbortController().signal);
    assert.ok(delivery.outcome === 'delivered');
    assert.match(delivery.note ?? '', /^1 of 2 peers did not take it: Alertmanager http:.*ECONNREFUSED/);
    assert.ok(delivery.note?.includes(gone));
    assert.deepEqual(await severities(), ['warning']);
  });

  describe('behind a proxy that takes bodies of 100 kB', () => {
    const limit = 100_000;
    let proxy: LoopbackServer;
    let refusals: number;
    beforeEach(async () => {
      refusals = 0;
      proxy = await startLoopbackServer(async ({ url: path, body }) => {
        if (body.length > limit) refusals += 1;
        if (body.length > limit) return { status: 413 };
        const headers = { 'content-type': 'application/json' };
        const { status } = await fetch(url() + path, { method: 'POST', headers, body });
        return { status };
      });
    });
    afterEach(() => proxy.close());

    it('knows every open episode, and after the first requests nothing is refused', async () => {
      const open = Array.from({ length: 1400 }, (_, index) =>
        event('WARNING', 30, { id: `e${index}`, source: `h${index}/dma-memory/percent-risk` }),
      );
      const notifier = make({ urls: [proxy.url] });
      await deliver(notifier, { events: open.slice(0, 1000), open });
      assert.equal((await firing()).length, 1400);
      assert.ok(refusals > 0);
      refusals = 0;
      await deliver(notifier, { events: [], open });
      assert.equal(refusals, 0);
    });

    it('knows an alert that is larger than that, without the annotations that can be spared', async () => {
      const large = event('WARNING', 30, { message: 'x'.repeat(limit) });
      await deliver(make({ urls: [proxy.url] }), exampleBatch(large));
      const [alert] = await firing();
      assert.deepEqual(Object.keys(alert!.annotations).sort(), ['episode', 'summary']);
    });
  });

  for (const [title, seconds] of [
    ['slow', -300],
    ['fast', 300],
  ] as const)
    it(`fires, and ends at the OKAY, though the clock of the sender is ${Math.abs(seconds)} s ${title}`, async () => {
      const now = clockAhead(seconds);
      const at = (severity: 'WARNING' | 'OKAY') => exampleEvent({ severity, since: now() - 1, time: now() });
      const notifier = createNotifier('alertmanager', { urls: [url()] }, { ...exampleContext(), now });
      const signal = new AbortController().signal;
      const delivery = await notifier.deliver(exampleBatch(at('WARNING')), signal);
      assert.match(JSON.stringify(delivery), /"delivered".*its clock is 5 min .* this machine's.*NTP/);
      assert.deepEqual(await severities(), ['warning']);
      await until('the warning at the webhook', 60, () => notified.includes('firing warning'));
      await notifier.deliver(exampleBatch(at('OKAY')), signal);
      assert.deepEqual(await severities(), []);
      await until('its end at the webhook', 60, () => notified.includes('resolved warning'));
    });
});

function clockAhead(seconds: number): () => number {
  return () => Date.now() / 1000 + seconds;
}

async function deliver(notifier: Notifier, batch: Batch): Promise<void> {
  const delivery = await notifier.deliver(batch, new AbortController().signal);
  assert.deepEqual(delivery, { outcome: 'delivered' });
}
