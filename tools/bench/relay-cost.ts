import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { askRelay } from '../check/relay.ts';
import { packageRoot } from '../package-root.ts';
import { OutsideError } from '../process/command-error.ts';
import { inTemporaryFolder } from '../process/temporary-folder.ts';
import { Daemon } from '../stack/daemon.ts';
import { freePort } from '../stack/free-port.ts';
import { startBenchRedis } from './bench-redis.ts';
import { cpuSeconds, residentBytes } from './process-usage.ts';

/** The cost of a `dma relay` at one rate. */
export interface RelayCost {
  /** Samples a second that a writer brought, one command after the other as write_redis does. */
  readonly rate: number;
  /** Share of one core in the stream's first seconds: one round a sample. */
  readonly firstShare: number;
  /** Share of one core once the stream is known to be steady. */
  readonly steadyShare: number;
  /** Bytes of resident memory at the end. */
  readonly residentBytes: number;
}

export interface RelayBenchOptions {
  /** Samples a second. */
  readonly rate: number;
  /** Seconds that are measured of the steady stream. */
  readonly seconds: number;
  /** The command that starts `dma`, such as `['node', 'dist/tools/dma.js']`. */
  readonly program: readonly [string, ...string[]];
}

const run = promisify(execFile);
const series = 5000;
/** The stream is taken for steady after 15 s. */
const [warmSeconds, firstSeconds, untilSteadySeconds] = [3, 10, 5];

/**
 * Measures `dma relay` between a C program that writes as write_redis does, and a Redis of its own.
 *
 * @throws OutsideError where gcc or the library hiredis is missing, or the writer does not keep up
 */
export function benchRelay({ rate, seconds, program }: RelayBenchOptions): Promise<RelayCost> {
  return inTemporaryFolder('dma-relay-bench-', async (folder) => {
    const writer = await builtWriter(folder.path);
    const { socket } = await startBenchRedis(folder);
    const port = await freePort();
    const config = join(folder.path, 'dma.yaml');
    writeFileSync(config, `redis: {url: "unix://${socket}"}\nrelay: {listen: "127.0.0.1:${port}"}\n`);
    const relay = folder.started(
      new Daemon(
        program[0],
        [...program.slice(1), 'relay', '--config', config],
        join(folder.path, 'relay.log'),
      ),
    );
    const address = `127.0.0.1:${port}`;
    await relay.untilReady(async () => typeof (await askRelay(address)) === 'object');
    return await measure(relay.pid, { writer, port, rate, seconds });
  });
}

async function builtWriter(folder: string): Promise<string> {
  const writer = join(folder, 'write-samples');
  try {
    await run('gcc', ['-O2', '-o', writer, join(packageRoot, 'tools/bench/write-samples.c'), '-lhiredis']);
  } catch (error) {
    throw new OutsideError('this needs gcc and libhiredis-dev', { cause: error });
  }
  return writer;
}

interface Stream {
  readonly writer: string;
  readonly port: number;
  readonly rate: number;
  readonly seconds: number;
}

async function measure(pid: number, { writer, port, rate, seconds }: Stream): Promise<RelayCost> {
  const total = warmSeconds + firstSeconds + untilSteadySeconds + seconds + 1;
  const child = spawn(writer, [String(port), String(series), String(rate), String(total)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  try {
    await sleep(warmSeconds * 1000);
    const firstShare = await shareDuring(pid, firstSeconds);
    await sleep(untilSteadySeconds * 1000);
    const steadyShare = await shareDuring(pid, seconds);
    const bytes = residentBytes(pid);
    await exited;
    const [samples, elapsed] = output.split(' ').map(Number) as [number, number];
    if (!(samples > 0)) throw new OutsideError('the writer has failed');
    return { rate: samples / elapsed, firstShare, steadyShare, residentBytes: bytes };
  } finally {
    child.kill();
  }
}

async function shareDuring(pid: number, seconds: number): Promise<number> {
  const from = { cpu: cpuSeconds(pid), at: performance.now() };
  await sleep(seconds * 1000);
  return (cpuSeconds(pid) - from.cpu) / ((performance.now() - from.at) / 1000);
}

/** The result for people, in lines. */
export function formatRelayCost({
  rate,
  firstShare,
  steadyShare,
  residentBytes: bytes,
}: RelayCost): string[] {
  return [
    `${Math.round(rate)} samples a second of ${series} series, written one command after the other as write_redis does`,
    `in bursts, and in the first seconds of a stream: ${shareText(firstShare)}`,
    `in a steady stream: ${shareText(steadyShare)}`,
    `resident: ${Math.round(bytes / 1e6)} MB`,
  ];
}

function shareText(share: number): string {
  return `${(100 * share).toFixed(1)} % of one core`;
}
