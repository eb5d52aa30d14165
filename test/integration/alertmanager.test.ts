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
import type { LoopbackServer } from '../../tools/dummies/loopback-server.ts';
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
});

async function deliver(notifier: Notifier, batch: Batch): Promise<void> {
  const delivery = await notifier.deliver(batch, new AbortController().signal);
  assert.deepEqual(delivery, { outcome: 'delivered' });
}
