import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';

/** The present time in epoch seconds with fractions, as collectd counts it. */
export function epochSeconds(): number {
  return Date.now() / 1000;
}

/** Seconds of the monotonic clock, which has no known origin. */
export function monotonicSeconds(): number {
  return performance.now() / 1000;
}

/** Settles when everything that waits in the event loop has had its turn. */
export async function breathe(): Promise<void> {
  await immediate();
}

/** Settles after `seconds` (at once when 0 or less), or when the signal is aborted; never rejects. */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.max(0, seconds) * 1000, undefined, { signal }).catch(() => undefined);
}
