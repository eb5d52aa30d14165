import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { ConfigError, configErrorOf } from './config-error.ts';
import { spoolLimitsSchema } from './spool-limits.ts';
import { targetNameSchema, targetSchema } from './target-config.ts';
import { defaultTypesDb } from './types-db.ts';

/** collectd's socket, where the shipped configuration has it. */
export const defaultSocket = '/var/run/collectd-unixsock';
export const defaultConfigFile = '/etc/collectd-dma/dma.yaml';

/** All of dma.yaml; what notifiers take is checked by themselves. */
export const configSchema = z.strictObject({
  redis: z
    .strictObject({
      url: z
        .string()
        .regex(/^(rediss?|unix):\/\/[^@]*$/, 'expected redis://host:port/db without a password')
        .default('redis://127.0.0.1:6379'),
      /** write_redis' Prefix. */
      prefix: z.string().default('collectd/'),
      /** A file with the password, readable by us alone. */
      passwordFile: z.string().min(1).optional(),
    })
    .prefault({}),
  /** Where predictions go: collectd's standard input (`exec`) or the path of its socket. */
  output: z
    .union([z.literal('exec'), z.strictObject({ unixsock: z.string().min(1) })], {
      error: "expected exec, or {unixsock: ...} with the path of collectd's socket",
    })
    .default('exec'),
  /** From which socket of collectd's samples are read while none arrive in Redis. (Default: that of `output`, else {@link defaultSocket}) */
  cache: z
    .union([z.literal('off'), z.strictObject({ unixsock: z.string().min(1) })], {
      error: "expected off, or {unixsock: ...} with the path of collectd's socket",
    })
    .optional(),
  /** How often Redis is asked for new samples. */
  roundSeconds: z.number().min(0.05).max(3600).default(1),
  /** collectd's TypesDB, in which the types of outputs have to be. */
  typesDb: z.string().min(1).default(defaultTypesDb),
  targets: z
    .record(targetNameSchema, targetSchema)
    .refine((targets) => Object.keys(targets).length > 0, { error: 'name at least one target' }),
  spool: z.string().startsWith('/', 'expected an absolute path').default('/var/spool/collectd-dma'),
  /** By which name this machine writes where several do. (Default: COLLECTD_HOSTNAME, else the machine's name) */
  writer: z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'expected 1 to 255 characters of printable ASCII without spaces')
    .optional(),
  /** How much the spool keeps, and for how long. */
  spoolLimits: spoolLimitsSchema.prefault({}),
  /** Which notifications are delivered: those about our own values, or all of collectd's. */
  forward: z.enum(['dma', 'all']).default('dma'),
  /** By name, such as `http` or `http-oncall`; checked by the notifiers themselves, but for `route`. */
  notifiers: z.record(z.string(), z.unknown()).default({ log: {} }),
});

export type Config = z.output<typeof configSchema>;

/** What holds without a file: memory and disks are predicted, notifications go to log_notify.log. */
export const builtIn = {
  targets: {
    memory: { series: '*/memory/memory-used', capacity: '*/memory/memory-*', output: 'dma/memory' },
    disk: {
      series: '*/df-*/df_complex-used',
      capacity: '*/df-*/df_complex-{used,free}',
      limit: '95%',
      horizonSeconds: 14_400,
      optional: true,
      output: 'dma/df_complex',
    },
  },
};

/**
 * Reads and checks the configuration, before any other I/O.
 *
 * @param file a path; undefined for the default one, which may be missing
 * @throws ConfigError
 */
export function loadConfig(file: string | undefined): Config {
  const path = file ?? defaultConfigFile;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (file === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT')
      return configSchema.parse(builtIn);
    throw new ConfigError(`${path}: cannot be read: ${(error as Error).message}`, { cause: error });
  }
  return parseConfig(text, path);
}

/**
 * Checks a configuration's text.
 *
 * @param path for messages
 * @throws ConfigError
 */
export function parseConfig(text: string, path: string): Config {
  const document = parseDocument(text);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw new ConfigError(`${path}: ${problem.message.split('\n')[0]}`);
  let raw: unknown;
  try {
    raw = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    throw new ConfigError(`${path}: ${(error as Error).message}`, { cause: error });
  }
  const object =
    typeof raw === 'object' && !Array.isArray(raw) ? (raw as Record<string, unknown>) : undefined;
  if (!object)
    throw new ConfigError(
      `${path}: expected options such as "targets:", not ${JSON.stringify(raw).slice(0, 60)}`,
    );
  const result = configSchema.safeParse({ ...builtIn, ...object });
  if (!result.success) throw configErrorOf(result.error, path, object);
  return result.data;
}
