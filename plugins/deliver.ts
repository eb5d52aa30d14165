import { watch } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Notifier } from '../notifiers/notifier.ts';
import { epochSeconds } from './clock.ts';
import { ConfigError } from './config-error.ts';
import type { Config } from './config.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import { Episodes } from './episodes.ts';
import { Intake } from './intake.ts';
import { TransitionLog, type Logger } from './logger.ts';
import { Spool } from './spool.ts';

/** The spool is looked at this often even when the file system reports nothing. */
const lookSeconds = 1;

export interface DeliverOptions {
  readonly config: Config;
  readonly notifiers: readonly Notifier[];
  readonly logger: Logger;
  /** Ends the program. */
  readonly signal: AbortSignal;
}

/**
 * Delivers what arrives in the spool until `signal` is aborted: the composition root of `dma deliver`.
 *
 * @throws ConfigError when the spool cannot be used
 */
export async function deliver({ config, notifiers, logger, signal }: DeliverOptions): Promise<void> {
  const log = new TransitionLog(logger, epochSeconds);
  const names = notifiers.map(({ name }) => name);
  const spool = new Spool(config.spool);
  try {
    spool.prepare(names);
  } catch (error) {
    throw new ConfigError(`spool: ${(error as Error).message}`, { cause: error });
  }
  const episodes = loadEpisodes(spool, logger);
  const intake = new Intake(spool, episodes, config.forward, names, log);
  const queues = notifiers.map(
    (notifier) =>
      new DeliveryQueue({
        notifier,
        spool,
        open: () => episodes.open,
        log,
        now: epochSeconds,
        random: Math.random,
        sleep: pause,
      }),
  );
  const working = new Set<Promise<void>>();
  const work = (): void => {
    try {
      intake.takeAll();
      log.well(`the spool ${spool.directory}`);
    } catch (error) {
      if (!('code' in (error as object))) throw error;
      log.failing(`the spool ${spool.directory}`, `cannot be used: ${(error as Error).message}`);
    }
    for (const queue of queues) {
      const run = queue.wake(signal).finally(() => working.delete(run));
      working.add(run);
    }
  };
  const watcher = watch(spool.newDirectory, work);
  watcher.on('error', () => watcher.close());
  try {
    while (!signal.aborted) {
      work();
      await pause(lookSeconds, signal);
    }
  } finally {
    watcher.close();
    await Promise.all(working);
    for (const notifier of notifiers) notifier.close();
  }
}

function loadEpisodes(spool: Spool, logger: Logger): Episodes {
  try {
    return new Episodes(spool.loadOpen());
  } catch (error) {
    logger.warn(
      `${spool.directory}/episodes.json cannot be read (${(error as Error).message}); open episodes are forgotten`,
    );
    return new Episodes();
  }
}

async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
}
