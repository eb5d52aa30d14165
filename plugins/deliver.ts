import type { Config } from './config/config.ts';
import type { ConfiguredNotifier } from './config/configured-notifiers.ts';
import { adoptContexts } from './alert-context/alert-context.ts';
import { Arrivals } from './delivery/arrivals.ts';
import { runDeliveryLoop } from './delivery/delivery-loop.ts';
import { riskOfRoot } from './files/foreign-part.ts';
import { nodeDisk } from './files/node-disk.ts';
import { ConfigError } from './process/config-error.ts';
import { epochSeconds, monotonicSeconds, pause } from './process/clock.ts';
import { TransitionLog, type Logger } from './process/logger.ts';
import { lockSpool } from './spool/lock.ts';
import { openSpool } from './spool/opening.ts';
import { Spool } from './spool/spool.ts';

export interface DeliverOptions {
  readonly config: Config;
  readonly notifiers: readonly ConfiguredNotifier[];
  readonly logger: Logger;
  /** Ends the program. */
  readonly signal: AbortSignal;
}

/**
 * Delivers what arrives in the spool until `signal` is aborted: the composition root of `dma deliver`. It waits while
 * another process works on the same spool, and takes over when that one ends.
 *
 * @throws ConfigError when the spool cannot be used, or not safely by root
 */
export async function deliver({ config, notifiers, logger, signal }: DeliverOptions): Promise<void> {
  const written = notifiers.flatMap(({ notifier }) => notifier.writes ?? []);
  for (const path of [config.spool, ...written]) refuseRisk(path);
  const spool = new Spool(nodeDisk, config.spool, config.spoolLimits);
  const clocks = { now: epochSeconds, monotonic: monotonicSeconds, sleep: pause };
  const queues = notifiers.map(({ name }) => spool.queue(name));
  // Durations in the log must not depend on a clock that may be set.
  const log = new TransitionLog(logger, monotonicSeconds);
  try {
    while (!signal.aborted) {
      const lock = await openSpool(spool, queues, { lock: lockSpool, logger, signal, ...clocks });
      if (!lock) return;
      adoptContexts(nodeDisk, config.spool);
      const arrivals = new Arrivals(spool, log);
      try {
        await runDeliveryLoop({
          ...clocks,
          spool,
          lock,
          notifiers,
          forward: config.forward,
          deadlineSeconds: config.spoolLimits.days * 86_400,
          logger,
          log,
          arrivals,
          signal,
          random: Math.random,
        });
      } finally {
        arrivals.close();
        lock.free();
      }
    }
  } finally {
    for (const { notifier } of notifiers) notifier.close();
  }
}

function refuseRisk(path: string): void {
  const risk = riskOfRoot(path);
  if (risk !== undefined) throw new ConfigError(risk);
}
