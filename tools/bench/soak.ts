import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OutsideError } from '../outside-error.ts';
import { packageRoot } from '../package-root.ts';
import { startLoopbackServer, type Answer, type ReceivedRequest } from '../loopback-server.ts';
import { startPrivateStack, type PrivateStack } from '../private-stack.ts';
import { SoakLedger, type SoakAlerts } from './soak-alerts.ts';
import { SoakDriver } from './soak-driver.ts';
import { SoakTracks, type Judged } from './soak-judgement.ts';
import { SoakLog } from './soak-log.ts';
import { SoakRedis } from './soak-redis.ts';
import { countFiles, findPrograms, programs, sampleProcess, type Program } from './soak-sample.ts';

export interface SoakOptions {
  /** Driven hours. */
  readonly hours: number;
  /** Driven seconds in one of ours, 1 to 24: the shortest interval of rounds is 0.05 s. */
  readonly pace: number;
  /** Ends it early, with what there is until then. */
  readonly signal: AbortSignal;
  /** @param share what is done, 0 to 1 */
  readonly onProgress?: (share: number) => void;
}

export interface SoakResult {
  /** Driven hours, and seconds of ours without start and end. */
  readonly hours: number;
  readonly seconds: number;
  readonly pace: number;
  readonly valuesSent: number;
  readonly machinesGone: number;
  readonly judged: readonly Judged[];
  readonly alerts: SoakAlerts;
  /** Lines that our programs wrote to collectd's log, and how many may be expected of so many machines that went. */
  readonly logLines: number;
  readonly logLinesExpected: number;
  /** Series that fell silent, which has its own lines; and how often that was said over again. */
  readonly silences: number;
  readonly silencesRepeated: number;
  /** What they say most often, numbers aside. */
  readonly commonestLines: readonly { readonly line: string; readonly count: number }[];
  /** Programs of ours that ended and were started again by collectd. */
  readonly restarts: number;
  /** What is wrong, for people; empty when all is well. */
  readonly faults: readonly string[];
}

const startSeconds = 60;
const settleSeconds = 60;
/** A sink that refuses one request of so many lets the way of repetitions be gone as well. */
const refusedEach = 40;
/** Looks at the programs, over a whole soak. */
const looks = 240;
/** What is said when all starts, of a machine that goes (but for its silence), and of a sink that refuses. */
const linesAtStart = 40;
const linesEachGone = 2;
const linesEachRefused = 3;
/** What is missing for this many real seconds is missing, to collectd: the machine itself is no faster than usual. */
const collectdPatienceSeconds = 2;

/**
 * The real programs at accelerated time, on a Redis and a collectd of their own: does anything grow, is anything lost?
 *
 * @throws OutsideError when they do not start
 */
export async function soak({ hours, pace, signal, onProgress }: SoakOptions): Promise<SoakResult> {
  const ledger = new SoakLedger();
  let requests = 0;
  const sink = await startLoopbackServer((request) =>
    answer(ledger, request, ++requests % refusedEach === 0),
  );
  const totalSeconds = (hours * 3600) / pace;
  const lookSeconds = Math.min(15, Math.max(1, totalSeconds / looks));
  let stack: PrivateStack | undefined;
  let redis: SoakRedis | undefined;
  let driver: SoakDriver | undefined;
  try {
    stack = await startFastStack(pace, sink.url, lookSeconds);
    redis = new SoakRedis(stack.redisPort);
    await redis.open();
    driver = new SoakDriver(stack.socket, redis, pace);
    if (!(await driver.warmUp(startSeconds, signal)) && !signal.aborted)
      throw new OutsideError(
        `dma predict gave no risk within ${startSeconds} s: ${stack.collectdLog().trim().split('\n').slice(-3).join('; ')}`,
      );
    const watch = new Watch(stack, redis, ledger);
    const begin = performance.now();
    const secondsSoFar = (): number => (performance.now() - begin) / 1000;
    let lookedAt = Number.NEGATIVE_INFINITY;
    let driven = 0;
    await driver.live(
      hours * 3600,
      async (seconds) => {
        driven = seconds;
        onProgress?.(seconds / (hours * 3600));
        if (secondsSoFar() - lookedAt < lookSeconds) return;
        lookedAt = secondsSoFar();
        await watch.look(lookedAt);
      },
      signal,
    );
    const seconds = secondsSoFar();
    // Episodes end, and what is under way arrives; also when somebody is in a hurry, but not for as long.
    const isDone = (): boolean => {
      watch.log.read();
      return ledger.missing <= watch.late && [...ledger.open].every((source) => !isDriven(source));
    };
    const patience = signal.aborted ? settleSeconds / 6 : settleSeconds;
    await driver.settle(isDone, patience, new AbortController().signal);
    const judged = watch.tracks.judge(pace);
    const alerts = ledger.sum(driver.leaks, watch.late);
    const { gone } = driver.passing;
    const logLines = watch.log.ownCount;
    const result = {
      hours: driven / 3600,
      seconds,
      pace,
      valuesSent: driver.valuesSent,
      machinesGone: gone,
      judged,
      alerts,
      logLines,
      logLinesExpected: linesAtStart + linesEachGone * gone + linesEachRefused * ledger.refused,
      silences: watch.log.silences,
      silencesRepeated: watch.log.silencesRepeated,
      commonestLines: watch.commonestLines,
      restarts: watch.restarts,
    };
    return { ...result, faults: faultsOf(result) };
  } finally {
    driver?.close();
    redis?.close();
    await stack?.stop();
    await sink.close();
  }
}

