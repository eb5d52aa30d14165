import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { OutsideError } from '../process/command-error.ts';
import type { TemporaryFolder } from '../process/temporary-folder.ts';
import { fleetLimit } from './fleet.ts';

export interface FleetPredictOptions {
  /** Of the Redis that has the series of a `Fleet`. */
  readonly socket: string;
  /** The command that starts `dma`, such as `['node', 'dist/tools/dma.js']`. */
  readonly program: readonly [string, ...string[]];
  /** More options of Node.js (default: none). */
  readonly nodeOptions?: readonly string[];
  /** More options of the target, in YAML (default: none). */
  readonly targetOptions?: string;
}

/** A `dma predict` over the series of a `Fleet`, whose limit is nine tenths of their capacity. */
export interface FleetPredict {
  readonly pid: number;
  readonly output: Readable;
  /** @throws OutsideError when it has ended */
  assertAlive(): void;
  kill(signal: NodeJS.Signals): void;
  end(): Promise<void>;
}

/** Starts it in a folder, with which it ends. */
export function startFleetPredict(
  folder: TemporaryFolder,
  { socket, program: [command, ...args], nodeOptions = [], targetOptions = '' }: FleetPredictOptions,
): FleetPredict {
  const config = join(folder.path, 'dma.yaml');
  writeFileSync(
    config,
    `redis: {url: "unix://${socket}"}
spool: ${join(folder.path, 'spool')}
cache: off
targets:
  bench: {series: "*/bench-*/gauge-used", capacity: ${fleetLimit}, limit: ${0.9 * fleetLimit}${targetOptions}}
`,
  );
  const child = spawn(command, [...nodeOptions, ...args, 'predict', '--config', config], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, COLLECTD_HOSTNAME: 'bench' },
  });
  const exited = once(child, 'exit');
  return folder.started({
    pid: child.pid!,
    output: child.stdout,
    assertAlive() {
      if (child.exitCode !== null) throw new OutsideError('dma predict has ended');
    },
    kill: (signal) => void child.kill(signal),
    async end() {
      child.kill('SIGTERM');
      await exited;
    },
  });
}
