import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import type { Writable } from 'node:stream';
import { checkHost, execInterval, globOption, wholeNumberOption } from '../collectd/exec-options.ts';
import { ExecOutput } from '../collectd/exec-output.ts';
import { epochSeconds, monotonicSeconds, pause } from '../process/clock.ts';
import { TransitionLog, type Logger } from '../process/logger.ts';
import { runCgroupRounds } from './cgroup-rounds.ts';
import { ContainerLabels, usualPlaces } from './container-labels.ts';

const groupsRange = { min: 1, max: 100_000 };
/** Where the kernel does not tell: the most that it can number on 64 bits. */
const maxPids = 4_194_304;

export interface CgroupProgramOptions {
  readonly root: string;
  readonly only: readonly string[];
  readonly namesFile: string | undefined;
  readonly maxGroups: string;
  /** Seconds, as collectd tells them in COLLECTD_INTERVAL. */
  readonly intervalText: string;
  readonly host: string;
  /** The stream on which collectd reads our commands. */
  readonly stdout: Writable;
  readonly logger: Logger;
  /** Ends the program. */
  readonly signal: AbortSignal;
}

/**
 * Composition root of `dma cgroup`: gives the use of control groups to collectd until `signal` is aborted or collectd
 * stops reading.
 *
 * @throws ConfigError for an option that cannot be used
 */
export async function runCgroup(options: CgroupProgramOptions): Promise<void> {
  const { root, host, stdout, logger, signal } = options;
  const maxGroups = wholeNumberOption('--max-groups', options.maxGroups, groupsRange);
  const only = options.only.map((text) => globOption('--only', text));
  const intervalSeconds = execInterval(options.intervalText);
  checkHost(host);
  const gone = new AbortController();
  const parts = {
    root,
    host,
    only,
    maxGroups,
    intervalSeconds,
    machineBytes: totalmem(),
    machinePids: readPidMax(),
    labels: new ContainerLabels({ ...usualPlaces, namesFile: options.namesFile }),
    output: new ExecOutput(stdout, () => gone.abort()),
    log: new TransitionLog(logger, monotonicSeconds),
    now: epochSeconds,
    sleep: pause,
  };
  await runCgroupRounds(parts, AbortSignal.any([signal, gone.signal]));
}

function readPidMax(): number {
  try {
    return Number(readFileSync('/proc/sys/kernel/pid_max', 'utf8')) || maxPids;
  } catch {
    return maxPids;
  }
}
