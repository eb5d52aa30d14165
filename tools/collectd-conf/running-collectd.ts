import { readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { defaultConfigFile } from '../../plugins/config/config-text.ts';

/** A process that a collectd has started, or a service of its own. */
export interface RunningProgram {
  readonly args: readonly string[];
  /** The dma.yaml that it was given, empty for the usual one; undefined when only root may read that (default). */
  readonly config?: string | undefined;
  readonly startedSeconds: number;
}

/** A running collectd, as far as another user may see it. */
export interface RunningCollectd {
  /** The value of its option -C; undefined for the file that it was built with. */
  readonly confFile: string | undefined;
  /** Seconds since its start. */
  readonly startedSeconds: number;
  /** Its effective user. */
  readonly uid: number;
  /** True when it may start programs as another user. */
  readonly mayChangeUser: boolean;
  /** Its PATH; undefined when only root may read it. */
  readonly path: string | undefined;
  /** The programs that it runs now. */
  readonly programs: readonly RunningProgram[];
}

/** The processes of this machine that matter. */
export interface RunningPrograms {
  readonly collectds: readonly RunningCollectd[];
  /** Programs of systemd, or of another first process. */
  readonly services: readonly RunningProgram[];
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly startTicks: number;
}

/** Linux counts in hundredths of a second on every architecture. */
const ticksPerSecond = 100;
/** Bits of a set of capabilities (capabilities(7)). */
const [setgid, setuid] = [6n, 7n];

/**
 * Finds the running collectds and their programs.
 *
 * @param proc where proc is mounted (default: /proc)
 * @returns nothing on another system than Linux, and of processes that we may not see
 */
export function findRunning(proc = '/proc'): RunningPrograms {
  const uptime = Number(read(`${proc}/uptime`)?.split(' ')[0] ?? Number.NaN);
  const processes = pids(proc).flatMap((pid) => parseStat(read(`${proc}/${pid}/stat`) ?? '') ?? []);
  const daemons = processes.filter(({ name }) => name === 'collectd');
  const daemonPids = new Set(daemons.map(({ pid }) => pid));
  const programOf = ({ pid, startTicks }: Process): RunningProgram => {
    const args = read(`${proc}/${pid}/cmdline`)?.split('\0') ?? [];
    const environ = read(`${proc}/${pid}/environ`);
    return { args, config: configOf(args, environ), startedSeconds: uptime - startTicks / ticksPerSecond };
  };
  const collectds = daemons
    // A child that has not become another program yet.
    .filter(({ parent }) => !daemonPids.has(parent))
    .filter(({ pid }) => !isContained(read(`${proc}/${pid}/status`) ?? ''))
    .map((daemon): RunningCollectd => {
      const status = read(`${proc}/${daemon.pid}/status`) ?? '';
      const capabilities = BigInt(`0x${/^CapEff:\s*([\da-f]+)$/m.exec(status)?.[1] ?? '0'}`);
      const { args, startedSeconds } = programOf(daemon);
      return {
        confFile: confFileOf(args),
        startedSeconds,
        uid: Number(/^Uid:\s*\d+\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN),
        mayChangeUser: [setgid, setuid].every((bit) => ((capabilities >> bit) & 1n) === 1n),
        path: variableOf(read(`${proc}/${daemon.pid}/environ`), 'PATH'),
        programs: processes.filter(({ parent }) => parent === daemon.pid).map(programOf),
      };
    });
  return { collectds, services: processes.filter(({ parent }) => parent === 1).map(programOf) };
}

/**
 * Leaves out the services of another dma.yaml, as far as theirs is known: each has a `dma check` of its own.
 *
 * @param file the dma.yaml in use (default: the usual one)
 */
export function ofConfig(running: RunningPrograms, file = defaultConfigFile): RunningPrograms {
  const mayBeOurs = ({ config }: RunningProgram): boolean =>
    config === undefined || !isAbsolute(config) || resolve(config) === resolve(file);
  return { ...running, services: running.services.filter(mayBeOurs) };
}

function pids(proc: string): readonly string[] {
  try {
    return readdirSync(proc).filter((name) => /^[1-9]\d*$/.test(name));
  } catch {
    return [];
  }
}

/** Undefined for a process that has ended, or that we may not see. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Reads `pid (name) state parent ...`, of which field 22 is the start. The name may hold parentheses. */
function parseStat(line: string): Process | undefined {
  const close = line.lastIndexOf(')');
  const fields = line.slice(close + 2).split(' ');
  const process = {
    pid: Number.parseInt(line, 10),
    name: line.slice(line.indexOf('(') + 1, close),
    parent: Number(fields[4 - 3]),
    startTicks: Number(fields[22 - 3]),
  };
  return close > 0 && Number.isFinite(process.startTicks) ? process : undefined;
}

/** True for a process of a container, whose files are not ours: it has a further number there (proc_pid_status(5)). */
function isContained(status: string): boolean {
  return /^NSpid:\s*\d+\s+\d/m.test(status);
}

function confFileOf(args: readonly string[]): string | undefined {
  const index = args.findIndex((arg) => arg.startsWith('-C'));
  if (index < 0) return undefined;
  return args[index] === '-C' ? args[index + 1] : args[index]!.slice(2);
}

function configOf(args: readonly string[], environ: string | undefined): string | undefined {
  const place = args.indexOf('--config');
  if (place >= 0) return args[place + 1];
  return environ === undefined ? undefined : (variableOf(environ, 'DMA_CONFIG') ?? '');
}

function variableOf(environ: string | undefined, name: string): string | undefined {
  return environ
    ?.split('\0')
    .find((variable) => variable.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}
