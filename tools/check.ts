import { setTimeout as sleep } from 'node:timers/promises';
import { readSecretFile } from '../notifiers/secret-file.ts';
import { epochSeconds } from '../plugins/clock.ts';
import { capacitySeries, sumOfNewest } from '../plugins/capacity.ts';
import { defaultConfigFile, loadConfig, type Config } from '../plugins/config.ts';
import { configuredNotifiers } from '../plugins/configured-notifiers.ts';
import { IdentifierPattern } from '../plugins/identifier-pattern.ts';
import { TransitionLog } from '../plugins/logger.ts';
import { connectRedis } from '../plugins/redis-connection.ts';
import { sumParts } from '../plugins/sum-parts.ts';
import type { TargetConfig } from '../plugins/target-config.ts';
import { WriteRedisReader } from '../plugins/write-redis.ts';
import { checkCache } from './check/cache.ts';
import { describeConfiguration } from './check/configuration.ts';
import { checkDetectors } from './check/detectors.ts';
import type { Finding } from './check/finding.ts';
import { checkFlock } from './check/flock.ts';
import { checkNotifiers } from './check/notifiers.ts';
import { checkSpool } from './check/spool.ts';
import { writerOf } from './writer.ts';

/** How long Redis may take to answer. */
const patienceSeconds = 5;
/** A series that is older than this is not being written, unless its own interval is longer. */
const freshSeconds = 30;
/** Nor is one that is older than so many of its intervals. */
const freshIntervals = 3;

/**
 * Looks at everything that `dma predict` and `dma deliver` need on this machine, and at Redis, without changing any of it.
 *
 * @param file dma.yaml; undefined for the default one
 * @throws ConfigError
 */
export async function check(file: string | undefined): Promise<Finding[]> {
  const config = loadConfig(file);
  const writer = writerOf(config);
  const context = { writer: writer.name, env: (name: string) => process.env[name], now: epochSeconds };
  const notifiers = configuredNotifiers(config, file ?? defaultConfigFile, context);
  try {
    return [
      describeConfiguration(notifiers, writer),
      ...checkDetectors(config),
      ...(await checkRedis(config)),
      await checkCache(config),
      checkSpool(config.spool),
      checkFlock(process.env['PATH']),
      ...(await checkNotifiers(notifiers)),
    ];
  } finally {
    for (const notifier of notifiers) notifier.close();
  }
}

/** One line per finding. */
export function formatFindings(findings: readonly Finding[]): string {
  return findings
    .map(({ subject, ok, text }) => `${ok ? 'ok     ' : 'MISSING'}  ${subject}: ${text}\n`)
    .join('');
}

async function checkRedis(config: Config): Promise<Finding[]> {
  const subject = `Redis at ${config.redis.url}`;
  const complaints: string[] = [];
  const secret =
    config.redis.passwordFile === undefined ? undefined : await readSecretFile(config.redis.passwordFile);
  if (secret?.kind === 'failed')
    return [{ subject, ok: false, text: `its password file cannot be used: ${secret.delivery.message}` }];
  const note = (text: string): void => void complaints.push(text);
  const log = new TransitionLog({ info: note, warn: note, error: note }, epochSeconds);
  const redis = connectRedis(
    { url: config.redis.url, password: secret?.text, silenceSeconds: patienceSeconds },
    log,
  );
  try {
    const reader = new WriteRedisReader(redis.commands, config.redis.prefix);
    const identifiers = await firstAnswer(() => reader.identifiers());
    if (!identifiers)
      return [
        { subject, ok: false, text: complaints.at(-1)?.slice(subject.length + 1) ?? 'does not answer' },
      ];
    const found: Finding = { subject, ok: true, text: `holds ${identifiers.length} series` };
    const targets = Object.entries(config.targets);
    return [
      found,
      ...(await Promise.all(
        targets.map(([name, target]) => checkTarget(name, target, reader, identifiers, epochSeconds())),
      )),
    ];
  } finally {
    redis.close();
  }
}

/** Asks again until there is a connection. */
async function firstAnswer<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  const end = Date.now() + patienceSeconds * 1000;
  while (Date.now() < end) {
    try {
      return await ask();
    } catch {
      await sleep(100);
    }
  }
  return undefined;
}

async function checkTarget(
  name: string,
  target: TargetConfig,
  reader: WriteRedisReader,
  identifiers: readonly string[],
  now: number,
): Promise<Finding> {
  const subject = `target ${name}`;
  const pattern = new IdentifierPattern(target.series);
  const matching = identifiers.filter((identifier) => pattern.match(identifier));
  if (matching.length === 0) {
    if (target.optional)
      return { subject, ok: true, text: `no series like ${target.series}; it is optional` };
    return {
      subject,
      ok: false,
      text: `no series like ${target.series}; does collectd load that plugin and write_redis?`,
    };
  }
  const problems: string[] = [];
  let slowest = 0;
  for (const identifier of matching) {
    const sum = sumParts(target.addends, target.series, identifier, identifiers);
    if (sum.kind === 'incomplete') problems.push(`the sum at ${identifier}: ${sum.problem}`);
    const { entries } = await reader.newest(identifier, 2);
    const age = now - (entries.at(-1)?.time ?? 0);
    const interval = (entries[1]?.time ?? 0) - (entries[0]?.time ?? 0);
    slowest = Math.max(slowest, interval);
    if (age > Math.max(freshSeconds, freshIntervals * interval))
      problems.push(`${identifier} has had no sample for ${Math.round(age)} s`);
    if (typeof target.capacity === 'number') continue;
    const parts = capacitySeries(target.capacity.sumOf, target.series, identifier, identifiers);
    const capacity = await sumOfNewest(reader, parts, target.dataSource, target.horizonSeconds);
    if (capacity === undefined) problems.push(`the capacity of ${identifier} is not known`);
  }
  if (problems.length > 0) {
    const shown =
      problems.length > 3 ? [...problems.slice(0, 3), `and ${problems.length - 3} more`] : problems;
    return { subject, ok: false, text: shown.join('; ') };
  }
  const wanted = target.horizonSeconds / 12;
  const advice =
    slowest > 1.5 * wanted
      ? `; a sample comes every ${slowest.toFixed(0)} s, and one every ${wanted.toFixed(0)} s or less would warn sooner`
      : '';
  return { subject, ok: true, text: `${matching.length} series, all fresh${advice}` };
}
