import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { once, setMaxListeners } from 'node:events';
import { isFileCallUnderWay } from '../../notifiers/file-call.ts';
import { OutsideError } from './command-error.ts';

/**
 * Aborted by the first SIGINT or SIGTERM. A second one ends the process at once, as usual.
 *
 * @param names of other signals that are meant
 */
export function untilSignal(names: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM']): AbortSignal {
  const controller = new AbortController();
  unlimited(controller.signal);
  for (const name of names) process.once(name, () => controller.abort());
  return controller.signal;
}

/**
 * The same for programs that collectd starts. The signal is also aborted when collectd started this process and has
 * died: the next collectd starts another process, and two would do the same work.
 */
export function untilSignalOrCollectdEnds(): AbortSignal {
  const signal = untilSignal();
  if (process.env['COLLECTD_INTERVAL'] === undefined) return signal;
  const orphaned = new AbortController();
  const parent = process.ppid;
  // collectd may have died before this line.
  if (parent === 1 && !isCollectd(1)) orphaned.abort();
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    orphaned.abort();
  }, 1000);
  timer.unref();
  return unlimited(AbortSignal.any([signal, orphaned.signal]));
}

/** Every notifier listens, and Node.js would take more than ten for a leak. */
function unlimited(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}

/** True when a process is a collectd (in a container it may have pid 1), and when that cannot be found out. */
function isCollectd(pid: number): boolean {
  try {
    const [program] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0', 1);
    return basename(program!).includes('collectd');
  } catch {
    return true;
  }
}

/**
 * Ends the process within a second. Neither unread output, nor a name server or a file system that does not answer, can
 * delay it.
 */
export function endSoon(): void {
  setTimeout(() => {
    // Neither can be cancelled, and process.exit() would wait for them.
    const isNameLookedUp = process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap');
    if (isNameLookedUp || isFileCallUnderWay()) process.kill(process.pid, 'SIGKILL');
    process.exit();
  }, 1000).unref();
}

/**
 * Runs a server until Ctrl-C.
 *
 * @throws OutsideError when it cannot listen
 */
export async function runUntilSignal(start: () => Promise<{ close(): Promise<void> }>): Promise<void> {
  const signal = untilSignal();
  let server: { close(): Promise<void> };
  try {
    server = await start();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new OutsideError(`cannot listen: ${message}; choose another --port or --host`, { cause: error });
  }
  if (!signal.aborted) await once(signal, 'abort');
  await server.close();
}
