import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNotifier } from '../../notifiers/registry.ts';
import type { Notifier } from '../../notifiers/notifier.ts';
import { startHttpDummy } from '../../tools/dummies/http-dummy.ts';
import type { LoopbackServer } from '../../tools/dummies/loopback-server.ts';
import { Daemon } from '../../tools/stack/daemon.ts';
import { freePort } from '../../tools/stack/free-port.ts';
import { exampleBatch, exampleContext, exampleEvent } from '../support/example-event.ts';
import { until } from '../support/until.ts';

const hosts = ['web1', 'web2', 'web3'];

interface Notified {
  readonly alerts: readonly { readonly labels: Record<string, string> }[];
}

/** Each host has a dma deliver of its own, and each sends everything to both Alertmanagers. */
describe('two real Alertmanagers of one cluster', function () {
  let folder: string;
  let webhook: LoopbackServer;
  let peers: Daemon[];
  let urls: string[];
  let notified: Notified[];
  const notifiers: Notifier[] = [];

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'alertmanager-peers-'));
    notified = [];
    webhook = await startHttpDummy({ onPost: ({ body }) => notified.push(JSON.parse(body) as Notified) });
    const config = join(folder, 'alertmanager.yml');
    // All hosts in one group, as an operator who is to be told once has it. YAML includes JSON.
    const routes = {
      route: { receiver: 'test', group_by: ['alertname'], group_wait: '2s', group_interval: '2s' },
      receivers: [{ name: 'test', webhook_configs: [{ url: webhook.url }] }],
    };
    writeFileSync(config, JSON.stringify(routes));
    const clusterPorts = [await freePort(), await freePort()];
    const ports = [await freePort(), await freePort()];
    urls = ports.map((port) => `http://127.0.0.1:${port}`);
    peers = ports.map(
      (port, index) =>
        new Daemon(
          'prometheus-alertmanager',
          [
            `--config.file=${config}`,
            `--storage.path=${join(folder, `storage${index}`)}`,
            `--web.listen-address=127.0.0.1:${port}`,
            `--cluster.listen-address=127.0.0.1:${clusterPorts[index]}`,
            `--cluster.peer=127.0.0.1:${clusterPorts[1 - index]}`,
            '--cluster.settle-timeout=5s',
            '--cluster.peer-timeout=5s',
            '--log.level=warn',
          ],
          join(folder, `peer${index}.log`),
        ),
    );
    for (const url of urls)
      await until(`${url} to have its peer`, 60, async () => (await peerCount(url)) === 2 || undefined);
  });

  after(async function () {
    for (const notifier of notifiers) notifier.close();
    for (const peer of peers ?? []) await peer.end();
    await webhook?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('tell once what three hosts send at once to both', async function () {
    const now = Date.now() / 1000;
    const delivered = await Promise.all(
      hosts.map((host) => {
        const notifier = createNotifier(
          'alertmanager',
          { urls },
          { ...exampleContext(), now: () => Date.now() / 1000 },
        );
        notifiers.push(notifier);
        const event = exampleEvent({ severity: 'WARNING', host, id: `dma-${host}`, since: now, time: now });
        return notifier.deliver(exampleBatch(event), AbortSignal.timeout(60_000));
      }),
    );
    assert.deepEqual(
      delivered.map(({ outcome }) => outcome),
      hosts.map(() => 'delivered'),
    );
    await until('a notification', 60, () => notified.length > 0);
    // Both have said all that they have to say once the second one has passed its own turn in the cluster.
    await until('both to hold three alerts', 60, async () =>
      (await Promise.all(urls.map(alertCount))).every((count) => count === 3),
    );
    await turnsOf(10);
    assert.deepEqual(
      notified.map(({ alerts }) =>
        alerts.map(({ labels }) => labels['instance'] ?? '').toSorted((a, b) => a.localeCompare(b)),
      ),
      [hosts],
    );
  });
});

async function peerCount(url: string): Promise<number> {
  try {
    const answer = await fetch(`${url}/api/v2/status`);
    const { cluster } = (await answer.json()) as { cluster: { status: string; peers?: unknown[] } };
    return cluster.status === 'ready' ? (cluster.peers?.length ?? 0) : 0;
  } catch {
    return 0;
  }
}

async function alertCount(url: string): Promise<number> {
  const answer = await fetch(`${url}/api/v2/alerts`);
  return ((await answer.json()) as unknown[]).length;
}

/** A peer waits 5 s for the one before it, and tells by itself what that one has not told until then. */
async function turnsOf(seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  await until('the turn of the second peer', 60, () => performance.now() > end);
}
