import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon } from '../../../tools/stack/daemon.ts';
import { freePort } from '../../../tools/stack/free-port.ts';
import { packageRoot } from '../../../tools/package-root.ts';
import { conf } from '../other-systems-conf.ts';

/** A time series of an instant query. */
export interface Found {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** Addresses that are scraped, `host:port`: one of the two, whose rules are taken. */
export interface Scraped {
  /** The one of write_prometheus. */
  readonly collectd?: string;
  /** The one of `dma dashboard`. */
  readonly dashboard?: string;
  /** The token of the dashboard. */
  readonly tokenFile?: string;
}

/** A Prometheus with the shipped configuration and rules, which scrapes and judges once a second. */
export class Prometheus {
  readonly #daemon: Daemon;
  readonly #port: number;

  private constructor(daemon: Daemon, port: number) {
    this.#daemon = daemon;
    this.#port = port;
  }

  static async start(folder: string, { collectd, dashboard, tokenFile }: Scraped): Promise<Prometheus> {
    const port = await freePort();
    mkdirSync(folder);
    const rules = dashboard === undefined ? 'dma-collectd' : 'dma-dashboard';
    const text = conf('prometheus/prometheus.yml', [
      ['127.0.0.1:9103', collectd ?? `127.0.0.1:${await freePort()}`],
      ['127.0.0.1:9977', dashboard ?? `127.0.0.1:${await freePort()}`],
      ['scrape_interval: 10s', 'scrape_interval: 1s'],
      ['/etc/prometheus/dma-collectd.rules.yml', join(packageRoot, `conf/prometheus/${rules}.rules.yml`)],
      ...(tokenFile === undefined
        ? []
        : ([
            ['#authorization:', 'authorization:'],
            ['#  credentials_file: /etc/prometheus/dma-token', `  credentials_file: ${tokenFile}`],
          ] as const)),
    ]);
    writeFileSync(join(folder, 'prometheus.yml'), `global: {evaluation_interval: 1s}\n${text}`);
    const daemon = new Daemon(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      join(folder, 'prometheus.log'),
    );
    await daemon.untilReady(() => daemon.log().includes('ready to receive web requests'));
    return new Prometheus(daemon, port);
  }

  async query(text: string): Promise<readonly Found[]> {
    return (await this.#ask(text)) as readonly Found[];
  }

  /** The values of one time series by their times in epoch seconds. @param range such as `up[1h]` */
  async samples(range: string): Promise<ReadonlyMap<number, number>> {
    const found = (await this.#ask(range)) as readonly { readonly values: readonly [number, string][] }[];
    return new Map((found[0]?.values ?? []).map(([time, value]) => [time, Number(value)]));
  }

  async #ask(text: string): Promise<unknown> {
    const answer = await fetch(
      `http://127.0.0.1:${this.#port}/api/v1/query?query=${encodeURIComponent(text)}`,
    );
    return ((await answer.json()) as { data: { result: unknown } }).data.result;
  }

  async end(): Promise<void> {
    await this.#daemon.end();
  }
}
