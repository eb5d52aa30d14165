import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inTemporaryFolder, type TemporaryFolder } from '../process/temporary-folder.ts';
import { startBenchRedis } from './bench-redis.ts';
import { startFleetPredict } from './fleet-predict.ts';
import { Fleet } from './fleet.ts';
import { fitLines } from './fit-lines.ts';
import { cpuSeconds, residentBytes } from './process-usage.ts';
import { measureJudging } from './judging.ts';
import { PredictOutput } from './predict-output.ts';
import { queryPrometheus } from './prometheus-query.ts';
import { readStalls, stallProbe, type Stalls } from './stall-probe.ts';

/** The cost of a `dma predict` that follows a number of series, beside the yardstick of the same run. */
export interface ScaleResult {
  readonly series: number;
  /** Seconds from the start of the program until each series has a prediction; undefined when it took too long. */
  readonly startSeconds: number | undefined;
  /** Share of one core while all series are followed. */
  readonly coreShare: number;
  /** Bytes of resident memory at the end. */
  readonly residentBytes: number;
  /** Samples that were read and judged, a second of processor time. */
  readonly perCoreSecond: number;
  /** Median and 99th percentile of the seconds from a sample's own time to its prediction. */
  readonly lagSeconds: { readonly median: number; readonly p99: number };
  /** Standstills of its event loop. */
  readonly stalls: Stalls;
  /** Mean seconds of a round. */
  readonly roundSeconds: number | undefined;
  /** Series a second of a C program that reads the newest 20 samples and fits a line; undefined without a compiler. */
  readonly cSeriesPerSecond: number | undefined;
  /** Series a second of a query of Prometheus over as many series; undefined where it is not installed. */
  readonly prometheusPerSecond: number | undefined;
  /** Series a second of judging alone: their samples are in memory. */
  readonly judgedPerSecond: number;
}

export interface ScaleOptions {
  readonly series: number;
  /** Seconds that are measured, after a pause of the same length; stalls for as long after that. */
  readonly seconds: number;
  /** The command that starts `dma`, such as `['node', 'dist/tools/dma.js']`. */
  readonly program: readonly [string, ...string[]];
}

const maxStartSeconds = 600;

/** Measures `dma predict` on series of one sample every 10 s, in a Redis of its own. */
export function benchScale(options: ScaleOptions): Promise<ScaleResult> {
  const { series } = options;
  return inTemporaryFolder('dma-scale-', async (folder) => {
    const redis = await startBenchRedis(folder);
    const fleet = folder.started(await Fleet.fill(series, redis.socket));
    const writing = fleet.write();
    const measured = await measurePredict(folder, redis.socket, options);
    fleet.end();
    await writing;
    const cSeriesPerSecond = await fitLines(folder.path, redis.socket, fleet.names);
    await redis.end();
    const prometheusPerSecond = await queryPrometheus(folder, series);
    const judgedPerSecond = measureJudging(series, () => performance.now() / 1000);
    return { series, ...measured, cSeriesPerSecond, prometheusPerSecond, judgedPerSecond };
  });
}

type Measured = Omit<ScaleResult, 'series' | 'cSeriesPerSecond' | 'prometheusPerSecond' | 'judgedPerSecond'>;

async function measurePredict(
  folder: TemporaryFolder,
  socket: string,
  { series, seconds, program }: ScaleOptions,
): Promise<Measured> {
  const stallFile = join(folder.path, 'stalls');
  const begun = performance.now();
  const nodeOptions = ['--import', stallProbe(stallFile)];
  const predict = startFleetPredict(folder, { socket, program, nodeOptions });
  const output = new PredictOutput(predict.output);
  let startSeconds: number | undefined;
  while (output.predicted < series) {
    predict.assertAlive();
    if (performance.now() - begun > maxStartSeconds * 1000) break;
    await sleep(100);
  }
  if (output.predicted >= series) startSeconds = (performance.now() - begun) / 1000;
  await sleep(seconds * 1000);
  output.startMeasuring();
  const from = { cpu: cpuSeconds(predict.pid), at: performance.now() };
  await sleep(seconds * 1000);
  const cpu = cpuSeconds(predict.pid) - from.cpu;
  const elapsed = (performance.now() - from.at) / 1000;
  const { samplesPerSecond, lags, roundSeconds } = output.measured();
  // By itself: the probe takes time as well.
  predict.kill('SIGUSR2');
  await sleep(seconds * 1000);
  predict.kill('SIGUSR2');
  await sleep(1000);
  const measured = {
    startSeconds,
    coreShare: cpu / elapsed,
    residentBytes: residentBytes(predict.pid),
    perCoreSecond: (samplesPerSecond * elapsed) / cpu,
    lagSeconds: { median: quantile(lags, 0.5), p99: quantile(lags, 0.99) },
    stalls: readStalls(stallFile),
    roundSeconds,
  };
  await predict.end();
  return measured;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
