import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OutsideError } from '../process/command-error.ts';
import { Daemon } from '../stack/daemon.ts';
import { BurstOutput } from './burst-output.ts';
import { climbSeconds, Fleet, fleetLimit } from './fleet.ts';
import { residentBytes } from './process-usage.ts';

/** The alerts and the memory of a `dma predict` when some of many series begin to climb in the same moment. */
export interface BurstResult {
  readonly series: number;
  /** Series that climb. */
  readonly burst: number;
  /** Those of which an alert has come. */
  readonly alerts: number;
  /** Seconds from the time of the sample that raises an alert to its coming: median and longest. */
  readonly lagSeconds: { readonly median: number; readonly longest: number };
  /** Resident memory before the climbs, the most while they are followed, and at the end. */
  readonly residentBytes: { readonly before: number; readonly most: number; readonly after: number };
  /** Seconds from the end of the climbs until all series are screened again; undefined when it took too long. */
  readonly screenedSeconds: number | undefined;
}

export interface BurstOptions {
  readonly series: number;
  readonly burst: number;
  /** The command that starts `dma`, such as `['node', 'dist/tools/dma.js']`. */
  readonly program: readonly [string, ...string[]];
}

const [maxStartSeconds, settleSeconds, maxAfterSeconds] = [600, 20, 900];
const horizonSeconds = 30;

/** Measures `dma predict` on series of one sample every 10 s, some of which climb at once, in a Redis of its own. */
export async function benchBurst({ series, burst, program }: BurstOptions): Promise<BurstResult> {
  const folder = mkdtempSync(join(tmpdir(), 'dma-burst-'));
  const socket = join(folder, 'redis.sock');
  const redis = new Daemon(
    'redis-server',
    ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder],
    join(folder, 'redis.log'),
  );
  let fleet: Fleet | undefined;
  try {
    await redis.untilReady(() => redis.log().includes('ready to accept connections at'));
    fleet = await Fleet.fill(series, socket);
    const config = join(folder, 'dma.yaml');
    writeFileSync(
      config,
      `redis: {url: "unix://${socket}"}
spool: ${join(folder, 'spool')}
cache: off
targets:
  bench: {series: "*/bench-*/gauge-used", capacity: ${fleetLimit}, limit: ${0.9 * fleetLimit}, horizonSeconds: ${horizonSeconds}}
`,
    );
    const writing = fleet.write();
    const measured = await follow(fleet, config, { series, burst, program });
    fleet.end();
    await writing;
    return { series, burst, ...measured };
  } finally {
    fleet?.end();
    await redis.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Measured = Omit<BurstResult, 'series' | 'burst'>;

async function follow(
  fleet: Fleet,
  config: string,
  { series, burst, program }: BurstOptions,
): Promise<Measured> {
  const [command, ...args] = program;
  const child = spawn(command, [...args, 'predict', '--config', config], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, COLLECTD_HOSTNAME: 'bench' },
  });
  const exited = once(child, 'exit');
  const output = new BurstOutput(child.stdout);
  let most = 0;
  const until = async (maxSeconds: number, isDone: () => boolean): Promise<boolean> => {
    const end = performance.now() + 1000 * maxSeconds;
    while (!isDone() && performance.now() < end) {
      if (child.exitCode !== null) throw new OutsideError('dma predict has ended');
      most = Math.max(most, residentBytes(child.pid!));
      await sleep(500);
    }
    return isDone();
  };
  try {
    if (!(await until(maxStartSeconds, () => output.predicted >= series)))
      throw new OutsideError(`after ${maxStartSeconds} s, dma predict does not predict all series yet`);
    await until(settleSeconds, () => false);
    const before = (most = residentBytes(child.pid!));
    fleet.climb(burst, Date.now() / 1000);
    await until(climbSeconds, () => false);
    const ended = performance.now();
    const isScreened = await until(maxAfterSeconds, () => output.screened >= series);
    const { length } = output.lags;
    return {
      alerts: length,
      lagSeconds: {
        median: output.lags[length >> 1] ?? Number.NaN,
        longest: output.lags.at(-1) ?? Number.NaN,
      },
      residentBytes: { before, most, after: residentBytes(child.pid!) },
      screenedSeconds: isScreened ? (performance.now() - ended) / 1000 : undefined,
    };
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}
