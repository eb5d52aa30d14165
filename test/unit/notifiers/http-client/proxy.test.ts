import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isWithoutProxy } from '../../../../notifiers/http-client/no-proxy.ts';
import { checkProxyOptions, proxyOptions } from '../../../../notifiers/http-client/proxy-options.ts';
import { ProxyChoice } from '../../../../notifiers/http-client/proxy.ts';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { evenWhenBroken } from '../../../../notifiers/option-meta.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const schema = z.strictObject(proxyOptions).superRefine(checkProxyOptions, evenWhenBroken);

const contextOf = (env: Readonly<Record<string, string>>, secrets = new KnownSecrets()) => ({
  env: (name: string) => env[name],
  secrets,
});

async function chosen(
  url: string,
  env: Readonly<Record<string, string>>,
  options: z.input<typeof schema> = {},
): Promise<string> {
  const proxy = await new ProxyChoice(schema.parse(options), contextOf(env)).choose(url);
  if (proxy.kind !== 'proxy') return proxy.kind;
  const { authorization = '' } = proxy;
  return `${proxy.url.href} ${Buffer.from(authorization.replace('Basic ', ''), 'base64').toString()}`.trim();
}

describe('the proxy for a request', () => {
  const scratch = scratchFolder();

  it('is the one that the environment names for the scheme of the receiver, lower case first', async () => {
    const env = { HTTP_PROXY: 'http://a:1', HTTPS_PROXY: 'http://b:2' };
    assert.equal(await chosen('http://x/', env), 'http://a:1/');
    assert.equal(await chosen('https://x/', env), 'http://b:2/');
    assert.equal(await chosen('https://x/', { ...env, https_proxy: 'https://c:3' }), 'https://c:3/');
    assert.equal(await chosen('https://x/', { HTTP_PROXY: 'http://a:1' }), 'direct');
    assert.equal(await chosen('https://x/', { all_proxy: 'a:1' }), 'http://a:1/');
    assert.equal(await chosen('http://x/', { http_proxy: ' ', HTTP_PROXY: ' http://a:1 ' }), 'http://a:1/');
    assert.equal(await chosen('http://x/', {}), 'direct');
  });

  it('has the user and password of the variable, which may be percent-encoded', async () => {
    assert.equal(await chosen('http://x/', { HTTP_PROXY: 'http://u:p%40ss@a:1' }), 'http://a:1/ u:p@ss');
    assert.equal(await chosen('http://x/', { HTTP_PROXY: 'http://u:100%@a:1' }), 'http://a:1/ u:100%');
    assert.equal(await chosen('http://x/', { HTTP_PROXY: 'http://u@a:1' }), 'http://a:1/ u:');
    assert.equal(await chosen('http://x/', { HTTP_PROXY: 'http://:p@a:1' }), 'http://a:1/ :p');
  });

  it('makes its password a known secret, in each form', async () => {
    const secrets = new KnownSecrets();
    const env = { HTTP_PROXY: 'http://user:s3cretWord@a:1' };
    const choice = new ProxyChoice(schema.parse({}), contextOf(env, secrets));
    const proxy = await choice.choose('http://x/');
    assert.ok(proxy.kind === 'proxy');
    assert.equal(secrets.strike(`407 s3cretWord, ${proxy.authorization}`), '407 ***, ***');
  });

  it('is none for a URL that cannot be parsed, about which the request will tell', async () => {
    assert.equal(await chosen('nonsense', { HTTP_PROXY: 'http://a:1' }), 'direct');
  });

  it('is none for what NO_PROXY names', async () => {
    const env = { HTTP_PROXY: 'http://a:1', NO_PROXY: 'localhost, .example.org' };
    assert.equal(await chosen('http://localhost:9093/', env), 'direct');
    assert.equal(await chosen('http://a.example.org/', env), 'direct');
    assert.equal(await chosen('http://a.example.com/', env), 'http://a:1/');
    assert.equal(await chosen('http://localhost/', { ...env, no_proxy: 'other' }), 'http://a:1/');
  });

  for (const [noProxy, url, isNamed] of [
    ['*', 'http://any.test/', true],
    ['example.org', 'http://example.org/', true],
    ['example.org', 'http://sub.example.org./', true],
    ['example.org', 'http://notexample.org/', false],
    ['.example.org', 'http://example.org/', true],
    ['*.example.org', 'http://a.b.example.org/', true],
    ['EXAMPLE.org', 'http://Example.ORG/', true],
    ['example.org:8080', 'http://example.org:8080/', true],
    ['example.org:8080', 'http://example.org/', false],
    ['example.org:443', 'https://example.org/', true],
    ['example.org:443', 'http://example.org/', false],
    ['example.org:80', 'http://example.org/', true],
    ['example.org:80x', 'http://example.org/', false],
    ['a b,c', 'http://b/', true],
    ['a , ,b', 'http://b/', true],
    ['', 'http://b/', false],
    [',', 'http://b/', false],
    ['.', 'http://b/', false],
    ['10.0.0.0/8', 'http://10.2.3.4/', true],
    ['10.0.0.0/8', 'http://11.2.3.4/', false],
    ['0.0.0.0/0', 'http://10.2.3.4/', true],
    ['10.2.3.4/32', 'http://10.2.3.4/', true],
    ['10.0.0.0/33', 'http://10.2.3.4/', false],
    ['10.0.0.0/-1', 'http://10.2.3.4/', false],
    ['10.0.0.0/7.5', 'http://10.2.3.4/', false],
    ['10.0.0.0/', 'http://11.2.3.4/', false],
    ['10.0.0.0/8', 'http://10.example.org/', false],
    ['192.0.2.1', 'http://192.0.2.1:8080/', true],
    ['192.0.2.1:80', 'http://192.0.2.1:8080/', false],
    ['2.1', 'http://192.0.2.1/', false],
    ['::1', 'http://[::1]:9093/', true],
    ['[::1]', 'http://[::1]/', true],
    ['[::1]:9093', 'http://[::1]:9093/', true],
    ['[::1]:9093', 'http://[::1]/', false],
    ['2001:db8::1', 'http://[2001:db8::1]/', true],
    ['2001:db8::1', 'http://[2001:db8::2]/', false],
    ['2001:db8::/32', 'http://[2001:db8:5::1]/', true],
    ['2001:db8::/32', 'http://[2001:db9::1]/', false],
  ] as const)
    it(`NO_PROXY="${noProxy}" ${isNamed ? 'names' : 'does not name'} the host of ${url}`, () => {
      assert.equal(isWithoutProxy(noProxy, new URL(url)), isNamed);
    });

  it('is that of the options, whatever the environment says, with its password from a file', async () => {
    const env = { HTTP_PROXY: 'http://a:1', NO_PROXY: '*' };
    assert.equal(await chosen('http://x/', env, { proxy: 'off' }), 'direct');
    assert.equal(await chosen('http://x/', env, { proxy: 'http://p:3128' }), 'http://p:3128/');
    const passwordFile = join(scratch(), 'password');
    const options = { proxy: 'http://p:3128', proxyAuth: { username: 'dma', passwordFile } };
    assert.equal(await chosen('http://x/', env, options), 'failed');
    const choice = new ProxyChoice(schema.parse(options), contextOf({}));
    assert.equal((await choice.checkFiles()).outcome, 'failed');
    await writeFile(passwordFile, 's3cret\n', { mode: 0o600 });
    assert.equal(await chosen('http://x/', env, options), 'http://p:3128/ dma:s3cret');
    assert.equal((await choice.checkFiles()).outcome, 'delivered');
    const open = new ProxyChoice(schema.parse({ proxy: 'http://p:3128' }), contextOf({}));
    assert.equal((await open.checkFiles()).outcome, 'delivered');
  });

  it('is refused at the start where it is not an HTTP proxy, without a word of a password', () => {
    for (const value of [
      'socks5://u:SeKrEt@a:1',
      'http://u:SeKrEt@a:1/path',
      'http://u:SeKrEt@[',
      'http://unix',
      'http://a:1/?SeKrEt',
      'http://a:1/#SeKrEt',
      'see http://a:1',
    ]) {
      const create = (env: Record<string, string>) => () => new ProxyChoice(schema.parse({}), contextOf(env));
      assert.throws(create({ HTTPS_PROXY: value }), (error: z.ZodError) => {
        assert.match(error.message, /HTTPS_PROXY must be/);
        assert.deepEqual(error.issues[0]?.path, ['proxy']);
        return !error.message.includes('SeKrEt');
      });
      assert.doesNotThrow(
        () => new ProxyChoice(schema.parse({ proxy: 'off' }), contextOf({ HTTPS_PROXY: value })),
      );
      const { error } = schema.safeParse({ proxy: value });
      assert.match(error?.issues[0]?.message ?? '', /^must be/);
      assert.ok(!JSON.stringify(error).includes('SeKrEt'));
    }
    for (const proxy of ['http://u:SeKrEt@a:1', 'http://u@a:1', 'http://:SeKrEt@a:1']) {
      const [issue] = schema.safeParse({ proxy }).error!.issues;
      assert.match(issue!.message, /proxyAuth/);
      assert.deepEqual(issue!.code === 'custom' && issue.params, { isWhole: true });
    }
    const proxyAuth = { username: 'u', passwordFile: '/x' };
    for (const options of [{ proxyAuth }, { proxy: 'off', proxyAuth }]) {
      const alone = schema.safeParse(options);
      assert.deepEqual(alone.error?.issues[0]?.path, ['proxyAuth']);
    }
    const both = schema.safeParse({ proxy: 'nonsense', proxyAuth });
    assert.deepEqual(
      both.error?.issues.map(({ path }) => path),
      [['proxy']],
    );
  });
});
