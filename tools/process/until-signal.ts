import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { once } from 'node:events';
import { UsageError } from './command-error.ts';

/** Aborted by the first SIGINT or SIGTERM. A second one ends the process at once, as usual. */
export function untilSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}

/**
 * The same for what collectd starts: SIGHUP, with which logrotate tells programs to open their files again, ends nothing
 * (ours are opened for each write). And aborted when collectd, if it started this process, has ended without a word: it
 * will start another one, and two would do the same work.
 */
export function untilSignalOrCollectdEnds(): AbortSignal {
  const signal = untilSignal();
  if (process.env['COLLECTD_INTERVAL'] === undefined) return signal;
  process.on('SIGHUP', () => undefined);
  const orphaned = new AbortController();
  const parent = process.ppid;
  // It may have ended before we could look.
  if (parent === 1 && !isCollectd(1)) orphaned.abort();
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    orphaned.abort();
  }, 1000);
  timer.unref();
  return AbortSignal.any([signal, orphaned.signal]);
}

/** Whether a process is a collectd, as it may be the first one of a container; true when that is not to be known. */
function isCollectd(pid: number): boolean {
  try {
    const [program] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0', 1);
    return basename(program!).includes('collectd');
  } catch {
    return true;
  }
}

/**
 * Ends the process by itself, or a second from now: neither what nobody reads of its output nor a name server that does
 * not answer must keep it.
 */
export function endSoon(): void {
  setTimeout(() => {
    // A look-up cannot be ended, and process.exit() would wait for it: that may take a minute.
    if (process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap')) process.kill(process.pid, 'SIGKILL');
    process.exit();
  }, 1000).unref();
}

/**
 * Runs a server until Ctrl-C.
 *
 * @throws UsageError when it cannot listen
 */
export async function runUntilSignal(start: () => Promise<{ close(): Promise<void> }>): Promise<void> {
  const signal = untilSignal();
  let server: { close(): Promise<void> };
  try {
    server = await start();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(`cannot listen: ${message}; choose another --port or --host`, { cause: error });
  }
  if (!signal.aborted) await once(signal, 'abort');
  await server.close();
}
