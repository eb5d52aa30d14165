import { z } from 'zod';
import { decodePercents } from '../secrets/encoded-word.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import { delivered, type Delivery, type NotifierContext } from '../notifier.ts';
import { basicAuthorization } from './basic-auth.ts';
import type { Failure } from './http-outcome.ts';
import { readSecretFile } from './local-file.ts';
import { isWithoutProxy } from './no-proxy.ts';
import { isProxyUrl, proxyRule, type ProxyOptions } from './proxy-options.ts';

/** The proxy for one request. */
export interface Proxy {
  readonly kind: 'proxy';
  /** Without user name and password. */
  readonly url: URL;
  /** The value of Proxy-Authorization. */
  readonly authorization: string | undefined;
}

/** A request goes straight to its receiver. */
const direct = { kind: 'direct' } as const;

type Env = (name: string) => string | undefined;

const variables = {
  'http:': ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'],
  'https:': ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'],
};

/** Chooses the proxy for each request: by the options, or else by the environment. */
export class ProxyChoice {
  readonly #options: ProxyOptions;
  readonly #env: Env;
  readonly #secrets: KnownSecrets;

  /**
   * Does no I/O.
   *
   * @throws ZodError when a variable that counts does not name an HTTP proxy
   */
  constructor(options: ProxyOptions, { env, secrets }: Pick<NotifierContext, 'env' | 'secrets'>) {
    this.#options = options;
    this.#env = env;
    this.#secrets = secrets;
    if (options.proxy !== undefined) return;
    for (const names of Object.values(variables)) {
      const [name, value] = firstSet(names, env) ?? [];
      if (value === undefined || isProxyUrl(withScheme(value))) continue;
      const message = `${name} must be ${proxyRule}; proxy: off ignores it`;
      throw new z.ZodError([{ code: 'custom', path: ['proxy'], message, input: undefined }]);
    }
  }

  /** Chooses the proxy for a URL; the password is read each time. Fails with `io`, see `readSecretFile`. */
  async choose(url: string): Promise<Proxy | typeof direct | Failure> {
    const { proxy, proxyAuth } = this.#options;
    // The request will tell about a URL that cannot be parsed, such as one of Keystone's catalog.
    if (proxy === 'off' || !URL.canParse(url)) return direct;
    if (proxy === undefined) return this.#chooseByVariables(new URL(url));
    const password = proxyAuth && (await readSecretFile(proxyAuth.passwordFile, this.#secrets));
    if (password?.kind === 'failed') return password;
    const authorization = proxyAuth && password && basicAuthorization(proxyAuth.username, password.text);
    return this.#proxy(new URL(proxy), authorization);
  }

  /** Reads the password, for `checkFiles` of a notifier. */
  async checkFiles(): Promise<Delivery> {
    const { passwordFile } = this.#options.proxyAuth ?? {};
    const password =
      passwordFile === undefined ? undefined : await readSecretFile(passwordFile, this.#secrets);
    return password?.kind === 'failed' ? password.delivery : delivered;
  }

  #chooseByVariables(url: URL): Proxy | typeof direct {
    const names = url.protocol === 'https:' ? variables['https:'] : variables['http:'];
    const [, value] = firstSet(names, this.#env) ?? [];
    const [, noProxy = ''] = firstSet(['no_proxy', 'NO_PROXY'], this.#env) ?? [];
    if (value === undefined || isWithoutProxy(noProxy, url)) return direct;
    const proxy = new URL(withScheme(value));
    const { username, password } = proxy;
    proxy.username = '';
    proxy.password = '';
    const authorization =
      username || password
        ? basicAuthorization(decodePercents(username), decodePercents(password))
        : undefined;
    return this.#proxy(proxy, authorization);
  }

  #proxy(url: URL, authorization: string | undefined): Proxy {
    if (authorization !== undefined) this.#secrets.add(authorization);
    return { kind: 'proxy', url, authorization };
  }
}

function firstSet(names: readonly string[], env: Env): [name: string, value: string] | undefined {
  for (const name of names) {
    const value = env(name)?.trim();
    if (value) return [name, value];
  }
  return undefined;
}

function withScheme(value: string): string {
  return value.includes('://') ? value : `http://${value}`;
}
