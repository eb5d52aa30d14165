import { setTimeout as sleep } from 'node:timers/promises';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { epochSeconds, monotonicSeconds } from '../../plugins/process/clock.ts';
import { readConfigText } from '../../plugins/config/config-text.ts';
import { configuredNotifiers } from '../../plugins/config/configured-notifiers.ts';
import { lookAtCache } from './cache.ts';
import { describeConfiguration, checkNotifiers } from './notifiers.ts';
import { checkDetectors } from './detectors.ts';
import type { Finding } from './finding.ts';
import { checkFlock, checkSpool } from './spool.ts';
import { checkRedis } from './redis.ts';
import { writerOf } from '../events/writer.ts';

/**
 * Checks everything that `dma predict` and `dma deliver` need on this machine, and Redis, without changing anything.
 *
 * @param file dma.yaml; undefined for the default one
 * @throws ConfigError
 */
export async function check(file: string | undefined, secrets: KnownSecrets): Promise<Finding[]> {
  const { config, notifiers } = configuredNotifiers(readConfigText(file), (checked) => ({
    writer: writerOf(checked).name,
    env: (name) => process.env[name],
    now: epochSeconds,
    secrets,
  }));
  try {
    const cache = await lookAtCache(config, epochSeconds());
    const redisFindings = await checkRedis(config, {
      secrets,
      cached: cache.times,
      startedSeconds: cache.startedSeconds,
      ownHost: writerOf(config).name,
      now: epochSeconds,
      monotonic: monotonicSeconds,
      pause: (seconds) => sleep(1000 * seconds),
    });
    return [
      describeConfiguration(notifiers, writerOf(config)),
      ...checkDetectors(config),
      ...redisFindings,
      cache.finding,
      checkSpool(config.spool),
      checkFlock(process.env['PATH']),
      ...(await checkNotifiers(notifiers)),
    ];
  } finally {
    for (const notifier of notifiers) notifier.close();
  }
}
