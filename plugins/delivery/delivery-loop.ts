import { setMaxListeners } from 'node:events';
import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import type { Notifier } from '../../notifiers/notifier.ts';
import { serialNotifier } from '../../notifiers/serial-notifier.ts';
import type { Logger, TransitionLog } from '../process/logger.ts';
import type { SpoolLock } from '../spool/lock.ts';
import { complainOf, nameOf } from '../spool/opening.ts';
import { RetryState } from '../spool/retry-state.ts';
import type { Spool } from '../spool/spool.ts';
import { TestResults } from '../spool/test-results.ts';
import { keepUp, type UpkeepParts, type UpkeepResult } from '../spool/upkeep.ts';
import type { Arrivals } from './arrivals.ts';
import { ClockWatch } from './clock-watch.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import { Intake, type IntakeParts } from './intake.ts';
import { IntakePace } from './intake-pace.ts';
import { knownState } from './known-state.ts';
import type { Route } from './route-config.ts';
import { TestDeliveries } from './test-deliveries.ts';

/** The spool is scanned this often even when the file system reports nothing. */
const scanSeconds = 1;

/** The time that attempts under way are given when another configuration is to be taken. */
const settleSeconds = 2;

/** A notifier, its name in dma.yaml and its route. */
export interface NamedNotifier {
  readonly name: string;
  readonly notifier: Notifier;
  readonly route: Route;
}

