import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';
import type { RunningDma } from './run-dma.ts';
import { until } from './until.ts';

/** The result of a program. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A mount and user namespace, in which any user may mount file systems that no one else sees. */
export class MountNamespace {
  readonly #holder: ChildProcess;

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  /** @param script for `sh` that mounts file systems; gets `args` as $1, $2, ... */
  static async start(script: string, ...args: readonly string[]): Promise<MountNamespace> {
    const words = ['-c', `${script}\necho ready && exec sleep 600`, 'sh', ...args];
    const holder = spawn('unshare', ['--map-root-user', '--mount', 'sh', '-e', ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [holder.stdout, holder.stderr])
      stream.on('data', (text: Buffer) => (said += text.toString()));
    await until(`a namespace for mounts (${args.join(' ')})`, 60, () => {
      if (holder.exitCode !== null) throw new Error(`unshare: ${said.trim()}`);
      return said.includes('ready\n');
    });
    return new MountNamespace(holder);
  }

  /** Where a path of the namespace is found from outside. */
  seen(path: string): string {
    return `/proc/${this.#holder.pid}/root${path}`;
  }

  /** Runs a program to its end. */
  run(command: readonly string[], input = ''): Ended {
    return spawnSync('nsenter', [...this.#entering, ...command], { input, encoding: 'utf8' });
  }

  /** Starts the compiled `dma`. */
  startDma(args: readonly string[]): RunningDma {
    const dma = [process.execPath, join(packageRoot, 'dist/tools/dma.js'), ...args];
    const child = spawn('nsenter', [...this.#entering, ...dma], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (text: Buffer) => (output.stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (output.stderr += text.toString()));
    return { child, output, exited: once(child, 'close').then(([code]) => code as number | null) };
  }

  async stop(): Promise<void> {
    if (this.#holder.exitCode !== null) return;
    const exited = once(this.#holder, 'exit');
    this.#holder.kill();
    await exited;
  }

  get #entering(): string[] {
    return ['--target', String(this.#holder.pid), '--user', '--mount', '--preserve-credentials', '--'];
  }
}
