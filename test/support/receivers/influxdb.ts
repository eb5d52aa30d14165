import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon } from '../../../tools/stack/daemon.ts';
import { freePort } from '../../../tools/stack/free-port.ts';
import { conf } from '../other-systems-conf.ts';
import { readProjectFile } from '../project-files.ts';

interface Answer {
  readonly results: readonly {
    readonly series?: readonly { readonly values: readonly (readonly unknown[])[] }[];
    readonly error?: string;
  }[];
}

/** An InfluxDB 1 with the shipped listener for collectd, and the shipped retention. */
export class InfluxDb {
  readonly #daemon: Daemon;
  readonly #port: number;
  /** Where the listener takes packets of collectd. */
  readonly udpPort: number;

  private constructor(daemon: Daemon, port: number, udpPort: number) {
    this.#daemon = daemon;
    this.#port = port;
    this.udpPort = udpPort;
  }

  static async start(folder: string): Promise<InfluxDb> {
    const [port, rpcPort, udpPort] = [await freePort(), await freePort(), await freePort()];
    mkdirSync(folder);
    const listener = conf('influxdb/influxdb.conf', [['127.0.0.1:25826', `127.0.0.1:${udpPort}`]]);
    writeFileSync(
      join(folder, 'influxdb.conf'),
      `reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
[http]
  bind-address = "127.0.0.1:${port}"
${listener}`,
    );
    const daemon = new Daemon(
      'influxd',
      ['-config', join(folder, 'influxdb.conf')],
      join(folder, 'influxd.log'),
    );
    const influx = new InfluxDb(daemon, port, udpPort);
    try {
      await daemon.untilReady(async () => (await influx.#ask('SHOW DATABASES')) !== undefined);
      for (const line of readProjectFile('conf/influxdb/retention.influxql').split('\n'))
        if (line !== '') await influx.rows(line);
    } catch (error) {
      await influx.end();
      throw error;
    }
    return influx;
  }

  /** The rows of a query; the first column is the time in milliseconds. @throws Error with InfluxDB's own words */
  async rows(query: string): Promise<readonly (readonly unknown[])[]> {
    const [result] = (await this.#ask(query))?.results ?? [];
    if (result?.error !== undefined) throw new Error(`${query}: ${result.error}`);
    return result?.series?.[0]?.values ?? [];
  }

  /** All series of an answer, such as one a database. */
  async databases(query: string): Promise<unknown> {
    return (await this.#ask(query))?.results[0]?.series;
  }

  async end(): Promise<void> {
    await this.#daemon.end();
  }

  async #ask(query: string): Promise<Answer | undefined> {
    const body = new URLSearchParams({ q: query, db: 'collectd', epoch: 'ms' });
    const answer = await fetch(`http://127.0.0.1:${this.#port}/query`, { method: 'POST', body }).catch(
      () => undefined,
    );
    return answer === undefined ? undefined : ((await answer.json()) as Answer);
  }
}
