import { Daemon } from '../../../tools/stack/daemon.ts';

/**
 * The mock cluster of librdkafka, which speaks Kafka's protocol: Debian has no broker. It lives in a kcat that reads
 * a topic nobody writes to.
 */
export class Kafka {
  readonly #cluster: Daemon;
  readonly #logFile: string;
  readonly #readers: Daemon[] = [];
  /** Address and port of its only broker. */
  readonly broker: string;

  private constructor(cluster: Daemon, broker: string, logFile: string) {
    this.#cluster = cluster;
    this.broker = broker;
    this.#logFile = logFile;
  }

  /** @param logFile takes what the cluster prints; files beside it take what is read */
  static async start(logFile: string): Promise<Kafka> {
    const args = ['-C', '-b', 'mock', '-t', 'nothing', '-X', 'test.mock.num.brokers=1', '-d', 'mock'];
    const cluster = new Daemon('kcat', args, logFile);
    const address = (): string | undefined => /bootstrap\.servers=(127\.\S+)/.exec(cluster.log())?.[1];
    await cluster.untilReady(() => address() !== undefined);
    return new Kafka(cluster, address()!, logFile);
  }

  /** Reads a topic from its beginning. Call the result for the messages so far, each as `key payload`. */
  read(topic: string): () => readonly string[] {
    const args = ['-C', '-q', '-u', '-b', this.broker, '-t', topic, '-o', 'beginning', '-f', '%k %s\\n'];
    const reader = new Daemon('kcat', args, `${this.#logFile}.${topic}`);
    this.#readers.push(reader);
    return () => reader.log().split('\n').slice(0, -1);
  }

  async end(): Promise<void> {
    for (const reader of this.#readers) await reader.end();
    await this.#cluster.end();
  }
}
