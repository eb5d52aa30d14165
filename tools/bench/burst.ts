import { setTimeout as sleep } from 'node:timers/promises';
import { OutsideError } from '../process/command-error.ts';
import { inTemporaryFolder, type TemporaryFolder } from '../process/temporary-folder.ts';
import { startBenchRedis } from './bench-redis.ts';
import { BurstOutput } from './burst-output.ts';
import { startFleetPredict } from './fleet-predict.ts';
import { climbSeconds, Fleet } from './fleet.ts';
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
export function benchBurst(options: BurstOptions): Promise<BurstResult> {
  const { series, burst } = options;
  return inTemporaryFolder('dma-burst-', async (folder) => {
    const { socket } = await startBenchRedis(folder);
    const fleet = folder.started(await Fleet.fill(series, socket));
    const writing = fleet.write();
    const measured = await follow(folder, socket, fleet, options);
    fleet.end();
    await writing;
    return { series, burst, ...measured };
  });
}

type Measured = Omit<BurstResult, 'series' | 'burst'>;

async function follow(
  folder: TemporaryFolder,
  socket: string,
  fleet: Fleet,
  { series, burst, program }: BurstOptions,
): Promise<Measured> {
  const targetOptions = `, horizonSeconds: ${horizonSeconds}`;
  const predict = startFleetPredict(folder, { socket, program, targetOptions });
  const output = new BurstOutput(predict.output);
  let most = 0;
  const until = async (maxSeconds: number, isDone: () => boolean): Promise<boolean> => {
    const end = performance.now() + 1000 * maxSeconds;
    while (!isDone() && performance.now() < end) {
      predict.assertAlive();
      most = Math.max(most, residentBytes(predict.pid));
      await sleep(500);
    }
    return isDone();
  };
  if (!(await until(maxStartSeconds, () => output.predicted >= series)))
    throw new OutsideError(`after ${maxStartSeconds} s, dma predict does not predict all series yet`);
  await until(settleSeconds, () => false);
  const before = (most = residentBytes(predict.pid));
  fleet.climb(burst, Date.now() / 1000);
  await until(climbSeconds, () => false);
  const ended = performance.now();
  const isScreened = await until(maxAfterSeconds, () => output.screened >= series);
  const { length } = output.lags;
  const measured = {
    alerts: length,
    lagSeconds: {
      median: output.lags[length >> 1] ?? Number.NaN,
      longest: output.lags.at(-1) ?? Number.NaN,
    },
    residentBytes: { before, most, after: residentBytes(predict.pid) },
    screenedSeconds: isScreened ? (performance.now() - ended) / 1000 : undefined,
  };
  await predict.end();
  return measured;
}
