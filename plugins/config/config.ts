import { z } from 'zod';
import { evenWhenBroken, section } from '../../notifiers/option-meta.ts';
import { redisSchema } from '../redis/options.ts';
import { spoolLimitsSchema } from '../spool/limits.ts';
import { dashboardSchema } from './dashboard-config.ts';
import { relaySchema } from './relay-config.ts';
import { checkOutputs } from './output-rules.ts';
import { checkTargetNames, targetSchema } from './target-config.ts';
import { defaultTypesDb } from '../collectd/types-db.ts';
import { parseConfigText, readConfigText, type ConfigText } from './config-text.ts';
import { problemsOf, type OptionProblem } from './option-problem.ts';

/** The socket of collectd in the shipped configuration. */
export const defaultSocket = '/var/run/collectd-unixsock';

/** Schema of dma.yaml; options of notifiers have schemas of their own. */
export const configSchema = z.strictObject({
  redis: section(redisSchema).meta({
    description: 'The Redis in which the write_redis plugin of collectd keeps the raw data.',
    since: '0.1.0',
  }),
  output: z
    .union([z.literal('exec'), z.strictObject({ unixsock: z.string().min(1) })], {
      error: "expected exec, or {unixsock: ...} with the path of collectd's socket",
    })
    .default('exec')
    .meta({
      description:
        'The destination of predictions: exec when collectd starts `dma predict` itself, as conf.d/dma.conf does, or {unixsock: /var/run/collectd-unixsock} for the socket of its unixsock plugin.',
      examples: [{ unixsock: defaultSocket }],
      since: '0.1.0',
    }),
  cache: z
    .union([z.literal('off'), z.strictObject({ unixsock: z.string().min(1) })], {
      error: "expected off, or {unixsock: ...} with the path of collectd's socket",
    })
    .optional()
    .meta({
      description:
        'The socket of collectd, {unixsock: path}, from whose cache samples are read while none arrive in Redis, or off. write_redis does not reconnect after a restart of Redis, so this bridges the time until collectd is restarted. Where the SocketGroup is another one than the group of the user of dma, it is named in collectd: Exec "collectd-dma:GROUP" "dma" "predict".',
      examples: ['off'],
      defaultText: `the socket of output, else ${defaultSocket}`,
      since: '0.1.0',
    }),
  roundSeconds: z
    .number()
    .min(0.05)
    .max(3600)
    .default(1)
    .meta({
      description: 'The interval at which Redis is asked for new samples, in seconds.',
      examples: [5],
      since: '0.1.0',
    }),
  publish: z
    .enum(['all', 'atRisk'])
    .optional()
    .meta({
      description:
        'Which series collectd is given all values of. With `all`, each series at each sample. With `atRisk`, those that a sample may raise an alert of; of the others, only a risk of 0 comes, once a minute. A series without evidence then takes some hundred bytes instead of 60 kB, and its past is read again from Redis when it needs more; alerts are the same.',
      examples: ['atRisk'],
      defaultText: '`all` for fewer than 2000 series, else `atRisk`',
      since: '0.1.0',
    }),
  typesDb: z
    .union(
      [
        z
          .string()
          .min(1)
          .transform((file) => [file]),
        z.array(z.string().min(1)).min(1),
      ],
      { error: 'expected the path of a file, or a list of paths' },
    )
    .prefault(defaultTypesDb)
    .meta({
      description:
        'The TypesDB of collectd, or a list of its files. They have to contain the types of all outputs.',
      examples: [['/usr/share/collectd/types.db', '/etc/collectd/my_types.db']],
      since: '0.1.0',
    }),
  targets: z
    .record(z.string(), targetSchema)
    .superRefine(checkTargetNames, evenWhenBroken)
    .superRefine(checkOutputs, evenWhenBroken)
    .refine((targets) => Object.keys(targets).length > 0, { error: 'name at least one target' })
    .meta({
      description:
        'The targets of prediction. The name of each is part of the values given back to collectd: <host>/dma-memory/percent-risk.',
      defaultText: 'memory and disk, as shown',
      since: '0.1.0',
    }),
  spool: z
    .string()
    .startsWith('/', 'expected an absolute path')
    .default('/var/spool/collectd-dma')
    .meta({
      description:
        'The folder between the notifications of collectd and the notifiers. Tell dma-enqueue as well if it is another one.',
      examples: ['/srv/spool/collectd-dma'],
      since: '0.1.0',
    }),
  writer: z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'expected 1 to 255 characters of printable ASCII without spaces')
    .optional()
    .meta({
      description:
        'The name under which this machine writes to a receiver that several machines share (congress). Set it where a shell, such as that of `dma events`, does not know the Hostname of collectd.',
      examples: ['controller1.example.org'],
      defaultText: 'the Hostname of collectd, in a shell the name of the machine',
      variable: 'COLLECTD_HOSTNAME',
      since: '0.1.0',
    }),
  spoolLimits: section(spoolLimitsSchema).meta({
    description: 'The limits of the spool. `dma spool list` shows what waits, what failed, and why.',
    examples: [{ events: 1000, days: 7 }],
    since: '0.1.0',
  }),
  forward: z
    .enum(['dma', 'all'])
    .default('dma')
    .meta({
      description:
        'The notifications to deliver: those about risks, predicted values and the health of dma, or all of collectd.',
      examples: ['all'],
      since: '0.1.0',
    }),
  relay: section(relaySchema).meta({
    description:
      'The port and the memory of `dma relay`, for whoever starts it. It writes to the Redis of the section redis.',
    since: '0.1.0',
  }),
  dashboard: section(dashboardSchema).meta({
    description: 'The page, the REST API and the metrics of `dma dashboard`, for whoever starts it.',
    since: '0.2.0',
  }),
  /** Checked entry by entry against the registry of notifiers. */
  notifiers: z.record(z.string(), z.unknown()).default({ log: {} }).meta({
    description:
      'Who is told. Every notifier gets every event, unless its `route` narrows that. A notifier may stand here several times: a hyphen and a suffix tell them apart, as in http-oncall.',
    since: '0.1.0',
  }),
});

