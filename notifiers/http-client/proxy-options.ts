import { z } from 'zod';
import { brokenOptions } from '../option-meta.ts';
import { basicAuthOption } from './basic-auth.ts';

/** The rule for the URL of a proxy. */
export const proxyRule = 'the URL of a proxy, which starts with http:// or https:// and has no path';

/** True for the URL of an HTTP proxy, perhaps with user name and password. */
export function isProxyUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { hostname, pathname, search, hash } = new URL(text);
  return hostname !== 'unix' && pathname === '/' && !search && !hash;
}

/** The options for the proxy of a notifier. */
export const proxyOptions = {
  proxy: z
    .string()
    .superRefine((text, context) => {
      if (text === 'off') return;
      // The text stays out of the messages: it may hold a password.
      const issue = (message: string) =>
        context.addIssue({ code: 'custom', message, params: { isWhole: true } });
      if (!isProxyUrl(text)) issue(`must be off, or ${proxyRule}`);
      else if (new URL(text).username || new URL(text).password)
        issue('must not hold user:password@ (they go into proxyAuth)');
    })
    .optional()
    .meta({
      description:
        'The URL of the HTTP proxy to the receiver, or off for none. Without it, HTTP_PROXY and HTTPS_PROXY (or ALL_PROXY) say the proxy for http:// and https:// receivers, and NO_PROXY names the hosts that are reached without; also in lower case, which wins.',
      examples: ['http://proxy.example.org:3128', 'off'],
      defaultText: 'as the environment says',
      since: '0.2.0',
    }),
  proxyAuth: basicAuthOption({ passwordFile: '/etc/collectd-dma/proxy-password', since: '0.2.0' })
    .optional()
    .meta({
      description: 'User name and password for the proxy that `proxy` names.',
      examples: [{ username: 'dma', passwordFile: '/etc/collectd-dma/proxy-password' }],
      beside: { proxy: 'http://proxy.example.org:3128' },
      defaultText: 'none',
      since: '0.2.0',
    }),
};

/** The checked options. */
export type ProxyOptions = z.output<z.ZodObject<typeof proxyOptions>>;

/** A rule for a `superRefine`: a password is for the proxy of the options, not for any that the environment names. */
export function checkProxyOptions({ proxy, proxyAuth }: ProxyOptions, context: z.RefinementCtx): void {
  if (proxyAuth === undefined || brokenOptions(context).has('proxy')) return;
  if (proxy !== undefined && proxy !== 'off') return;
  const message = 'is of no use without proxy: the URL of the proxy that it is for';
  context.addIssue({ code: 'custom', path: ['proxyAuth'], message, params: { isWhole: true } });
}
