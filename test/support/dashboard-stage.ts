import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { OwnRedis } from './own-redis.ts';
import { startDma, type RunningDma } from './run-dma.ts';
import { until } from './until.ts';
import { putHosts, putReport, putSpool, type WatchedHost } from './watched-past.ts';

export const stageToken = 'the-token-of-the-stage';

/** A host name with everything that HTML, JSON, a query and a label of Prometheus give a meaning to. */
export const hostileHost = `w"eb\\<b>&'%2F?#{}é`;

const hosts: readonly WatchedHost[] = [
  { host: 'db1', slope: 0, riskPercent: 2 },
  { host: 'web1', slope: 30e6, riskPercent: 86, exhaustion: [41, 25, 70] },
  { host: hostileHost, slope: 0, riskPercent: 12 },
];

/** A request; a body that is no text is sent as JSON. */
export interface StageRequest {
  readonly method?: string;
  readonly body?: unknown;
  /** (Default: with the token) */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer of the dashboard. */
export interface StageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** A `dma dashboard` on a Unix socket or a port, with a real Redis and a spool that have a past. */
export class DashboardStage {
  readonly redis: OwnRedis;
  readonly spool: string;
  readonly config: string;
  #running: RunningDma | undefined;
  /** Such as `http://127.0.0.1:12345`. */
  url = '';

  private constructor(folder: string, redis: OwnRedis) {
    this.redis = redis;
    this.spool = join(folder, 'spool');
    this.config = join(folder, 'dma.yaml');
  }

  /** @param more of dma.yaml, as lines */
  static async start(folder: string, more = ''): Promise<DashboardStage> {
    const stage = new DashboardStage(folder, await OwnRedis.start(folder));
    const token = join(folder, 'token');
    writeFileSync(token, `${stageToken}\n`, { mode: 0o600 });
    const target = '{series: "*/memory/memory-used", capacity: "*/memory/memory-*", output: dma/memory}';
    writeFileSync(
      stage.config,
      `redis: {url: "${stage.redis.url}"}\nspool: ${stage.spool}\ntargets: {memory: ${target}}\ndashboard: {listen: "127.0.0.1:0", tokenFile: "${token}"}\n${more}`,
    );
    try {
      const now = Date.now() / 1000;
      putSpool(stage.spool, now);
      await putHosts(stage.redis, hosts, now);
      await putReport(stage.redis, 'web1', 3, now);
      await stage.#startDashboard();
    } catch (error) {
      await stage.stop();
      throw error;
    }
    return stage;
  }

  async #startDashboard(): Promise<void> {
    const running = startDma(['dashboard', '--config', this.config]);
    this.#running = running;
    this.url = await until('the dashboard to listen', 60, () => {
      const [, url] = /listening at (\S+)/.exec(running.output.stderr) ?? [];
      if (url === undefined && running.child.exitCode !== null) throw new Error(running.output.stderr);
      return url;
    });
  }

  /** The standard error of the dashboard so far. */
  get log(): string {
    return this.#running!.output.stderr;
  }

  /** Asks for a path with the token, unless other headers are given. */
  async ask(
    path: string,
    { method = 'GET', body, headers = { authorization: `Bearer ${stageToken}` } }: StageRequest = {},
  ): Promise<StageAnswer> {
    const text = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
    const type = text === undefined ? {} : { 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      const asked = request(
        `${this.url}${path}`,
        { method, agent: false, headers: { ...type, ...headers } },
        (answer) => {
          let got = '';
          answer.setEncoding('utf8');
          answer.on('data', (part: string) => (got += part));
          answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text: got }));
          answer.on('error', reject);
        },
      );
      asked.on('error', reject);
      asked.end(text);
    });
  }

  /** Asks for JSON. */
  async json<Answer>(path: string): Promise<Answer> {
    return JSON.parse((await this.ask(path)).text) as Answer;
  }

  /** Ends the dashboard by SIGTERM. @returns its exit code */
  async end(): Promise<number | null> {
    const running = this.#running;
    running?.child.kill('SIGTERM');
    return running ? running.exited : null;
  }

  async stop(): Promise<void> {
    await this.end();
    await this.redis.stop();
  }
}
