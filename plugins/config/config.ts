import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { FileRefusal, readBounded } from '../files/bounded-file.ts';
import { ConfigError, configErrorOf, shownValue } from '../process/config-error.ts';
import { redisSchema } from '../redis/options.ts';
import { spoolLimitsSchema } from '../spool/limits.ts';
import { targetNameSchema, targetSchema } from './target-config.ts';
import { defaultTypesDb } from '../collectd/types-db.ts';
import { parseYaml, YamlError } from '../files/yaml-text.ts';

/** collectd's socket, where the shipped configuration has it. */
export const defaultSocket = '/var/run/collectd-unixsock';
export const defaultConfigFile = '/etc/collectd-dma/dma.yaml';

/** Some thousand targets; of more, the parser would not be done at once. */
export const mostConfigBytes = 128 * 1024;

/** All of dma.yaml; what notifiers take is checked by themselves. */
export const configSchema = z.strictObject({
  redis: redisSchema.prefault({}),
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

/** The socket over which collectd is asked; undefined where it is not to be. */
export function cacheSocket({ cache, output }: Pick<Config, 'cache' | 'output'>): string | undefined {
  if (cache === 'off') return undefined;
  if (cache !== undefined) return cache.unixsock;
  return output === 'exec' ? defaultSocket : output.unixsock;
}

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
  let bytes: Buffer;
  try {
    bytes = readBounded(path, { mostBytes: mostConfigBytes });
  } catch (error) {
    if (file === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT')
      return configSchema.parse(builtIn);
    const { message } = error as Error;
    throw new ConfigError(
      `${path}: ${error instanceof FileRefusal ? `${message}; it cannot be a dma.yaml` : `cannot be read: ${message}`}`,
      { cause: error },
    );
  }
  if (!isUtf8(bytes)) throw new ConfigError(`${path}: is not text in UTF-8; it cannot be a dma.yaml`);
  return parseConfig(bytes.toString(), path);
}

/**
 * Checks a configuration's text.
 *
 * @param path for messages
 * @throws ConfigError
 */
export function parseConfig(text: string, path: string): Config {
  const raw = parsed(text, path) ?? {};
  const object =
    typeof raw === 'object' && !Array.isArray(raw) ? (raw as Record<string, unknown>) : undefined;
  if (!object)
    throw new ConfigError(`${path}: expected options such as "targets:", not ${shownValue(raw, 60)}`);
  const result = configSchema.safeParse({ ...builtIn, ...object });
  if (!result.success) throw configErrorOf(result.error, path, object);
  return result.data;
}

function parsed(text: string, path: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new ConfigError(`${path}: ${error.message}`, { cause: error });
  }
}
