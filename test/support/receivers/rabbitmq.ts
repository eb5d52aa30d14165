import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon } from '../../../tools/stack/daemon.ts';
import { freePort } from '../../../tools/stack/free-port.ts';

const localhost = ['-address', '127.0.0.1'];

/** A RabbitMQ with data, node and name service of its own, and clients that read its queues. */
export class RabbitMq {
  /** Erlang's name service, which the server would start as a process that outlives it. */
  readonly #names: Daemon;
  readonly #server: Daemon;
  readonly #folder: string;
  readonly #readers: Daemon[] = [];
  readonly port: number;

  private constructor(names: Daemon, server: Daemon, port: number, folder: string) {
    this.#names = names;
    this.#server = server;
    this.port = port;
    this.#folder = folder;
  }

  static async start(folder: string): Promise<RabbitMq> {
    const [port, namesPort, nodePort] = [await freePort(), await freePort(), await freePort()];
    mkdirSync(folder);
    const file = (name: string): string => join(folder, name);
    writeFileSync(file('plugins'), '[].\n');
    writeFileSync(file('rabbitmq.conf'), `listeners.tcp.local = 127.0.0.1:${port}\n`);
    const env = {
      ...process.env,
      HOME: folder,
      ERL_EPMD_PORT: String(namesPort),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      RABBITMQ_NODENAME: `dma-${process.pid}@localhost`,
      RABBITMQ_DIST_PORT: String(nodePort),
      RABBITMQ_CONFIG_FILE: file('rabbitmq.conf'),
      RABBITMQ_CONF_ENV_FILE: file('none'),
      RABBITMQ_ENABLED_PLUGINS_FILE: file('plugins'),
      RABBITMQ_MNESIA_BASE: folder,
      RABBITMQ_LOG_BASE: folder,
      RABBITMQ_LOGS: '-',
      RABBITMQ_PID_FILE: file('pid'),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
      // Then the script becomes the server, and signals reach it.
      RUNNING_UNDER_SYSTEMD: 'yes',
    };
    const names = new Daemon('epmd', ['-port', String(namesPort), ...localhost], file('epmd.log'), env);
    // Debian's /usr/sbin/rabbitmq-server changes to a user of its own.
    const server = new Daemon('/usr/lib/rabbitmq/bin/rabbitmq-server', [], file('rabbitmq.log'), env);
    await server.untilReady(() => server.log().includes('Server startup complete'));
    return new RabbitMq(names, server, port, folder);
  }

  /** Binds a queue to an exchange. Settles when the server has named it, with a function for the messages so far. */
  async read(exchange: string, routingKey: string): Promise<() => readonly string[]> {
    const args = ['-u', `amqp://127.0.0.1:${this.port}`, '-e', exchange, '-r', routingKey, '-A'];
    // Each message goes to a process of its own, and has no line feed.
    const command = ['--', 'sh', '-c', 'cat; echo'];
    const reader = new Daemon('amqp-consume', [...args, ...command], join(this.#folder, `${routingKey}.log`));
    this.#readers.push(reader);
    const lines = (): string[] => reader.log().split('\n').slice(0, -1);
    await reader.untilReady(() => lines().length > 0);
    return () => lines().filter((line) => line.startsWith('['));
  }

  async end(): Promise<void> {
    for (const daemon of [...this.#readers, this.#server, this.#names]) await daemon.end();
  }
}
