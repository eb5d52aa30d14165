import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon } from '../../../tools/stack/daemon.ts';
import { freePort } from '../../../tools/stack/free-port.ts';

/** A Prometheus that scrapes nothing and holds what an OpenMetrics text gives. */
export class BackfilledPrometheus {
  readonly #daemon: Daemon;
  readonly url: string;

  private constructor(daemon: Daemon, url: string) {
    this.#daemon = daemon;
    this.url = url;
  }

  /** @param openMetrics with times, ended by `# EOF` */
  static async start(folder: string, openMetrics: string): Promise<BackfilledPrometheus> {
    const [port, data] = [await freePort(), join(folder, 'data')];
    mkdirSync(folder);
    writeFileSync(join(folder, 'past.txt'), openMetrics);
    writeFileSync(join(folder, 'prometheus.yml'), '{}');
    execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', join(folder, 'past.txt'), data], {
      stdio: 'pipe',
    });
    const daemon = new Daemon(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${data}`,
        '--storage.tsdb.retention.time=3650d',
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      join(folder, 'prometheus.log'),
    );
    await daemon.untilReady(() => daemon.log().includes('ready to receive web requests'));
    return new BackfilledPrometheus(daemon, `http://127.0.0.1:${port}`);
  }

  async end(): Promise<void> {
    await this.#daemon.end();
  }
}
