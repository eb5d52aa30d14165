import assert from 'node:assert/strict';
import { ConfigError } from '../../../../plugins/process/config-error.ts';
import { parseConfig } from '../../../../plugins/config/config.ts';

describe('the configuration of Redis', () => {
  const urls = [
    'redis://127.0.0.1:6379',
    'redis://redis.example',
    'redis://redis.example/',
    'redis://redis.example:6380/3',
    'redis://[::1]:6379/15',
    'rediss://redis.example:6380',
    'unix:///run/redis/redis.sock',
  ];
  for (const url of urls) {
    it(`takes ${url}`, () => {
      assert.equal(parseConfig(JSON.stringify({ redis: { url } }), 'f').redis.url, url);
    });
  }

  it('takes a user, and the files of TLS', () => {
    const redis = {
      url: 'rediss://redis.example',
      prefix: 'c/',
      username: 'dma',
      passwordFile: '/p',
      caFile: '/ca.pem',
      clientCertificate: { certFile: '/c.pem', keyFile: '/c.key', passphraseFile: '/c.pass' },
    };
    assert.deepEqual(parseConfig(JSON.stringify({ redis }), 'f').redis, redis);
  });

  it('takes Sentinels and the name of the primary', () => {
    const redis = {
      url: 'rediss://any/2',
      prefix: 'c/',
      sentinels: ['s1', '[::1]:26380'],
      name: 'my-master.1',
    };
    assert.deepEqual(parseConfig(JSON.stringify({ redis }), 'f').redis, redis);
    for (const sentinels of [[], ['redis://s1'], ['s1:port'], ['user@s1']])
      assert.throws(
        () => parseConfig(JSON.stringify({ redis: { ...redis, sentinels } }), 'f'),
        /redis\.sentinels/,
      );
  });

  const urlRule =
    'redis.url: expected redis://host:port/database, rediss://... with TLS, or unix:///path, not ';
  const noLogin =
    'redis.url: must hold no user name and no password: they go into redis.username and redis.passwordFile';
  const noUse = 'is of no use without TLS: redis.url has to begin with rediss://';
  const wrong: readonly (readonly [redis: object, message: string])[] = [
    [{ url: 'http://h' }, `${urlRule}"http://h"`],
    [{ url: 'redis://' }, `${urlRule}"redis://"`],
    [{ url: 'redis://h:66666' }, `${urlRule}"redis://h:66666"`],
    [{ url: 'redis://h/first' }, `${urlRule}"redis://h/first"`],
    [{ url: 'redis://h?db=1' }, `${urlRule}"redis://h?db=1"`],
    [{ url: 'xredis://h' }, `${urlRule}"xredis://h"`],
    [{ url: 'xunix:///s' }, `${urlRule}"xunix:///s"`],
    [{ url: 'unix:///s?db=1' }, `${urlRule}"unix:///s?db=1"`],
    [{ url: 'http://h', caFile: '/ca.pem' }, `${urlRule}"http://h"`],
    [{ url: 'unix://run/redis.sock' }, `${urlRule}"unix://run/redis.sock"`],
    [{ username: 'a b' }, 'redis.username: must hold no space and no control character, not "a b"'],
    [{ passwordFile: '' }, 'redis.passwordFile: must not be empty, not ""'],
    [{ caFile: '/ca.pem' }, `redis.caFile: ${noUse}`],
    [
      { url: 'unix:///s', clientCertificate: { certFile: '/c', keyFile: '/k' } },
      `redis.clientCertificate: ${noUse}`,
    ],
    [
      { url: 'rediss://h', clientCertificate: { certFile: '/c' } },
      'redis.clientCertificate.keyFile: is missing (must be text)',
    ],
    [{ password: 'x' }, 'redis.password: there is no such option; did you mean passwordFile?'],
    [
      { cluster: ['r1'], sentinels: ['s1'], name: 'mymaster' },
      'redis.cluster: is given beside redis.sentinels; a cluster needs none',
    ],
    [
      { url: 'unix:///s', cluster: ['r1'] },
      'redis.url: is a Unix socket, where redis.cluster says the addresses',
    ],
    [
      { url: 'redis://r1/2', cluster: ['r1'] },
      'redis.url: names a database, and a cluster has number 0 alone',
    ],
    [{ sentinels: ['s1'] }, 'redis.sentinels: is of no use without redis.name, the name of the primary'],
    [{ name: 'mymaster' }, 'redis.name: is of no use without redis.sentinels'],
    [
      { url: 'unix:///s', sentinels: ['s1'], name: 'mymaster' },
      'redis.url: is a Unix socket, where redis.sentinels say the address',
    ],
  ];
  for (const [redis, message] of wrong) {
    it(`refuses ${JSON.stringify(redis)} in one line`, () => assertRefused(redis, message));
  }

  for (const url of [
    'redis://:SeKrEt@h',
    'redis://dma:SeKrEt@h:1/2',
    'rediss://dma@h',
    'http://a:SeKrEt@h',
  ]) {
    it(`refuses a login in ${url}, without repeating it`, () => assertRefused({ url }, noLogin));
  }
});

function assertRefused(redis: object, message: string): void {
  assert.throws(
    () => parseConfig(JSON.stringify({ redis }), '/etc/dma.yaml'),
    (error: Error) => {
      assert.ok(error instanceof ConfigError, error.stack);
      assert.equal(error.message.replace(/:\d+:\d+: /, ': '), `/etc/dma.yaml: ${message}`);
      return true;
    },
  );
}
