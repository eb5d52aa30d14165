import { epochSeconds } from '../plugins/clock.ts';
import { defaultConfigFile, loadConfig } from '../plugins/config.ts';
import { configuredNotifiers } from '../plugins/configured-notifiers.ts';
import { checkCache } from './check/cache.ts';
import { describeConfiguration } from './check/configuration.ts';
import { checkDetectors } from './check/detectors.ts';
import type { Finding } from './check/finding.ts';
import { checkFlock } from './check/flock.ts';
import { checkNotifiers } from './check/notifiers.ts';
import { checkRedis } from './check/redis.ts';
import { checkSpool } from './check/spool.ts';
import { writerOf } from './writer.ts';

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
