import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { isCounter, readTypesDb } from '../../plugins/collectd/types-db.ts';
import { epochSeconds, monotonicSeconds } from '../../plugins/process/clock.ts';
import { cacheSocket, type Config } from '../../plugins/config/config.ts';
import { readConfigText } from '../../plugins/config/config-text.ts';
import { configuredNotifiers, type ConfiguredNotifier } from '../../plugins/config/configured-notifiers.ts';
import { findRunning, ofConfig } from '../collectd-conf/running-collectd.ts';
import { writerOf } from '../events/writer.ts';
import { checkCacheAccess } from './cache-access.ts';
import { lookAtCache } from './cache.ts';
import { testChain } from './chain-test.ts';
import { checkConf, chooseCollectd, type CollectdSight } from './collectd-sight.ts';
import { isDeliverThere } from './deliver-lock.ts';
import { describeConfiguration, checkNotifiers } from './notifiers.ts';
import { testNotifiers } from './notifier-tests.ts';
import { checkDashboardStores } from './dashboard-stores.ts';
import { checkDetectors } from './detectors.ts';
import type { Finding } from './finding.ts';
import { maxStartSeconds } from './targets.ts';
import { checkOwnName, hostsOf, reportersOf } from './own-name.ts';
import { checkNotificationExec, checkPrograms, execUsers } from './programs.ts';
import { checkFlock, checkSpool } from './spool.ts';
import { checkRedis } from './redis.ts';
import { checkRelay } from './relay.ts';
import type { CheckFigures } from './targets.ts';
import { checkResolvableName } from './resolvable-name.ts';
import { checkThresholds } from './thresholds.ts';
import { checkTypes } from './types.ts';
import { checkWriteRedis, ownNodes, writesElsewhere } from './write-redis-node.ts';

export interface CheckOptions {
  /** dma.yaml; undefined for the default one. */
  readonly config: string | undefined;
  /** collectd.conf; undefined for the one of the running collectd. */
  readonly collectdConf: string | undefined;
}

/** The tests that a check sends. */
export interface CheckTests {
  /** Sends one notification through collectd, and waits for this many seconds for each link; undefined sends none. */
  readonly chainSeconds: number | undefined;
  /** Sends an event to each receiver directly. */
  readonly isToReceivers: boolean;
}

/** The result of a check. */
export interface Checked {
  readonly findings: readonly Finding[];
  readonly figures: CheckFigures;
}

/**
 * Checks the whole way from a sample to an alert, on this machine and in Redis. Without tests, nothing is changed.
 *
 * @throws ConfigError
 */
export async function check(
  options: CheckOptions,
  { chainSeconds, isToReceivers }: CheckTests,
  secrets: KnownSecrets,
): Promise<Checked> {
  const { config, notifiers } = configuredNotifiers(readConfigText(options.config), (checked) => ({
    writer: writerOf(checked).name,
    env: (name) => process.env[name],
    now: epochSeconds,
    secrets,
  }));
  try {
    const way = await checkWay(config, options, secrets);
    const findings = [
      describeConfiguration(notifiers, writerOf(config)),
      ...checkDetectors(config),
      ...way.findings,
      checkFlock(process.env['PATH']),
      ...(isToReceivers
        ? await testNotifiers(notifiers, { host: way.host, now: epochSeconds })
        : await checkNotifiers(notifiers)),
    ];
    const tests = chainSeconds === undefined ? [] : await sendTest(config, notifiers, way, chainSeconds);
    return { findings: [...findings, ...tests], figures: way.figures };
  } finally {
    for (const notifier of notifiers) notifier.close();
  }
}

interface Way extends Checked {
  readonly collectd: CollectdSight;
  /** collectd's name of this machine. */
  readonly host: string;
}

/** Checks the way from collectd to Redis and back, up to the spool. */
async function checkWay(
  config: Config,
  { config: file, collectdConf }: CheckOptions,
  secrets: KnownSecrets,
): Promise<Way> {
  const socket = cacheSocket(config);
  const cache = await lookAtCache(config, epochSeconds());
  const collectd = chooseCollectd(collectdConf, socket, ofConfig(findRunning(), file));
  const typesDb = readTypesDb(config.typesDb);
  const isCounted = (type: string, dataSource: number): boolean => isCounter(typesDb, type, dataSource);
  const redis = await checkRedis(config, {
    secrets,
    isCounter: isCounted,
    isWrittenHere: ownNodes(config, collectd.conf).length > 0,
    elsewhere: writesElsewhere(config, collectd.conf),
    cached: cache.times,
    startedSeconds: collectd.process?.startedSeconds ?? cache.startedSeconds,
    ownHost: writerOf(config).name,
    now: epochSeconds,
    monotonic: monotonicSeconds,
    pause: (seconds) => sleep(1000 * seconds),
  });
  const host = collectd.conf?.global('hostname')?.values[0] ?? hostname();
  const thresholds = checkThresholds(config, { conf: collectd.conf, series: redis.living, host });
  const areThere = new Set([
    ...(redis.isPredicting ? (['predict'] as const) : []),
    ...(isDeliverThere(config.spool) === true ? (['deliver'] as const) : []),
  ]);
  const enqueue = checkNotificationExec(collectd, config.spool);
  const name = checkOwnName(reportersOf(cache.times), {
    configured: collectd.conf?.global('hostname')?.values[0],
    machine: hostname(),
    isJustStarted: (collectd.process?.programs ?? []).some(
      ({ args, startedSeconds }) => args.includes('predict') && startedSeconds < maxStartSeconds,
    ),
    hosts: hostsOf([...(cache.times?.keys() ?? []), ...redis.living.map((one) => one.identifier.name)]),
  });
  const unresolvable = await checkResolvableName(collectd);
  const counters = redis.living.filter((one) => isCounted(one.identifier.type, one.config.dataSource));
  const findings = [
    ...redis.findings,
    ...(await checkDashboardStores(config, secrets)),
    ...checkWriteRedis(
      config,
      collectd.conf,
      counters.map((one) => one.identifier.name),
    ),
    ...(await checkRelay(config, collectd.conf)),
    ...(name ? [name] : []),
    ...(unresolvable ? [unresolvable] : []),
    checkCacheAccess(cache.finding, socket, collectd),
    checkConf(collectd, collectdConf, epochSeconds()),
    checkTypes(config, collectd.conf),
    ...checkPrograms(collectd, areThere),
    ...thresholds,
    ...(enqueue ? [enqueue] : []),
    checkSpool(config.spool, execUsers(collectd)),
  ];
  return { findings, figures: redis.figures, collectd, host };
}

function sendTest(
  config: Config,
  notifiers: readonly Pick<ConfiguredNotifier, 'name'>[],
  { findings, collectd, host }: Way,
  maxSeconds: number,
): Promise<readonly Finding[]> {
  return testChain({
    socket: cacheSocket(config) ?? collectd.conf?.socket,
    spool: config.spool,
    notifiers: notifiers.map(({ name }) => name),
    host,
    missing: (subject) => findings.find((one) => one.subject === subject && !one.ok)?.text,
    maxSeconds,
    now: epochSeconds,
    monotonic: monotonicSeconds,
    pause: (seconds) => sleep(1000 * seconds),
  });
}
