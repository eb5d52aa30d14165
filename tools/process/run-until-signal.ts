import { once } from 'node:events';
import { untilSignal } from './until-signal.ts';
import { UsageError } from './command-error.ts';

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
