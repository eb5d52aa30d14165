import { z } from 'zod';
import { accessOptions } from '../../notifiers/http-client/http-access.ts';
import { defaultPrefix } from './write-redis.ts';

/** Ends the checks of a URL: those that follow would print it, with the password. */
const isWithoutLogin = (url: string): boolean => !/@|password=/i.test(url);

/** Whether the client can make something of it. */
function isRedisUrl(url: string): boolean {
  if (/^unix:\/\/\/[^?#]+$/.test(url)) return true;
  if (!/^rediss?:\/\/[^/?#]+(\/\d*)?$/.test(url) || !URL.canParse(url)) return false;
  return new URL(url).hostname !== '';
}

/** Where write_redis' data are, and how one shows who one is there: the section `redis` of dma.yaml. */
export const redisSchema = z
  .strictObject({
    /** `redis://host:port/database`, `rediss://...` with TLS, or `unix:///path`. */
    url: z
      .string()
      .refine(isWithoutLogin, {
        error: 'must hold no user name and no password: they go into redis.username and redis.passwordFile',
        params: { isWhole: true },
        abort: true,
      })
      .refine(isRedisUrl, 'expected redis://host:port/database, rediss://... with TLS, or unix:///path')
      .default('redis://127.0.0.1:6379'),
    /** write_redis' Prefix. */
    prefix: z.string().default(defaultPrefix),
    /** A user of Redis' ACL. (Default: `default`, whom a password alone logs in) */
    username: z
      .string()
      .regex(/^[^\s\p{Cc}]+$/u, 'must hold no space and no control character')
      .optional(),
    /** A file with the password, readable by us alone; read at each connection. (Default: no password) */
    passwordFile: z.string().min(1).optional(),
    /** PEM certificates to trust instead of the system's, with `rediss://`; read at each connection. */
    caFile: accessOptions.caFile,
    /** PEM files of ours that are shown where Redis asks for a certificate; read at each connection. (Default: none) */
    clientCertificate: accessOptions.clientCertificate,
  })
  .superRefine((options, context) => {
    for (const option of ['caFile', 'clientCertificate'] as const) {
      if (options[option] === undefined || options.url.startsWith('rediss://')) continue;
      const message = 'is of no use without TLS: redis.url has to begin with rediss://';
      context.addIssue({ code: 'custom', path: [option], message, params: { isWhole: true } });
    }
  });

/** These options, checked. */
export type RedisConfig = z.output<typeof redisSchema>;
