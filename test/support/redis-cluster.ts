import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { freePort } from '../../tools/stack/free-port.ts';
import { PrivateRedis } from './private-redis.ts';
import { until } from './until.ts';

const run = promisify(execFile);

/** A real Redis Cluster on loopback: three primaries, and a replica of the first one. */
export class RedisCluster {
  readonly servers: readonly PrivateRedis[];

  private constructor(servers: readonly PrivateRedis[]) {
    this.servers = servers;
  }

  static async start(more: readonly string[] = []): Promise<RedisCluster> {
    const options = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000', ...more];
    // Those of default, higher by 10,000, may be taken by outgoing connections.
    const busPorts = await Promise.all(Array.from({ length: 4 }, async () => String(await freePort())));
    const servers: PrivateRedis[] = [];
    const cluster = new RedisCluster(servers);
    try {
      for (const busPort of busPorts) {
        const server = await PrivateRedis.create();
        servers.push(server);
        await server.start([...options, '--cluster-port', busPort]);
      }
      await cluster.#cli('--cluster', 'create', ...cluster.addresses.slice(0, 3), '--cluster-yes');
      for (const [number, server] of servers.slice(0, 3).entries())
        await until(`server ${number} of the cluster`, 60, () => isWhole(server));
      const [first, , , replica] = servers as [PrivateRedis, PrivateRedis, PrivateRedis, PrivateRedis];
      const id = String(await first.command('CLUSTER', 'MYID'));
      await replica.command('CLUSTER', 'MEET', '127.0.0.1', String(first.port), busPorts[0]!);
      // It does not know the primary at once.
      await until('the replica', 60, () =>
        replica.command('CLUSTER', 'REPLICATE', id).then(
          () => true,
          () => false,
        ),
      );
      await until('its data', 60, async () =>
        (await replica.info('replication')).includes('master_link_status:up'),
      );
      await until('the others to know the replica', 60, () => isWhole(replica));
      return cluster;
    } catch (error) {
      await cluster.dispose();
      throw error;
    }
  }

  /** For `redis.cluster`. */
  get addresses(): readonly string[] {
    return this.servers.map(({ port }) => `127.0.0.1:${port}`);
  }

  /** Sends a command to the server that has its key, as an operator. */
  async command(...words: readonly string[]): Promise<string> {
    const server = this.servers.at(-2)!;
    return (await run('redis-cli', ['-c', '-p', String(server.port), ...words])).stdout.trim();
  }

  /** Moves slots with their keys from the second primary to the third. */
  async reshard(slots: number): Promise<void> {
    const [from, to] = await Promise.all(
      this.servers.slice(1, 3).map(async (server) => String(await server.command('CLUSTER', 'MYID'))),
    );
    await this.#cli(
      '--cluster',
      'reshard',
      this.addresses[2]!,
      '--cluster-from',
      from!,
      '--cluster-to',
      to!,
      '--cluster-slots',
      String(slots),
      '--cluster-yes',
    );
  }

  async dispose(): Promise<void> {
    for (const server of this.servers) await server.dispose();
  }

  async #cli(...args: readonly string[]): Promise<void> {
    await run('redis-cli', [...args]);
  }
}

async function isWhole(server: PrivateRedis): Promise<boolean> {
  return String(await server.command('CLUSTER', 'INFO')).includes('cluster_state:ok');
}