export type Config = z.output<typeof configSchema>;

/** The socket over which collectd is asked for samples; undefined when it is not asked. */
export function cacheSocket({ cache, output }: Pick<Config, 'cache' | 'output'>): string | undefined {
  if (cache === 'off') return undefined;
  if (cache !== undefined) return cache.unixsock;
  return output === 'exec' ? defaultSocket : output.unixsock;
}

/** The configuration without a file: memory and disks are predicted, alerts go to log_notify.log. */
export const builtIn = {
  targets: {
    memory: {
      series: '*/memory/memory-used',
      capacity: '*/memory/memory-{used,free,cached,buffered,slab_recl,slab_unrecl}',
      output: 'dma/memory',
    },
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
 * Reads and checks the configuration, before any other I/O. `configuredNotifiers` checks the options of notifiers.
 *
 * @param file a path; undefined for the default one, which may be missing
 * @throws ConfigError
 */
export function loadConfig(file: string | undefined): Config {
  return configOf(readConfigText(file));
}

/**
 * Checks the text of a configuration.
 *
 * @param file for messages
 * @throws ConfigError
 */
export function parseConfig(text: string, file: string): Config {
  return configOf(parseConfigText(text, file));
}

/** @throws ConfigError that tells all problems, but for those of notifiers' options */
export function configOf(text: ConfigText): Config {
  const { config, problems } = checkConfig(text);
  text.refuse(problems);
  return config!;
}

/** A configuration, or what is wrong with it. */
export function checkConfig(text: ConfigText): {
  readonly config: Config | undefined;
  readonly problems: readonly OptionProblem[];
} {
  const given = { ...builtIn, ...text.values };
  const { data: config, error } = configSchema.safeParse(given);
  return { config, problems: error ? problemsOf(error, { schema: configSchema, given, prefix: [] }) : [] };
}
