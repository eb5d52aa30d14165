import { setTimeout as sleep } from 'node:timers/promises';

/** The present time as collectd counts it: epoch seconds with fractions. */
export function epochSeconds(): number {
  return Date.now() / 1000;
}

/** Seconds of a clock that never jumps; when it began is unknown. */
export function monotonicSeconds(): number {
  return performance.now() / 1000;
}

/** Settles after `seconds` (at once when 0 or less), or when the signal is aborted; never rejects. */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.max(0, seconds) * 1000, undefined, { signal }).catch(() => undefined);
}
