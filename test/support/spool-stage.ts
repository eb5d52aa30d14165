import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHttpDummy } from '../../tools/dummies/http-dummy.ts';
import type { LoopbackServer } from '../../tools/dummies/loopback-server.ts';
import { startDma, type RunningDma } from './run-dma.ts';

/** An event as the receiver got it. */
export interface Received {
  readonly key: string;
  readonly id: string;
  readonly source: string;
  readonly severity: string;
  readonly timeSeconds: number;
}

/** A spool of its own, an HTTP receiver, and a dma.yaml that brings them together. */
export class SpoolStage {
  readonly spool: string;
  readonly received: Received[] = [];
  /** Called for each event, before the receiver answers. */
  onReceived: () => void = () => undefined;
  readonly #directory: string;
  readonly config: string;
  readonly #started: RunningDma[] = [];
  #receiver: LoopbackServer | undefined;
  #arrivals = 0;

  private constructor() {
    this.#directory = mkdtempSync(join(tmpdir(), 'spool-stage-'));
    chmodSync(this.#directory, 0o755);
    this.spool = join(this.#directory, 'spool');
    this.config = join(this.#directory, 'dma.yaml');
    for (const folder of ['tmp', 'new']) mkdirSync(join(this.spool, folder), { recursive: true });
  }

  /** @param more notifiers of dma.yaml beside `http`, as lines; given the folder of the stage */
  static async start(more: (folder: string) => string = () => ''): Promise<SpoolStage> {
    const stage = new SpoolStage();
    const receiver = await startHttpDummy({
      onPost: ({ headers, body }) => {
        const { id, source, severity, timeSeconds } = JSON.parse(body) as Received;
        stage.received.push({ key: String(headers['idempotency-key']), id, source, severity, timeSeconds });
        stage.onReceived();
      },
    });
    stage.#receiver = receiver;
    const notifiers = `  http: {url: "${receiver.url}/"}\n${more(stage.#directory)}`;
    writeFileSync(stage.config, `spool: ${stage.spool}\nnotifiers:\n${notifiers}`);
    return stage;
  }

  /** Starts a `dma deliver`, which ends with the stage. */
  deliver(env: Readonly<Record<string, string>> = {}): RunningDma {
    const program = startDma(['deliver', '--config', this.config], env);
    this.#started.push(program);
    return program;
  }

  /** As dma-enqueue does it. */
  enqueue(host: string, severity: string, timeSeconds: number): void {
    this.#arrivals += 1;
    const name = `${timeSeconds.toFixed(9)}.${String(this.#arrivals).padStart(6, '0')}`;
    const temporary = join(this.spool, 'tmp', name);
    writeFileSync(temporary, notificationText(host, severity, timeSeconds));
    renameSync(temporary, join(this.spool, 'new', name));
  }

  async stop(): Promise<void> {
    for (const { child } of this.#started) child.kill('SIGKILL');
    await Promise.all(this.#started.map(({ exited }) => exited));
    await this.#receiver?.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

export function notificationText(host: string, severity: string, timeSeconds: number): string {
  return `Severity: ${severity}
Time: ${timeSeconds.toFixed(3)}
Host: ${host}
Plugin: dma
PluginInstance: memory
Type: percent
TypeInstance: risk

Host ${host}, plugin dma: something is about to happen.
`;
}
