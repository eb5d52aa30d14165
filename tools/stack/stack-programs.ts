import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that a private stack's collectd has started, such as `dma predict`. */
export interface StackProgram {
  readonly pid: number;
  /** Its command line. */
  readonly args: readonly string[];
  /** Its environment, as `NAME=value`. */
  readonly environment: readonly string[];
}

const lookSeconds = 0.05;

/**
 * Finds the running programs of a private stack by their environment, in which collectd hands on `DMA_CONFIG`.
 *
 * @param configFile the stack's dma.yaml
 */
export function stackPrograms(configFile: string): StackProgram[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid)
    .flatMap((pid) => {
      try {
        const [args, environment] = ['cmdline', 'environ'].map((file) =>
          readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0'),
        );
        return environment!.includes(`DMA_CONFIG=${configFile}`)
          ? [{ pid, args: args!, environment: environment! }]
          : [];
      } catch {
        // It has ended meanwhile, or belongs to another user.
        return [];
      }
    });
}

/**
 * Settles when no program of a private stack runs any more. collectd tells its programs to end and does not wait for
 * them.
 *
 * @param graceSeconds after which they are killed
 */
export async function programsEnded(configFile: string, graceSeconds: number): Promise<void> {
  await ended(() => stackPrograms(configFile), graceSeconds);
}

/**
 * Ends the programs of a private stack that run one of our commands, and settles when they have ended.
 *
 * @param command such as `predict`
 * @param graceSeconds after which they are killed
 */
export async function endPrograms(configFile: string, command: string, graceSeconds: number): Promise<void> {
  const found = stackPrograms(configFile).filter(({ args }) => args.includes(command));
  for (const { pid } of found) kill(pid, 'SIGTERM');
  const pids = new Set(found.map(({ pid }) => pid));
  await ended(() => stackPrograms(configFile).filter(({ pid }) => pids.has(pid)), graceSeconds);
}

async function ended(programs: () => readonly StackProgram[], graceSeconds: number): Promise<void> {
  const end = performance.now() + graceSeconds * 1000;
  for (;;) {
    const left = programs();
    if (left.length === 0) return;
    if (performance.now() > end) for (const { pid } of left) kill(pid, 'SIGKILL');
    await sleep(lookSeconds * 1000);
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
