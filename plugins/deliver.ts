import { setTimeout as sleep } from 'node:timers/promises';
import { Arrivals } from './arrivals.ts';
import { epochSeconds } from './clock.ts';
import { ConfigError } from './config-error.ts';
import type { Config } from './config.ts';
import type { ConfiguredNotifier } from './configured-notifiers.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import { IntakePace } from './intake-pace.ts';
import { Intake } from './intake.ts';
import { TransitionLog, type Logger } from './logger.ts';
import { Patience } from './patience.ts';
import { lockSpool } from './spool-lock.ts';
import type { SpoolState } from './spool-state.ts';
import { Spool } from './spool.ts';

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
  let unlock: (() => void) | undefined;
  try {
    spool.prepare();
    unlock = await lockSpool(spool.directory, logger, signal);
    if (!unlock) return;
    for (const { queue } of sinks) queue.prepare();
    spool.removeAbandoned(epochSeconds());
  } catch (error) {
    unlock?.();
    throw new ConfigError(`spool: ${(error as Error).message}`, { cause: error });
  }
  const log = new TransitionLog(logger, epochSeconds);
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
      const start = performance.now();
      const isMore = takeSome(intake, pace.count, spool, log);
      const seconds = (performance.now() - start) / 1000;
      pace.took(seconds, isMore);
      for (const queue of queues) {
        const run = queue
          .wake(signal)
          .catch((error: unknown) => complain(error, spool, log))
          .finally(() => working.delete(run));
        working.add(run);
      }
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

function takeSome(intake: Intake, atMost: number, spool: Spool, log: TransitionLog): boolean {
  try {
    const isMore = intake.takeSome(atMost);
    log.well(nameOf(spool));
    return isMore;
  } catch (error) {
    complain(error, spool, log);
    return false;
  }
}

/** Says what the file system says; anything else is a bug, and thrown. */
function complain(error: unknown, spool: Spool, log: TransitionLog): void {
  if (!('code' in (error as object))) throw error;
  log.failing(nameOf(spool), `cannot be used: ${(error as Error).message}`);
}

function nameOf({ directory }: Spool): string {
  return `the spool ${directory}`;
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