/** What was looked at over time. */
class Watch {
  readonly tracks = new SoakTracks();
  readonly log: SoakLog;
  restarts = 0;
  readonly #stack: PrivateStack;
  readonly #redis: SoakRedis;
  readonly #pids = new Map<Program, number>();

  constructor(stack: PrivateStack, redis: SoakRedis, ledger: SoakLedger) {
    this.#stack = stack;
    this.#redis = redis;
    this.log = new SoakLog(join(stack.directory, 'collectd.log'), ({ source, severity }) =>
      ledger.notified(source, severity),
    );
  }

  /** Notifications that were put aside. */
  get late(): number {
    return countFiles(join(this.#stack.spool, 'failed', 'new'));
  }

  get commonestLines() {
    return [...this.log.ownLines]
      .map(([line, count]) => ({ line, count }))
      .toSorted((a, b) => b.count - a.count)
      .slice(0, 5);
  }

  async look(seconds: number): Promise<void> {
    const { collectdConf, redisPort, logFile, spool } = this.#stack;
    const found = findPrograms(collectdConf, redisPort);
    for (const program of programs) {
      const pid = found.get(program);
      const sample = pid === undefined ? undefined : sampleProcess(pid, dirname(logFile));
      if (!sample) continue;
      if (this.#pids.has(program) && this.#pids.get(program) !== sample.pid) this.restarts++;
      this.#pids.set(program, sample.pid);
      this.tracks.add(program, 'resident', seconds, sample.residentBytes);
      if (sample.heapBytes !== undefined) this.tracks.add(program, 'heap', seconds, sample.heapBytes);
      this.tracks.add(program, 'descriptors', seconds, sample.descriptors);
      this.tracks.add(program, 'threads', seconds, sample.threads);
    }
    this.tracks.add('redis-server', 'used-memory', seconds, await this.#redis.usedBytes());
    this.tracks.add('spool', 'files', seconds, countFiles(spool));
    this.log.read();
  }
}

/** The shipped configuration with all that has to do with time `pace` times as fast. */
function startFastStack(pace: number, sinkUrl: string, probeSeconds: number): Promise<PrivateStack> {
  return startPrivateStack({
    env: {
      NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=./soak-probe.mjs`.trim(),
      DMA_SOAK_SECONDS: String(probeSeconds),
    },
    files: {
      'soak-probe.mjs': readFileSync(join(packageRoot, 'dist/tools/bench/soak-probe.js'), 'utf8'),
    },
    exchanges: [
      ['Interval 1\n', `Interval ${1 / pace}\n`],
      ['Interval 60\n', `Interval ${60 / pace}\n`],
    ],
    collectdConf: `Timeout ${Math.ceil(collectdPatienceSeconds * pace)}\n`,
    configure: (config) => {
      config.set('roundSeconds', Math.max(0.05, 1 / pace));
      config.setIn(['targets', 'memory', 'horizonSeconds'], Math.max(1, 60 / pace));
      config.setIn(['targets', 'disk', 'horizonSeconds'], 14_400 / pace);
      config.setIn(['notifiers', 'http'], { url: `${sinkUrl}/` });
    },
  });
}

function answer(ledger: SoakLedger, { headers, body }: ReceivedRequest, refuse: boolean): Answer {
  if (refuse) {
    ledger.refused++;
    return { status: 503 };
  }
  const { severity, source, timeSeconds } = JSON.parse(body) as Record<string, string | number>;
  ledger.delivered(String(headers['idempotency-key']), String(source), {
    severity: String(severity),
    time: Number(timeSeconds),
  });
  return { status: 200 };
}

/** Not of this machine, which may well have its own troubles. */
function isDriven(source: string): boolean {
  return !source.startsWith('localhost/');
}

function faultsOf(result: Omit<SoakResult, 'faults'>): string[] {
  const { judged, alerts, logLines, logLinesExpected, silencesRepeated, restarts } = result;
  return [
    ...judged
      .filter(({ isJudged, verdict }) => isJudged && verdict === 'grows')
      .map(({ program, quantity }) => `${program}: ${quantity} grows`),
    ...(alerts.lost > 0 ? [`${alerts.lost} events were lost`] : []),
    ...(alerts.missed > 0 ? [`${alerts.missed} leaks reached the limit without an alert`] : []),
    ...(alerts.unended > 0 ? [`${alerts.unended} alerts did not end`] : []),
    ...(logLines > logLinesExpected
      ? [`${logLines} lines in the log, where ${logLinesExpected} may be expected`]
      : []),
    ...(silencesRepeated > 0 ? [`${silencesRepeated} times the silence of a series was said again`] : []),
    ...(restarts > 0 ? [`${restarts} times a program had ended and was started again`] : []),
  ];
}