/** The outside world of the loop, which a simulation can replace. */
export interface DeliveryLoopParts {
  /** Opened for this process alone. */
  readonly spool: Spool;
  readonly lock: SpoolLock;
  readonly notifiers: readonly NamedNotifier[];
  readonly forward: IntakeParts['forward'];
  readonly links?: NonNullable<IntakeParts['links']>;
  /** An event that could not be delivered for this long is a dead letter. */
  readonly deadlineSeconds: number;
  readonly logger: Logger;
  readonly log: TransitionLog;
  readonly arrivals: Pick<Arrivals, 'next'>;
  /** Ends the loop. */
  readonly signal: AbortSignal;
  /** Ends the loop as well, after attempts under way have had some time to settle (default: never). */
  readonly pause?: AbortSignal;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
  /** 0 to 1, for the jitter of retries. */
  readonly random: () => number;
  /** Settles after that many seconds, at once when aborted; never rejects. */
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Delivers what arrives in the spool until `signal` is aborted, or another process has got the spool, and every attempt
 * under way has settled.
 *
 * @throws ConfigError when a newer version has worked on the spool
 */
export async function runDeliveryLoop(parts: DeliveryLoopParts): Promise<void> {
  const { spool, log, logger, monotonic, sleep, arrivals, pause } = parts;
  // Ends what is under way also when another process has got the spool.
  const taken = new AbortController();
  const signal = AbortSignal.any([parts.signal, taken.signal]);
  setMaxListeners(0, signal);
  const end = pause ? AbortSignal.any([signal, pause]) : signal;
  const clock = new ClockWatch(parts);
  const notifiers = parts.notifiers.map((named) => ({
    ...named,
    notifier: serialNotifier(named.notifier),
    queue: spool.queue(named.name),
  }));
  for (const { name, queue } of notifiers) {
    const newer = log.subject(`the spool's queue of ${name}`);
    queue.onMalformed = (entry, message) =>
      logger.warn(
        `spool entry ${entry} of notifier ${name} is not an event (${message}); it is now in ${queue.failedFolder}`,
      );
    queue.onNewer = (entry, message) =>
      newer.failing(
        'holds events that wait for a newer version',
        `: ${entry} ${message}; update collectd-dma`,
      );
  }
  const upkeep = { ...parts, queues: notifiers.map(({ queue }) => queue) };
  const onTest: IntakeParts['onTest'] = (arrival) => tests.begin(arrival);
  const intake = await startIntake(
    { ...parts, notifiers, onTest, isClockSettled: () => clock.isSettled },
    upkeep,
  );
  if (!intake) return;
  const results = new TestResults(spool.disk, spool.directory);
  const open = (name: string): readonly AlertEvent[] => intake.open(name);
  const tests = new TestDeliveries({ ...parts, notifiers, results, open, signal });
  for (const name of intake.absent)
    logger.warn(
      `notifier ${name} is not in the configuration any more; its receiver is told what has ended when it is there again`,
    );
  const queues = notifiers.map(
    ({ name, notifier, queue }) =>
      new DeliveryQueue({
        ...parts,
        name,
        notifier,
        queue,
        retryState: new RetryState(spool, name),
        isAgeCertain: (seconds) => clock.isAgeCertain(seconds),
        open: () => intake.open(name),
      }),
  );
  const working = new Set<Promise<void>>();
  const pace = new IntakePace();
  try {
    while (!end.aborted) {
      clock.look();
      const result = await lookAfter(upkeep, log, intake, signal);
      if (result === 'taken') taken.abort();
      if (signal.aborted) break;
      const start = monotonic();
      const isMore = result !== 'failed' && takeSome(intake, pace, parts);
      const seconds = monotonic() - start;
      for (const queue of queues) {
        const run = queue
          .wake(signal)
          .then(() => log.subject(nameOf(spool, queue.part)).recovered())
          .catch((error: unknown) => complainOf(spool, error, log, queue.part))
          .finally(() => working.delete(run));
        working.add(run);
      }
      // Not before: deliveries are under way by now.
      if (!isMore && result !== 'failed') keepReserve(spool, log);
      // Deliveries get as much time as the intake took.
      await sleep(Math.min(seconds, scanSeconds), end);
      if (!isMore) await arrivals.next(scanSeconds, end);
    }
    await Promise.race([Promise.all([...working, tests.settled()]), sleep(settleSeconds, signal)]);
  } finally {
    taken.abort();
    await Promise.all([...working, tests.settled()]);
  }
}

async function lookAfter(
  upkeep: UpkeepParts,
  log: TransitionLog,
  intake: Intake,
  signal: AbortSignal,
): Promise<UpkeepResult | 'failed'> {
  try {
    const result = await keepUp(upkeep, signal);
    if (result === 'replaced') intake.rejoin();
    return result;
  } catch (error) {
    complainOf(upkeep.spool, error, log);
    return 'failed';
  }
}

function takeSome(intake: Intake, pace: IntakePace, { spool, log, monotonic }: DeliveryLoopParts): boolean {
  const start = monotonic();
  try {
    const isMore = intake.takeSome(pace.count);
    pace.took(monotonic() - start, isMore);
    // Not before all is taken: a full disk lets single ones through.
    if (!isMore) log.subject(nameOf(spool)).recovered();
    return isMore;
  } catch (error) {
    complainOf(spool, error, log);
    pace.failed();
    return false;
  }
}

function keepReserve(spool: Spool, log: TransitionLog): void {
  const part = 'reserve';
  const reserve = log.subject(nameOf(spool, part));
  try {
    if (spool.reserve.fill()) reserve.recovered();
    else reserve.failing('is not whole', ': its disk is nearly full; make space before alerts are lost');
  } catch (error) {
    complainOf(spool, error, log, part);
  }
}

/**
 * Loads the state, and tries again for as long as the disk cannot be used.
 *
 * @returns undefined when aborted, or when another process has got the spool
 */
async function startIntake(
  parts: IntakeParts & Pick<DeliveryLoopParts, 'sleep' | 'signal'>,
  upkeep: UpkeepParts,
): Promise<Intake | undefined> {
  const { spool, logger, log, sleep, signal } = parts;
  while (!signal.aborted)
    try {
      if ((await keepUp(upkeep, signal)) === 'taken') return undefined;
      const intake = new Intake(parts, knownState(spool, logger) ?? spool.newState());
      intake.recover();
      return intake;
    } catch (error) {
      complainOf(spool, error, log);
      await sleep(scanSeconds, signal);
    }
  return undefined;
}
