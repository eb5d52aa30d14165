import type { Config } from './config/config.ts';
import type { ConfigWithNotifiers } from './config/configured-notifiers.ts';
import { adoptContexts } from './alert-context/alert-context.ts';
import { Arrivals } from './delivery/arrivals.ts';
import type { LinksByTarget } from './delivery/target-links.ts';
import { runDeliveryLoop } from './delivery/delivery-loop.ts';
import { riskOfRoot } from './files/foreign-part.ts';
import { tolerate } from './files/durable-file.ts';
import { nodeDisk } from './files/node-disk.ts';
import { ConfigError } from './process/config-error.ts';
import { epochSeconds, monotonicSeconds, pause } from './process/clock.ts';
import { TransitionLog, type Logger } from './process/logger.ts';
import { changedOptions, type Reloads } from './process/reloads.ts';
import { lockSpool } from './spool/lock.ts';
import { openSpool } from './spool/opening.ts';
import { Spool } from './spool/spool.ts';

/** The options that are taken at a start alone. */
const fixedOptions = ['spool', 'writer'] as const;

export interface DeliverOptions extends ConfigWithNotifiers {
  readonly logger: Logger;
  /** Give another configuration (default: there is never one). */
  readonly reloads?: Reloads<ConfigWithNotifiers>;
  /** Ends the program. */
  readonly signal: AbortSignal;
}

/**
 * Delivers what arrives in the spool until `signal` is aborted: the composition root of `dma deliver`. It waits while
 * another process works on the same spool, and takes over when that one ends.
 *
 * @throws ConfigError when the spool cannot be used, or not safely by root
 */
export async function deliver({ logger, signal, reloads, ...given }: DeliverOptions): Promise<void> {
  let { config, notifiers }: ConfigWithNotifiers = given;
  refuseRisks(given);
  const { spool: directory } = config;
  const clocks = { now: epochSeconds, monotonic: monotonicSeconds, sleep: pause };
  // Durations in the log must not depend on a clock that may be set.
  const log = new TransitionLog(logger, monotonicSeconds);
  const takeNext = (): void => {
    const next = reloads?.take();
    if (!next) return;
    try {
      refuseRisks(next);
    } catch (error) {
      for (const { notifier } of next.notifiers) notifier.close();
      return reloads?.refuse(error);
    }
    for (const { notifier } of notifiers) notifier.close();
    // With those of the start, which are in force: what was read since may have been another.
    const changed = changedOptions(given.config, next.config, fixedOptions);
    ({ config, notifiers } = next);
    const note = changed.length > 0 ? `; ${changed.join(' and ')} at the next start only` : '';
    logger.info(`the configuration is read anew${note}`);
  };
  try {
    while (!signal.aborted) {
      const opened = new Spool(nodeDisk, directory, config.spoolLimits);
      const queues = notifiers.map(({ name }) => opened.queue(name));
      const lock = await openSpool(opened, queues, { lock: lockSpool, logger, signal, ...clocks });
      if (!lock) return;
      adoptContexts(nodeDisk, directory);
      const arrivals = new Arrivals(opened, log);
      try {
        let isPaused = true;
        while (isPaused && !signal.aborted) {
          takeNext();
          const spool = new Spool(nodeDisk, directory, config.spoolLimits);
          // The loop reports what it cannot use.
          for (const { name } of notifiers) tolerate(() => spool.queue(name).prepare());
          const pauseSignal = reloads?.signal;
          await runDeliveryLoop({
            ...clocks,
            spool,
            lock,
            notifiers,
            forward: config.forward,
            links: linksByTarget(config),
            deadlineSeconds: config.spoolLimits.days * 86_400,
            logger,
            log,
            arrivals,
            signal,
            ...(pauseSignal && { pause: pauseSignal }),
            random: Math.random,
          });
          isPaused = pauseSignal?.aborted ?? false;
        }
      } finally {
        arrivals.close();
        lock.free();
      }
    }
  } finally {
    for (const { notifier } of notifiers) notifier.close();
  }
}

function linksByTarget({ targets }: Config): LinksByTarget {
  return Object.fromEntries(Object.entries(targets).map(([name, { links }]) => [name, links]));
}

/** @throws ConfigError when root could be led to files of others */
function refuseRisks({ config, notifiers }: ConfigWithNotifiers): void {
  const written = notifiers.flatMap(({ notifier }) => notifier.writes ?? []);
  for (const path of [config.spool, ...written]) refuseRisk(path);
}

function refuseRisk(path: string): void {
  const risk = riskOfRoot(path);
  if (risk !== undefined) throw new ConfigError(risk);
}
