import { setImmediate as turn } from 'node:timers/promises';

/** The signals by which a person, a service manager or a terminal that goes ends a program. */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does what a signal may not end in the middle. A signal that comes meanwhile ends the process afterwards, as it would
 * have at once.
 *
 * @param act is told whether one has come, once it has let others have their turn
 */
export async function deferringSignals<Result>(
  act: (hasCome: () => boolean) => Result | Promise<Result>,
): Promise<Result> {
  let first: NodeJS.Signals | undefined;
  const note = (signal: NodeJS.Signals): void => {
    first ??= signal;
  };
  for (const signal of endingSignals) process.on(signal, note);
  try {
    return await act(() => first !== undefined);
  } finally {
    // What came during the last of it is only told in the next turn but one.
    await turn();
    await turn();
    for (const signal of endingSignals) process.off(signal, note);
    if (first !== undefined) process.kill(process.pid, first);
  }
}
