import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon } from '../../../tools/stack/daemon.ts';
import { freePort } from '../../../tools/stack/free-port.ts';

/** A mosquitto, and a client that listens to topics. */
export class Mosquitto {
  readonly #daemon: Daemon;
  readonly #clients: ChildProcess[] = [];
  readonly port: number;

  private constructor(daemon: Daemon, port: number) {
    this.#daemon = daemon;
    this.port = port;
  }

  static async start(folder: string): Promise<Mosquitto> {
    const port = await freePort();
    mkdirSync(folder);
    const file = join(folder, 'mosquitto.conf');
    const user = process.getuid?.() === 0 ? 'user root\n' : '';
    writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\n${user}`);
    const daemon = new Daemon('mosquitto', ['-v', '-c', file], join(folder, 'mosquitto.log'));
    await daemon.untilReady(() => daemon.log().includes('running'));
    return new Mosquitto(daemon, port);
  }

  /** Listens to a topic. Call the result for the messages so far, each as `topic payload`. */
  listen(topic: string): () => readonly string[] {
    const args = ['-h', '127.0.0.1', '-p', String(this.port), '-t', topic, '-v'];
    const client = spawn('mosquitto_sub', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#clients.push(client);
    let text = '';
    client.stdout.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')));
    return () => text.split('\n').slice(0, -1);
  }

  async end(): Promise<void> {
    for (const client of this.#clients) {
      const exited = once(client, 'exit');
      client.kill();
      await exited;
    }
    await this.#daemon.end();
  }
}
