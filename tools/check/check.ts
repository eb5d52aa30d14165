import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { epochSeconds, monotonicSeconds } from '../../plugins/process/clock.ts';
import { cacheSocket, type Config } from '../../plugins/config/config.ts';
import { readConfigText } from '../../plugins/config/config-text.ts';
import { configuredNotifiers } from '../../plugins/config/configured-notifiers.ts';
import { findRunning } from '../collectd-conf/running-collectd.ts';
import { writerOf } from '../events/writer.ts';
import { checkCacheAccess } from './cache-access.ts';
import { lookAtCache } from './cache.ts';
import { checkConf, chooseCollectd } from './collectd-sight.ts';
import { isDeliverThere } from './deliver-lock.ts';
import { describeConfiguration, checkNotifiers } from './notifiers.ts';
import { checkDetectors } from './detectors.ts';
import type { Finding } from './finding.ts';
import { checkNotificationExec, checkPrograms, execUsers } from './programs.ts';
import { checkFlock, checkSpool } from './spool.ts';
import { checkRedis } from './redis.ts';
import { checkThresholds } from './thresholds.ts';
import { checkTypes } from './types.ts';

export interface CheckOptions {
  /** dma.yaml; undefined for the default one. */
  readonly config: string | undefined;
  /** collectd.conf; undefined for the one of the running collectd. */
  readonly collectdConf: string | undefined;
}

/**
 * Checks the whole way from a sample to an alert, on this machine and in Redis, without changing anything.
 *
 * @throws ConfigError
 */
export async function check(options: CheckOptions, secrets: KnownSecrets): Promise<Finding[]> {
  const { config, notifiers } = configuredNotifiers(readConfigText(options.config), (checked) => ({
    writer: writerOf(checked).name,
    env: (name) => process.env[name],
    now: epochSeconds,
    secrets,
  }));
  try {
    return [
      describeConfiguration(notifiers, writerOf(config)),
      ...checkDetectors(config),
      ...(await checkWay(config, options.collectdConf, secrets)),
      checkFlock(process.env['PATH']),
      ...(await checkNotifiers(notifiers)),
    ];
  } finally {
    for (const notifier of notifiers) notifier.close();
  }
}

/** Checks the way from collectd to Redis and back, up to the spool. */
async function checkWay(
  config: Config,
  collectdConf: string | undefined,
  secrets: KnownSecrets,
): Promise<readonly Finding[]> {
  const socket = cacheSocket(config);
  const cache = await lookAtCache(config, epochSeconds());
  const collectd = chooseCollectd(collectdConf, socket, findRunning());
  const redis = await checkRedis(config, {
    secrets,
    cached: cache.times,
    startedSeconds: collectd.process?.startedSeconds ?? cache.startedSeconds,
    ownHost: writerOf(config).name,
    now: epochSeconds,
    monotonic: monotonicSeconds,
    pause: (seconds) => sleep(1000 * seconds),
  });
  const thresholds = checkThresholds(config, {
    conf: collectd.conf,
    series: redis.living,
    host: collectd.conf?.global('hostname')?.values[0] ?? hostname(),
  });
  const areThere = new Set([
    ...(redis.isPredicting ? (['predict'] as const) : []),
    ...(isDeliverThere(config.spool) ? (['deliver'] as const) : []),
  ]);
  const enqueue = checkNotificationExec(collectd, config.spool);
  return [
    ...redis.findings,
    checkCacheAccess(cache.finding, socket, collectd),
    checkConf(collectd, collectdConf, epochSeconds()),
    checkTypes(config, collectd.conf),
    ...checkPrograms(collectd, areThere),
    ...thresholds,
    ...(enqueue ? [enqueue] : []),
    checkSpool(config.spool, execUsers(collectd)),
  ];
}
