import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { forecasterNames } from '../analysis/forecasters/registry.ts';
import { IdentifierPattern } from './identifier-pattern.ts';
import { formatIdentifier, parseIdentifier } from './identifier.ts';
import { parseQuantity } from './quantity.ts';
import { defaultTypesDb } from './types-db.ts';

export const defaultConfigFile = '/etc/collectd-dma/dma.yaml';

/** A wrong option: one line that names the file, the option, the value and the rule. */
export class ConfigError extends Error {
  override name = 'ConfigError';

  constructor(message: string, options?: ErrorOptions) {
    // oxlint-disable-next-line no-control-regex
    super(message.replaceAll(/[\u0000-\u001f\u007f]+/g, ' '), options);
  }
}

const pattern = z.string().refine(
  accepts((text) => new IdentifierPattern(text)),
  {
    error: 'expected host/plugin[-instance]/type[-instance] with * and ?, such as */memory/memory-used',
  },
);

const quantity = z.union([z.number(), z.string()]).transform((text, context) => {
  const number = parseQuantity(text);
  if (number !== undefined && number > 0) return number;
  context.addIssue('expected a number above 0, or one with a unit such as 64GiB');
  return z.NEVER;
});

const capacity = z.union(
  [
    z
      .string()
      .includes('/')
      .pipe(pattern)
      .transform((text) => ({ sumOf: text })),
    quantity,
  ],
  {
    error:
      'expected a pattern of series to sum up, such as */memory/memory-*, or a number above 0, such as 64GiB',
  },
);

const limit = z.union(
  [
    z
      .string()
      .regex(/^\d+(\.\d+)?%$/)
      .transform((text) => Number(text.slice(0, -1)) / 100)
      .refine((share) => share > 0 && share <= 1)
      .transform((share) => ({ shareOfCapacity: share })),
    quantity,
  ],
  {
    error:
      'expected a share of the capacity from 0 to 100 %, such as 90%, or a number above 0, such as 60GiB',
  },
);

const target = z.strictObject({
  /** Which series are predicted: a glob over identifiers. */
  series: pattern,
  /** Which of a series' data sources, counted from 0. */
  dataSource: z.int().min(0).default(0),
  /** The whole of the resource: a glob of series to sum up, or a fixed number. */
  capacity,
  /** The bound that counts as exhaustion. */
  limit: limit.default({ shareOfCapacity: 0.9 }),
  horizonSeconds: z.number().min(1).max(86_400).default(60),
  forecaster: z.enum(forecasterNames as [string, ...string[]]).default('linear'),
  /** Samples that the forecaster sees. */
  samples: z.int().min(3).max(10_000).default(20),
  /** Nominal coverage of the prediction interval. */
  intervalLevel: z.number().min(0.5).max(0.999).default(0.8),
  /** A model file by kind of detector. */
  detector: z.strictObject({ svm: z.string().min(1) }).optional(),
  /** `plugin[-instance]/type[-instance]` of the predicted value. */
  output: z
    .string()
    .refine(
      accepts((text) => parseIdentifier(`host/${text}`)),
      {
        error: 'expected plugin[-instance]/type[-instance], such as dma/memory',
      },
    )
    .optional(),
});

const targetName = z
  .string()
  .refine(
    (name) =>
      name !== 'self' && accepts((type) => formatIdentifier({ host: 'h', plugin: 'dma', type }))(name),
    { error: 'a target\'s name holds no slash, hyphen or control character, and is not "self"' },
  );

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
  /** How often Redis is asked for new samples. */
  roundSeconds: z.number().min(0.05).max(3600).default(1),
  /** collectd's TypesDB, in which the types of outputs have to be. */
  typesDb: z.string().min(1).default(defaultTypesDb),
  targets: z
    .record(targetName, target)
    .refine((targets) => Object.keys(targets).length > 0, { error: 'name at least one target' }),
  spool: z.string().startsWith('/', 'expected an absolute path').default('/var/spool/collectd-dma'),
  /** Which notifications are delivered: those about our own values, or all of collectd's. */
  forward: z.enum(['dma', 'all']).default('dma'),
  /** Checked by the notifiers themselves. */
  notifiers: z.record(z.string(), z.unknown()).default({ log: {} }),
});

export type Config = z.output<typeof configSchema>;
export type TargetConfig = z.output<typeof target>;

/** What holds without a file: memory is predicted, notifications go to log_notify.log. */
export const builtIn = {
  targets: {
    memory: { series: '*/memory/memory-used', capacity: '*/memory/memory-*', output: 'dma/memory' },
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

/** The first complaint of a schema, as one line with the value that it is about. */
export function configErrorOf(
  error: z.ZodError,
  path: string,
  raw: unknown,
  prefix: readonly PropertyKey[] = [],
): ConfigError {
  // A misspelt option is also a missing one; the misspelling is what helps.
  const issue = error.issues.find(({ code }) => code === 'unrecognized_keys') ?? error.issues[0]!;
  const where = (keys: readonly PropertyKey[]): string =>
    `${path}: ${[...prefix, ...keys].map(String).join('.')}`;
  if (issue.code === 'unrecognized_keys') {
    return new ConfigError(`${where([...issue.path, issue.keys[0]!])}: there is no such option`);
  }
  const value = issue.path.reduce<unknown>(
    (node, key) => (node as Record<PropertyKey, unknown> | undefined)?.[key],
    raw,
  );
  if (value === undefined) return new ConfigError(`${where(issue.path)}: is missing (${issue.message})`);
  const rule = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
  return new ConfigError(`${where(issue.path)}: ${rule}, not ${JSON.stringify(value).slice(0, 120)}`);
}

function accepts(parse: (text: string) => unknown): (text: string) => boolean {
  return (text) => {
    try {
      parse(text);
      return true;
    } catch {
      return false;
    }
  };
}
