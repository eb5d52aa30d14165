import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { packageRoot } from '../../tools/package-root.ts';
import { Daemon } from '../../tools/stack/daemon.ts';
import { PrivateRedis } from '../support/private-redis.ts';
import { until } from '../support/until.ts';

const hosts = ['web1', 'web2'] as const;
const shards = ['shard0', 'shard1'] as const;

/** The files of conf/fleet, changed in addresses, ports, paths and intervals alone. */
describe('a fleet of two senders, one central collectd and two Redis', function () {
  let folder: string;
  let redis: PrivateRedis[];
  const daemons: Daemon[] = [];

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-fleet-'));
    redis = await Promise.all(shards.map(() => PrivateRedis.start()));
    const port = await freeUdpPort();
    const password = join(folder, 'fleet-passwords');
    writeFileSync(password, 'fleet: change-me\n');
    const socket = join(folder, 'socket');
    const central = collectd('central', [
      fleetFile('central.conf', [
        ['"0.0.0.0" "25826"', `"127.0.0.1" "${port}"`],
        ['/etc/collectd/fleet-passwords', password],
        ['Port "6381"', `Port "${redis[0]!.port}"`],
        ['Port "6382"', `Port "${redis[1]!.port}"`],
      ]),
      `LoadPlugin unixsock\n<Plugin unixsock>\n  SocketFile "${socket}"\n  SocketPerms "0666"\n</Plugin>\n`,
      thresholds(),
    ]);
    await central.untilReady(() => central.log().includes('entering read-loop'));
    const sent = fleetFile('sender.conf', [['"central.example.org" "25826"', `"127.0.0.1" "${port}"`]]);
    for (const host of hosts) collectd(host, [sent, '<LoadPlugin memory>\n  Interval 0.2\n</LoadPlugin>\n']);
    const program = join(packageRoot, 'dist/tools/dma.js');
    for (const [index, shard] of shards.entries()) {
      const config = join(folder, `${shard}.yaml`);
      const text = fleetFile(`${shard}.yaml`, [[`redis://127.0.0.1:638${index + 1}`, redis[index]!.url]]);
      writeFileSync(config, `${text}spool: ${join(folder, 'spool')}\n`);
      daemons.push(
        new Daemon(
          process.execPath,
          [program, 'predict', '--config', config, '--unixsock', socket],
          join(folder, `${shard}.log`),
          { ...process.env, COLLECTD_HOSTNAME: shard },
        ),
      );
    }
  });

  after(async function () {
    for (const daemon of daemons.toReversed()) await daemon.end();
    for (const one of redis ?? []) await one.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps all series of a host in one Redis, raw data and predictions', async function () {
    const found = await until('a prediction of each host', 60, async () => {
      const names = await Promise.all(redis.map((one) => namesOf(one)));
      const isThere = hosts.every((host) => names.flat().includes(`${host}/dma-memory/percent-risk`));
      return isThere ? names : undefined;
    });
    const homes = hosts.map((host) =>
      found.flatMap((names, index) => (names.some((name) => name.startsWith(`${host}/`)) ? [index] : [])),
    );
    // The names of these two fall into different halves.
    assert.deepEqual(
      homes.flat().toSorted((a, b) => a - b),
      [0, 1],
      JSON.stringify(found),
    );
    for (const [index, home] of homes.entries()) {
      const own = found[home[0]!]!.filter((name) => name.startsWith(`${hosts[index]}/`));
      assert.ok(own.includes(`${hosts[index]}/memory/memory-used`));
      assert.ok(own.includes(`${hosts[index]}/memory/memory-free`));
    }
  });

  it('notifies of a risk by the thresholds of dma.conf', async function () {
    const client = new UnixsockClient(join(folder, 'socket'), { timeoutSeconds: 10 });
    try {
      await client.command(`PUTVAL web3/dma-memory/percent-risk interval=1 ${Date.now() / 1000}:80`);
    } finally {
      client.close();
    }
    const log = join(folder, 'central', 'log');
    await until('the WARNING of web3', 60, () =>
      /Notification: severity = WARNING, host = web3,/.test(readFileSync(log, 'utf8')),
    );
  });

  it('reports on each dma predict under a name of its own', async function () {
    for (const shard of shards)
      await until(`the report of ${shard}`, 60, async () => {
        const names = await Promise.all(redis.map((one) => namesOf(one)));
        return names.flat().includes(`${shard}/dma-self/gauge-stale`) || undefined;
      });
  });

  /** Starts a collectd with a folder of its own. */
  function collectd(host: string, parts: readonly string[]): Daemon {
    const own = join(folder, host);
    mkdirSync(own);
    const conf = join(own, 'collectd.conf');
    const head = `Hostname "${host}"
FQDNLookup false
BaseDir "${own}"
PIDFile "${join(own, 'pid')}"
Interval 1
LoadPlugin logfile
<Plugin logfile>
  File "STDERR"
</Plugin>
`;
    writeFileSync(conf, [head, ...parts].join(''));
    const daemon = new Daemon('collectd', ['-f', '-C', conf], join(own, 'log'));
    daemons.push(daemon);
    return daemon;
  }
});

/** The thresholds of dma.conf, as an operator has them beside central.conf. */
function thresholds(): string {
  const text = readFileSync(join(packageRoot, 'conf/collectd.conf.d/dma.conf'), 'utf8');
  return text.slice(text.indexOf('LoadPlugin threshold'));
}

async function namesOf(redis: PrivateRedis): Promise<string[]> {
  return (await redis.command('SMEMBERS', 'collectd/values')) as string[];
}

/** A file of conf/fleet with texts exchanged, each of which it must have. */
function fleetFile(name: string, exchanges: readonly (readonly [string, string])[]): string {
  return exchanges.reduce(
    (text, [from, to]) => {
      assert.ok(text.includes(from), `conf/fleet/${name} no longer has ${from}`);
      return text.replaceAll(from, to);
    },
    readFileSync(join(packageRoot, 'conf/fleet', name), 'utf8'),
  );
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
