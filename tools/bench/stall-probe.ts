import { readFileSync } from 'node:fs';

/** Seconds between two ticks of the clock that shows stalls. */
const resolutionMilliseconds = 5;

/**
 * Makes a module for `node --import` that measures how long the event loop of a program stands still, from one SIGUSR2
 * to the next: then it adds a line to a file, with the longest stall and the 99th percentile, in milliseconds.
 *
 * It costs half a per cent of a core, which is more than a `dma predict` of few series takes.
 *
 * @returns its address
 */
export function stallProbe(file: string): string {
  const source = `import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
const delay = monitorEventLoopDelay({ resolution: ${resolutionMilliseconds} });
let isOn = false;
process.on('SIGUSR2', () => {
  isOn = !isOn;
  if (isOn) return delay.enable();
  delay.disable();
  appendFileSync(${JSON.stringify(file)}, delay.max / 1e6 + ' ' + delay.percentile(99) / 1e6 + '\\n');
  delay.reset();
});`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

/** Stalls of an event loop, in seconds. */
export interface Stalls {
  readonly longest: number;
  readonly p99: number;
}

/** Reads the newest line of a {@link stallProbe}. */
export function readStalls(file: string): Stalls {
  const line = readFileSync(file, 'utf8').trimEnd().split('\n').at(-1)!;
  const [longest, p99] = line.split(' ').map((text) => (Number(text) - resolutionMilliseconds) / 1000);
  return { longest: Math.max(0, longest!), p99: Math.max(0, p99!) };
}
