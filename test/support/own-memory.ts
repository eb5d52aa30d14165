import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPageBytes } from '../../plugins/alert-context/process-memory.ts';
import { packageRoot } from '../../tools/package-root.ts';
import { until } from './until.ts';

/** A line of `/proc/<pid>/statm` for a process that holds nothing. */
const nothing = '0 0 0 0 0 0 0\n';

/**
 * The memory of one `dma mem-stress`, as a resource of its own: collectd's table plugin reads the process' resident
 * pages through a symlink to its `/proc/<pid>/statm`. No other process on the machine changes the series.
 */
export class OwnMemory {
  /** Bytes, in collectd's name. The culprits of an alert are looked for where the plugin is `memory`. */
  readonly series = 'localhost/memory-own/memory-used';
  readonly #folder: string;
  readonly #link: string;
  #stress: ChildProcess | undefined;

  /** @param folder for the symlink; readable by collectd */
  constructor(folder: string) {
    this.#folder = folder;
    this.#link = join(folder, 'statm');
    writeFileSync(this.#nothing, nothing);
    this.#read(this.#nothing);
  }

  /**
   * Lines for collectd.conf.
   *
   * @param intervalSeconds between two samples
   */
  collectdConf(intervalSeconds: number): string {
    return `
<LoadPlugin table>
  Interval ${intervalSeconds}
</LoadPlugin>
<Plugin table>
  <Table "${this.#link}">
    Plugin "memory"
    Instance "own"
    Separator " "
    <Result>
      Type "memory"
      InstancePrefix "used"
      # Resident pages.
      ValuesFrom 1
    </Result>
  </Table>
</Plugin>
LoadPlugin match_regex
LoadPlugin target_scale
PreCacheChain "bytes"
<Chain "bytes">
  <Rule>
    <Match regex>
      Plugin "^memory$"
      PluginInstance "^own$"
    </Match>
    <Target scale>
      Factor ${readPageBytes()}
    </Target>
  </Rule>
</Chain>
`;
  }

  /** Starts a `dma mem-stress` with these arguments; the one before must have ended. Returns its process. */
  stress(...args: readonly string[]): ChildProcess {
    const child = this.#start(args);
    this.#read(`/proc/${child.pid}/statm`);
    return child;
  }

  /** The same, seen by collectd only when it holds these bytes: a rise within one sample, on a busy machine too. */
  async stressAtOnce(bytes: number, ...args: readonly string[]): Promise<ChildProcess> {
    const child = this.#start(args);
    const statm = `/proc/${child.pid}/statm`;
    const held = (): number => Number(readFileSync(statm, 'latin1').split(' ')[1]) * readPageBytes();
    await until('the memory', 60, () => held() >= bytes);
    this.#read(statm);
    return child;
  }

  #start(args: readonly string[]): ChildProcess {
    const program = join(packageRoot, 'dist/tools/dma.js');
    const child = spawn(process.execPath, [program, 'mem-stress', ...args], { stdio: 'ignore' });
    this.#stress = child;
    child.once('exit', () => this.#read(this.#nothing));
    return child;
  }

  /** Ends the process, if there is one. */
  async stop(): Promise<void> {
    const child = this.#stress;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  get #nothing(): string {
    return join(this.#folder, 'statm-of-nothing');
  }

  #read(file: string): void {
    const link = `${this.#link}-next`;
    symlinkSync(file, link);
    renameSync(link, this.#link);
  }
}
