import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHttpDummy } from '../dummies/http-dummy.ts';
import { OutsideError } from '../process/command-error.ts';
import { inTemporaryFolder, type TemporaryFolder } from '../process/temporary-folder.ts';
import { packageRoot } from '../package-root.ts';
import { textTable } from '../report/readable.ts';

/** Seconds from one place on the way of a notification to the receiver's answer, of many. */
export interface Latencies {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly highest: number;
}

export interface DeliverBench {
  /** From the notification's file in the spool's `new`. */
  readonly fromFile: Latencies;
  /** From the start of dma-enqueue, as collectd starts it. */
  readonly fromEnqueue: Latencies;
}

export interface DeliverBenchOptions {
  /** Notifications of each kind. */
  readonly files: number;
  readonly enqueues: number;
  /** The command that starts `dma`, such as `['node', 'dist/tools/dma.js']`. */
  readonly program: readonly [string, ...string[]];
  /** @param share what is done, 0 to 1 */
  readonly onProgress?: (share: number) => void;
}

/**
 * Runs a program for as long as our end of its input is open. The kernel closes that when we end, however that happens:
 * no `dma deliver` stays behind.
 */
const untilInputEnds = '"$@" & cat; kill $!; wait';

const maxWaitSeconds = 20;
/** Between one notification and the next, so that each travels alone. */
const pauseSeconds = 0.005;

/**
 * Measures how long a notification takes to an HTTP receiver on this machine: a `dma deliver` of its own, a spool in
 * the temporary directory, a receiver on the loopback interface, one notification after another.
 *
 * @throws OutsideError when `dma deliver` does not start, or does not deliver
 */
export function benchDelivery(options: DeliverBenchOptions): Promise<DeliverBench> {
  return inTemporaryFolder('dma-bench-', (folder) => measureIn(folder, options));
}

async function measureIn(
  folder: TemporaryFolder,
  { files, enqueues, program, onProgress }: DeliverBenchOptions,
): Promise<DeliverBench> {
  const spool = join(folder.path, 'spool');
  for (const part of ['tmp', 'new']) mkdirSync(join(spool, part), { recursive: true });
  let arrived: (() => void) | undefined;
  const receiver = await startHttpDummy({ onPost: () => arrived?.() });
  folder.started({ end: () => receiver.close() });
  const config = join(folder.path, 'dma.yaml');
  writeFileSync(config, `spool: ${spool}\nnotifiers: {http: {url: "${receiver.url}/"}}\n`);
  const child = spawn('sh', ['-c', untilInputEnds, 'sh', ...program, 'deliver', '--config', config], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  folder.started({
    async end() {
      child.stdin.end();
      await exited;
    },
  });
  await untilLocked(join(spool, 'lock'));
  const measured = async (index: number, send: () => void): Promise<number> => {
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    const start = performance.now();
    send();
    const late = sleep(maxWaitSeconds * 1000, 'late', { ref: false });
    if ((await Promise.race([arrival, late])) === 'late')
      throw new OutsideError(`dma deliver did not deliver within ${maxWaitSeconds} s`);
    const seconds = (performance.now() - start) / 1000;
    onProgress?.((index + 1) / (files + enqueues));
    await sleep(pauseSeconds * 1000);
    return seconds;
  };
  const fromFile: number[] = [];
  for (let index = 0; index < files; index++) {
    const name = String(index).padStart(9, '0');
    writeFileSync(join(spool, 'tmp', name), notificationText(index));
    fromFile.push(
      await measured(index, () => renameSync(join(spool, 'tmp', name), join(spool, 'new', name))),
    );
  }
  const fromEnqueue: number[] = [];
  for (let index = files; index < files + enqueues; index++) {
    fromEnqueue.push(
      await measured(index, () => {
        const enqueue = spawn(join(packageRoot, 'plugins/dma-enqueue'), [spool], {
          stdio: ['pipe', 'inherit', 'inherit'],
        });
        enqueue.stdin.end(notificationText(index));
      }),
    );
  }
  return { fromFile: latenciesOf(fromFile), fromEnqueue: latenciesOf(fromEnqueue) };
}

/** @param seconds at least one */
export function latenciesOf(seconds: readonly number[]): Latencies {
  const sorted = seconds.toSorted((a, b) => a - b);
  const quantile = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1]!;
  return { count: sorted.length, p50: quantile(0.5), p99: quantile(0.99), highest: sorted.at(-1)! };
}

/** Its number is written there once it has the lock. */
async function untilLocked(path: string): Promise<void> {
  for (const end = Date.now() + maxWaitSeconds * 1000; Date.now() < end; await sleep(20))
    if (existsSync(path) && readFileSync(path, 'utf8') !== '') return sleep(500);
  throw new OutsideError(`dma deliver did not start within ${maxWaitSeconds} s`);
}

/** WARNING and OKAY of one series in turn. */
function notificationText(index: number): string {
  return `Severity: ${index % 2 === 0 ? 'WARNING' : 'OKAY'}
Time: ${(Date.now() / 1000).toFixed(3)}
Host: bench
Plugin: dma
PluginInstance: memory
Type: percent
TypeInstance: risk

Host bench, plugin dma (instance memory): a benchmark.
`;
}

/** Under which the 99th percentile is meant to stay, in seconds. */
export const goalSeconds = 0.1;

/** The result for people. */
export function formatDeliverBench({ fromFile, fromEnqueue }: DeliverBench): string {
  const rows = [
    ['to the answer of an HTTP receiver', 'count', 'p50', 'p99', 'highest', 'goal of p99', ''],
    row("from the notification's file", fromFile),
    row("from collectd's start of dma-enqueue", fromEnqueue),
  ];
  return `${textTable(rows, new Set([1, 2, 3, 4, 5])).join('\n')}\n`;
}

function row(name: string, { count, p50, p99, highest }: Latencies): string[] {
  const goal = milliseconds(goalSeconds);
  const outcome = p99 < goalSeconds ? 'reached' : 'missed';
  return [name, String(count), milliseconds(p50), milliseconds(p99), milliseconds(highest), goal, outcome];
}

function milliseconds(seconds: number): string {
  return `${(1000 * seconds).toFixed(seconds < 0.01 ? 1 : 0)} ms`;
}
