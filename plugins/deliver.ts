import { setTimeout as sleep } from 'node:timers/promises';
import { Arrivals } from './delivery/arrivals.ts';
import { ClockWatch } from './delivery/clock-watch.ts';
import { epochSeconds, monotonicSeconds } from './process/clock.ts';
import type { Config } from './config/config.ts';
import type { ConfiguredNotifier } from './config/configured-notifiers.ts';
import { DeliveryQueue } from './delivery/delivery-queue.ts';
import { IntakePace } from './delivery/intake-pace.ts';
import { Intake } from './delivery/intake.ts';
import { TransitionLog, type Logger } from './process/logger.ts';
import { Patience } from './delivery/patience.ts';
import { complainOf, nameOf, openSpool } from './spool/opening.ts';
import type { SpoolState } from './spool/state.ts';
import { Spool } from './spool/spool.ts';

/** The spool is looked at this often even when the file system reports nothing. */
const lookSeconds = 1;

export interface DeliverOptions {
  readonly config: Config;
  readonly notifiers: readonly ConfiguredNotifier[];
  readonly logger: Logger;
  /** Ends the program. */
  readonly signal: AbortSignal;
}

/**
 * Delivers what arrives in the spool until `signal` is aborted: the composition root of `dma deliver`. While another one
 * works on the same spool it waits, and takes over when that one ends.
 *
 * @throws ConfigError when the spool cannot be used
 */
export async function deliver({ config, notifiers, logger, signal }: DeliverOptions): Promise<void> {
  const spool = new Spool(config.spool, config.spoolLimits);
  const sinks = notifiers.map((configured) => ({ ...configured, queue: spool.queue(configured.name) }));
  const clocks = { now: epochSeconds, monotonic: monotonicSeconds };
  const unlock = await openSpool(
    spool,
    sinks.map(({ queue }) => queue),
    { logger, signal, ...clocks, sleep: pause },
  );
  if (!unlock) return;
  // How long something lasted does not depend on a clock that may be set.
  const log = new TransitionLog(logger, monotonicSeconds);
  const clock = new ClockWatch({ ...clocks, log });
  for (const { name, queue } of sinks)
    queue.onSpoiled = (entry, message) =>
      logger.warn(
        `spool entry ${entry} of notifier ${name} is no event (${message}); it is now in ${queue.failedFolder}`,
      );
  const intake = new Intake(
    { spool, sinks, forward: config.forward, log, logger, now: epochSeconds },
    loadState(spool, logger),
  );
  const queues = sinks.map(
    ({ name, notifier, queue }) =>
      new DeliveryQueue({
        name,
        notifier,
        queue,
        patience: new Patience(spool.directory, name),
        deadlineSeconds: config.spoolLimits.days * 86_400,
        isAgeCertain: (seconds) => clock.isAgeCertain(seconds),
        open: () => intake.open(name),
        log,
        now: epochSeconds,
        random: Math.random,
        sleep: pause,
      }),
  );
  const working = new Set<Promise<void>>();
  const arrivals = new Arrivals(spool.newDirectory, log);
  const pace = new IntakePace();
  try {
    while (!signal.aborted) {
      clock.look();
      const start = monotonicSeconds();
      const isMore = takeSome(intake, pace, spool, log);
      const seconds = monotonicSeconds() - start;
      for (const queue of queues) {
        const run = queue
          .wake(signal)
          .then(() => log.subject(nameOf(spool, queue.part)).recovered())
          .catch((error: unknown) => complainOf(spool, error, log, queue.part))
          .finally(() => working.delete(run));
        working.add(run);
      }
      // Not before: deliveries are under way by now.
      if (!isMore) keepReserve(spool, log);
      // Deliveries get as much time as the intake took.
      await pause(Math.min(seconds, lookSeconds), signal);
      if (!isMore) await arrivals.next(lookSeconds, signal);
    }
  } finally {
    arrivals.close();
    await Promise.all(working);
    for (const { notifier } of notifiers) notifier.close();
    unlock();
  }
}

function takeSome(intake: Intake, pace: IntakePace, spool: Spool, log: TransitionLog): boolean {
  const start = monotonicSeconds();
  try {
    const isMore = intake.takeSome(pace.count);
    pace.took(monotonicSeconds() - start, isMore);
    // On a full disk it goes on by fits and starts.
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

function loadState(spool: Spool, logger: Logger): SpoolState {
  try {
    return spool.loadState() ?? spool.newState();
  } catch (error) {
    logger.warn(
      `${spool.directory}/episodes.json cannot be read (${(error as Error).message}); open episodes are forgotten`,
    );
    spool.rejectState();
    return spool.newState();
  }
}

async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
}
