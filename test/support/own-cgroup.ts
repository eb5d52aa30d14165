import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findHierarchy } from '../../plugins/cgroup/hierarchy.ts';
import { packageRoot } from '../../tools/package-root.ts';
import { until } from './until.ts';

const root = '/sys/fs/cgroup';

/** A control group of this machine with a limit of memory, of the version that has the controller of memory here. */
export class OwnCgroup {
  /** The name that `dma cgroup` gives it. */
  readonly name: string;
  readonly #folder: string;
  #child: ChildProcess | undefined;

  /**
   * @throws Error that says what is missing where this machine gives no group to write to
   */
  constructor(name: string, limitBytes: number) {
    const hierarchy = findHierarchy(root);
    if (!hierarchy)
      throw new Error(`${root} has no control groups with the controller of memory to write to`);
    this.name = name;
    this.#folder = join(hierarchy.folder, name);
    const isVersionTwo = basename(hierarchy.folder) !== 'memory';
    try {
      if (isVersionTwo) writeFileSync(join(hierarchy.folder, 'cgroup.subtree_control'), '+memory +pids');
      mkdirSync(this.#folder);
      writeFileSync(
        join(this.#folder, isVersionTwo ? 'memory.max' : 'memory.limit_in_bytes'),
        String(limitBytes),
      );
      // Without swap, memory that is full is full. A kernel may count no swap.
      const swap = join(this.#folder, isVersionTwo ? 'memory.swap.max' : 'memory.memsw.limit_in_bytes');
      if (existsSync(swap)) writeFileSync(swap, isVersionTwo ? '0' : String(limitBytes));
    } catch (error) {
      const { message } = error as Error;
      throw new Error(`no control group can be made on this machine, as root of its ${root}: ${message}`, {
        cause: error,
      });
    }
  }

  /** Starts a `dma mem-stress` with these arguments in the group. */
  stress(...args: readonly string[]): ChildProcess {
    const program = join(packageRoot, 'dist/tools/dma.js');
    const script = 'echo $$ >"$1/cgroup.procs" && shift && exec "$@"';
    const command = [process.execPath, program, 'mem-stress', ...args, '--force'];
    this.#child = spawn('sh', ['-c', script, 'sh', this.#folder, ...command], { stdio: 'ignore' });
    return this.#child;
  }

  /** Ends the process and removes the group, if it is there. */
  async remove(): Promise<void> {
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
    await until('the group to be empty', 60, () => {
      try {
        rmdirSync(this.#folder);
        return true;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT') return true;
        if (code === 'EBUSY') return false;
        throw error;
      }
    });
  }
}
