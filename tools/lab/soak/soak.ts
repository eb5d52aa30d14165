import { OutsideError } from '../../process/command-error.ts';
import { startLoopbackServer } from '../../dummies/loopback-server.ts';
import type { PrivateStack } from '../../stack/private-stack.ts';
import { SoakLedger } from './alerts.ts';
import { SoakDriver } from './driver.ts';
import { soakFaults, type SoakResult } from './result.ts';
import { departures } from './machines.ts';
import { SoakRedis, SoakWatch } from './watch.ts';
import { answerEvent, startFastStack } from './stage.ts';

export interface SoakOptions {
  /** Driven hours. */
  readonly hours: number;
  /** Driven seconds in a real one, 1 to 24: the shortest interval of rounds is 0.05 s. */
  readonly pace: number;
  /** Ends the soak early, with the result so far. */
  readonly signal: AbortSignal;
  /** @param share progress, 0 to 1 */
  readonly onProgress?: (share: number) => void;
}

const startSeconds = 60;
const settleSeconds = 60;
/** The receiver refuses one request of this many, so that retries are covered. */
const refusedEach = 40;
/** Number of readings of the programs over a whole soak. */
const looks = 240;
/** Log lines expected at the start, for a machine that goes (without its silence), and for a refused request. */
const linesAtStart = 40;
const linesEachGone = 2;
const linesEachRefused = 3;

/**
 * Runs the real programs at accelerated time, on a Redis and a collectd of their own, and looks for growth and losses.
 *
 * @throws OutsideError when they do not start
 */
export async function soak({ hours, pace, signal, onProgress }: SoakOptions): Promise<SoakResult> {
  const ledger = new SoakLedger();
  let requests = 0;
  const receiver = await startLoopbackServer((request) =>
    answerEvent(ledger, request, ++requests % refusedEach === 0),
  );
  const totalSeconds = (hours * 3600) / pace;
  const lookSeconds = Math.min(15, Math.max(1, totalSeconds / looks));
  let stack: PrivateStack | undefined;
  let redis: SoakRedis | undefined;
  let driver: SoakDriver | undefined;
  try {
    stack = await startFastStack(pace, receiver.url, lookSeconds);
    redis = new SoakRedis(stack.redisPort);
    await redis.open();
    driver = new SoakDriver(stack.socket, pace);
    if (!(await driver.warmUp(startSeconds, signal)) && !signal.aborted)
      throw new OutsideError(
        `dma predict gave no risk within ${startSeconds} s: ${stack.collectdLog().trim().split('\n').slice(-3).join('; ')}`,
      );
    const watch = new SoakWatch(stack, redis, ledger);
    const begin = performance.now();
    const secondsSoFar = (): number => (performance.now() - begin) / 1000;
    let lookedAt = Number.NEGATIVE_INFINITY;
    let driven = 0;
    await driver.live(
      hours * 3600,
      async (seconds) => {
        driven = seconds;
        onProgress?.(seconds / (hours * 3600));
        // Called about once a second, not exactly.
        if (secondsSoFar() - lookedAt < lookSeconds - 0.5) return;
        lookedAt = secondsSoFar();
        await watch.look(lookedAt);
      },
      signal,
    );
    const seconds = secondsSoFar();
    // Episodes end and pending events arrive; after an abort there is less time for it.
    const isDone = (): boolean => {
      watch.log.read();
      return ledger.missing <= watch.late && [...ledger.open].every((source) => !isDriven(source));
    };
    const timeoutSeconds = signal.aborted ? settleSeconds / 6 : settleSeconds;
    await driver.settle(isDone, timeoutSeconds, new AbortController().signal);
    const judged = watch.tracks.judge(pace);
    const alerts = ledger.sum(driver.leaks, watch.late);
    const gone = departures(driven);
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
    return { ...result, faults: soakFaults(result) };
  } finally {
    driver?.close();
    redis?.close();
    await stack?.stop();
    await receiver.close();
  }
}

/** False for this machine's own series, which may have an alert of their own. */
function isDriven(source: string): boolean {
  return !source.startsWith('localhost/');
}
