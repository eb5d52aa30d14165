import { z } from 'zod';
import { accessOptions } from '../../notifiers/http-client/http-access.ts';
import { brokenOptions, evenWhenBroken } from '../../notifiers/option-meta.ts';
import { defaultPrefix } from './write-redis.ts';

/** Ends the checks of a URL: later messages would print it, with the password. */
const isWithoutLogin = (url: string): boolean => !/@|password=/i.test(url);

function isRedisUrl(url: string): boolean {
  if (/^unix:\/\/\/[^?#]+$/.test(url)) return true;
  if (!/^rediss?:\/\/[^/?#]+(\/\d*)?$/.test(url) || !URL.canParse(url)) return false;
  return new URL(url).hostname !== '';
}

/** A name or an address, and perhaps a port. */
const serverAddress = /^(?:\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i;

/** The section `redis` of dma.yaml: where the data of write_redis are, and the credentials for it. */
export const redisSchema = z
  .strictObject({
    url: z
      .string()
      .refine(isWithoutLogin, {
        error: 'must hold no user name and no password: they go into redis.username and redis.passwordFile',
        params: { isWhole: true },
        abort: true,
      })
      .refine(isRedisUrl, 'expected redis://host:port/database, rediss://... with TLS, or unix:///path')
      .default('redis://127.0.0.1:6379')
      .meta({
        description:
          'The address of Redis: redis://host:port/database, rediss://... with TLS, or unix:///path. User name and password have options of their own.',
        examples: ['unix:///run/redis/redis.sock'],
        since: '0.1.0',
      }),
    sentinels: z
      .array(
        z
          .string()
          .regex(serverAddress, 'expected a name or an address, and a port: redis1.example.org:26379'),
      )
      .min(1)
      .optional()
      .meta({
        description:
          'The Sentinels that say where the primary of `name` is, at each connection. Of `url`, rediss:// (for Redis and the Sentinels) and the number of the database still count. Where the Sentinels ask for a password, they get that of Redis.',
        examples: [['redis1.example.org:26379', 'redis2.example.org:26379', 'redis3.example.org:26379']],
        beside: { name: 'mymaster' },
        defaultText: 'none, Redis is at url',
        since: '0.1.0',
      }),
    name: z
      .string()
      .regex(/^[\w.-]{1,100}$/, 'expected letters, digits, and . _ -')
      .optional()
      .meta({
        description: 'The name of the primary in the configuration of the Sentinels.',
        examples: ['mymaster'],
        beside: { sentinels: ['redis1.example.org:26379'] },
        defaultText: 'none',
        since: '0.1.0',
      }),
    cluster: z
      .array(
        z.string().regex(serverAddress, 'expected a name or an address, and a port: redis1.example.org:6379'),
      )
      .min(1)
      .optional()
      .meta({
        description:
          'Servers of a Redis Cluster, of which any says which others there are. Each series is read at the primary of its slot. Of `url`, only rediss:// still counts. write_redis knows no cluster: it writes to `dma relay`.',
        examples: [['redis1.example.org:6379', 'redis2.example.org:6379', 'redis3.example.org:6379']],
        defaultText: 'none, Redis is at url',
        since: '0.2.0',
      }),
    prefix: z
      .string()
      .default(defaultPrefix)
      .meta({
        description: 'The Prefix of write_redis.',
        examples: ['metrics/'],
        since: '0.1.0',
      }),
    username: z
      .string()
      .regex(/^[^\s\p{Cc}]+$/u, 'must hold no space and no control character')
      .optional()
      .meta({
        description: 'The user of the ACL of Redis.',
        examples: ['dma'],
        defaultText: 'the user `default`, whom a password alone logs in',
        since: '0.1.0',
      }),
    passwordFile: z
      .string()
      .min(1)
      .optional()
      .meta({
        description:
          'The file with the password, readable by the user of dma alone (chmod 600); it is read at each connection. write_redis of collectd cannot send a password. Where Redis asks for one, give dma a user of its own (ACL SETUSER dma on >... ~collectd/* +sscan +zrange +info), and let the user `default`, which collectd is, write without one.',
        examples: ['/etc/collectd-dma/redis-password'],
        defaultText: 'no password',
        since: '0.1.0',
      }),
    caFile: accessOptions.caFile.meta({
      description:
        'For rediss://: a file with the certificates (PEM) to trust instead of those of the system. write_redis speaks no TLS: it needs a port without TLS, or a tunnel.',
      examples: ['/etc/collectd-dma/redis-ca.pem'],
      beside: { url: 'rediss://redis.example.org:6380' },
      defaultText: 'the certificates of the system',
      since: '0.1.0',
    }),
    clientCertificate: accessOptions.clientCertificate.meta({
      description: 'For rediss://: the certificate to show when Redis asks for one.',
      examples: [{ certFile: '/etc/collectd-dma/redis.pem', keyFile: '/etc/collectd-dma/redis.key' }],
      beside: { url: 'rediss://redis.example.org:6380' },
      defaultText: 'none',
      since: '0.1.0',
    }),
  })
  .superRefine((options, context) => {
    const broken = brokenOptions(context);
    const refuse = (option: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [option], message, params: { isWhole: true } });
    if (!broken.has('sentinels') && !broken.has('name')) {
      if (options.sentinels && options.name === undefined)
        refuse('sentinels', 'is of no use without redis.name, the name of the primary');
      if (options.name !== undefined && !options.sentinels)
        refuse('name', 'is of no use without redis.sentinels');
      if (options.sentinels && options.url.startsWith('unix:'))
        refuse('url', 'is a Unix socket, where redis.sentinels say the address');
    }
    if (options.cluster && !broken.has('cluster')) {
      if (options.sentinels) refuse('cluster', 'is given beside redis.sentinels; a cluster needs none');
      if (options.url.startsWith('unix:'))
        refuse('url', 'is a Unix socket, where redis.cluster says the addresses');
      else if (/\/[1-9]\d*$/.test(options.url))
        refuse('url', 'names a database, and a cluster has number 0 alone');
    }
    if (broken.has('url')) return;
    for (const option of ['caFile', 'clientCertificate'] as const) {
      if (options[option] === undefined || options.url.startsWith('rediss://')) continue;
      refuse(option, 'is of no use without TLS: redis.url has to begin with rediss://');
    }
  }, evenWhenBroken);

export type RedisConfig = z.output<typeof redisSchema>;
