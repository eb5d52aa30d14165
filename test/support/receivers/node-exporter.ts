import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon } from '../../../tools/stack/daemon.ts';
import { freePort } from '../../../tools/stack/free-port.ts';

/** A prometheus-node-exporter, which also shows metrics of our own. */
export class NodeExporter {
  readonly #daemon: Daemon;
  readonly #folder: string;
  readonly url: string;

  private constructor(daemon: Daemon, folder: string, url: string) {
    this.#daemon = daemon;
    this.#folder = folder;
    this.url = url;
  }

  /** @param port (default: a free one) */
  static async start(folder: string, port?: number): Promise<NodeExporter> {
    mkdirSync(folder, { recursive: true });
    const address = `127.0.0.1:${port ?? (await freePort())}`;
    const options = [`--web.listen-address=${address}`, `--collector.textfile.directory=${folder}`];
    const daemon = new Daemon('prometheus-node-exporter', options, join(folder, 'exporter.log'));
    await daemon.untilReady(() => daemon.log().includes('Listening on'));
    return new NodeExporter(daemon, folder, `http://${address}/metrics`);
  }

  /** Shows these lines from now on. */
  show(lines: readonly string[]): void {
    const file = join(this.#folder, 'own.prom');
    writeFileSync(`${file}.new`, `${lines.join('\n')}\n`);
    renameSync(`${file}.new`, file);
  }

  async end(): Promise<void> {
    await this.#daemon.end();
  }
}
