import assert from 'node:assert/strict';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';

const token = 's3cr3t/T0ken+"9\\8&é<x>';

function knowing(...secrets: string[]): KnownSecrets {
  const known = new KnownSecrets();
  for (const secret of secrets) known.add(secret);
  return known;
}

describe('the known secrets of a process', () => {
  const written: Readonly<Record<string, string>> = {
    'as it is': token,
    'in another case, as in the host of a URL': token.toUpperCase(),
    'percent-encoded': encodeURIComponent(token),
    'percent-encoded in lower case': encodeURIComponent(token).toLowerCase(),
    'percent-encoded as a whole URL is': encodeURI(token),
    'in a query': new URLSearchParams({ a: token }).toString().slice(2),
    'in JSON': JSON.stringify(token).slice(1, -1),
    'in JSON in JSON': JSON.stringify(JSON.stringify(token)).slice(3, -3),
    'in JSON as Go, PHP and Python write it': String.raw`s3cr3t\/T0ken+\"9\\8\u0026\u00e9\u003cx\u003e`,
    'in HTML': 's3cr3t/T0ken+&quot;9\\8&amp;&eacute;&lt;x&gt;'.replace('&eacute;', '&#233;'),
    'in HTML by numbers': 's3cr3t&#47;T0ken&#x2B;&#34;9\\8&#38;&#xE9;&#60;x&#x3e;',
    'in ASCII, as our own messages have it': token.replaceAll(/[^\x20-\x7e]/g, '?'),
    'in Base64': Buffer.from(token).toString('base64'),
    'in the Base64 of URLs': Buffer.from(token).toString('base64url'),
  };
  for (const [how, text] of Object.entries(written))
    it(`are struck out of a text, written ${how}`, () => {
      assert.equal(
        knowing(token)
          .strike(`it was ${text}.`)
          .replace(/\*\*\*=*/, '***'),
        'it was ***.',
      );
    });

  it('are struck out with the word that they stand in, where each letter is a number', () => {
    const plain = 's3cr3t/T0ken+9';
    const codes = plain.split('').map((character) => character.charCodeAt(0));
    const hex = codes.map((code) => code.toString(16));
    const ways: Readonly<Record<string, string>> = {
      percent: hex.map((code) => `%${code}`).join(''),
      'percent, twice': hex.map((code) => `%25${code}`).join(''),
      'percent, three times': hex.map((code) => `%2525${code}`).join(''),
      'percent in upper case': hex.map((code) => `%${code.toUpperCase()}`).join(''),
      'JSON in JSON': hex.map((code) => `\\\\u00${code}`).join(''),
      'HTML with zeros': codes.map((code) => `&#0${code};`).join(''),
      JSON: hex.map((code) => `\\u00${code}`).join(''),
      C: hex.map((code) => `\\x${code}`).join(''),
      HTML: codes.map((code) => `&#${code};`).join(''),
      'HTML, hex': hex.map((code) => `&#x${code};`).join(''),
      'hex digits': hex.join(''),
    };
    for (const [way, text] of Object.entries(ways))
      for (const before of ['key=', ''])
        assert.equal(knowing(plain).strike(`it was ${before}${text}.`), 'it was ***', way);
    const others = 'not 0123456789abcdef, nor %41%42%43%44 or \\u0041BCDEF';
    assert.equal(knowing(plain).strike(others), others);
  });

  for (const [how, secret, text] of [
    ['a space as a plus sign', 'open sesame 1', 'open+sesame+1'],
    ['several backslashes in JSON', 'pass\\\\word', String.raw`pass\\\\word`],
    ['an apostrophe in HTML', "pass'word1", 'pass&apos;word1'],
    ['an apostrophe in HTML by its number', "pass'word1", 'pass&#39;word1'],
    ['a backslash in a URL', String.raw`pass\word1`, 'pass%5Cword1'],
    ['a backslash in HTML', String.raw`pass\word1`, 'pass&#92;word1'],
    ['a backslash in HTML by its hex number', String.raw`pass\word1`, 'pass&#x5c;word1'],
    ['a tabulator in a URL', 'pass\tword1', 'pass%09word1'],
    ['a tabulator in JSON', 'pass\tword1', String.raw`pass\u0009word1`],
    ['a dot that stands for itself alone', 'pass.word1', 'pass.word1'],
    ['a character beyond 16 bits in JSON', 'pass\u{1f4a5}word', String.raw`pass\ud83d\uDCA5word`],
    ['a plus sign and a slash in the Base64 of URLs', '>>>???~~~~', 'Pj4-Pz8_fn5-fg'],
  ] as const)
    it(`are struck out with ${how}`, () => assert.equal(knowing(secret).strike(`a ${text} b`), 'a *** b'));

  it('are not struck out of what only resembles them', () => {
    for (const [secret, text] of [
      ['pass.word1', 'passxword1'],
      ['pass word1', 'pass-word1'],
      ['pass-word1', 'pass+word1'],
      ['pass-word1', 'pass?word1'],
      ['pass~word1', 'pass?word1'],
      ['group:m3mbers', 'm3mbers'],
      ['pass+word1', 'passsword1'],
      ['https://h/collectd/a.b/of-alerts', '/collectd/axb/of-alerts'],
    ] as const)
      assert.equal(knowing(secret).strike(text), text);
  });

  it('are struck out as a whole up to 4,096 characters, and of longer ones the first word', () => {
    const text = `the-first-word-of ${'many '.repeat(1000)}`;
    const [whole, longer] = [text.slice(0, 4096), text.slice(0, 4097)];
    assert.equal(knowing(whole).strike(`was ${whole}`), 'was ***');
    assert.equal(knowing(longer).strike(longer), `***${longer.slice('the-first-word-of'.length)}`);
  });

  it('are struck out of what is said after each was added', () => {
    const known = knowing('first-s3cret');
    assert.equal(known.strike('first-s3cret second-s3cret'), '*** second-s3cret');
    known.add('second-s3cret');
    assert.equal(known.strike('first-s3cret second-s3cret'), '*** ***');
  });

  it('are struck out of the Base64 of a longer text, wherever they stand in it', () => {
    for (const user of ['', 'u', 'us', 'use', 'user'])
      for (const more of ['', '1', '12'])
        for (const encoding of ['base64', 'base64url'] as const) {
          const text = Buffer.from(`${user}:${token}${more}`).toString(encoding);
          const struck = knowing(token).strike(text);
          assert.match(struck, /^[\w+/-]{0,8}\*\*\*[\w+/=-]{0,6}$/, text);
        }
  });

  it('are struck out of the Base64 of a longer text also where they are short', () => {
    const short = 'pa55-word';
    for (const user of ['u', 'us', 'use'])
      for (const more of ['', '1', '12']) {
        const text = Buffer.from(`${user}:${short}${more}`).toString('base64');
        assert.match(knowing(short).strike(`was ${text}`), /^was [\w+/-]{0,8}\*\*\*[\w+/=-]{0,6}$/, text);
      }
  });

  it('are struck out when a message was cut inside of one', () => {
    const long = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl';
    for (const length of [16, 20, long.length - 1, long.length])
      assert.equal(knowing(long).strike(`token ${long.slice(0, length)}`), 'token ***');
    // From 24 characters on.
    assert.equal(knowing(long.slice(0, 24)).strike(long.slice(0, 16)), '***');
    assert.equal(knowing(long.slice(0, 23)).strike(long.slice(0, 16)), long.slice(0, 16));
  });

  it('have what follows the scheme of Authorization among them, and the password of Basic', () => {
    const basic = `Basic ${Buffer.from('dma:opensesame').toString('base64')}`;
    const known = knowing('Bearer s3cr3t-t0ken', 'GenieKey 0123-4567', basic);
    assert.equal(known.strike('s3cr3t-t0ken 0123-4567 opensesame'), '*** *** ***');
    assert.equal(known.strike(`not ${basic}`), 'not ***');
    assert.equal(known.strike('not dma:opensesame'), 'not ***');
  });

  it('have the password of Basic among them, also with a colon in it, and no password of other schemes', () => {
    const encoded = Buffer.from('dma:open:sesame').toString('base64');
    assert.equal(knowing(`basic ${encoded}`).strike('was open:sesame'), 'was ***');
    assert.equal(knowing(`Bearer ${encoded}`).strike('was open:sesame'), 'was open:sesame');
    assert.equal(knowing('Bearer').strike('Bearer of news'), '*** of news');
  });

  it('have what stands before the host of a URL among them, decoded', () => {
    const known = new KnownSecrets();
    known.addUserInfo('https://dma:pa%24%24word@keystone/v3');
    known.addUserInfo('https://l0ne%2Dt0ken@keystone/v3');
    known.addUserInfo('https://dma:pa%ZZword@keystone/v3');
    known.addUserInfo('no URL');
    assert.equal(
      known.strike('pa$$word l0ne-t0ken pa%ZZword dma:pa$$word dma no URL'),
      '*** *** *** *** dma no URL',
    );
  });

  it('have the values of a query among them whose names say that these are secret', () => {
    const names = [
      'auth',
      'access_token',
      'Secret',
      'password',
      'cookie',
      'session',
      'key',
      'api-key',
      'apikey',
    ];
    for (const name of names)
      assert.equal(knowing(`https://h/?${name}=operations`).strike('operations'), '***', name);
    for (const name of ['monkey', 'keyword', 'team'])
      assert.equal(knowing(`https://h/?${name}=operations`).strike('operations'), 'operations', name);
    assert.equal(knowing('https://h/?team=a1b2c3').strike('a1b2c3'), '***', 'it looks random');
  });

  it('have the path of a URL among them from 16 characters on, as it is', () => {
    for (const [path, struck] of [
      ['/collectd/alerts', '***'],
      ['/collectd/alert', '/collectd/alert'],
    ] as const)
      assert.equal(knowing(`https://hooks.example.org${path}`).strike(path), struck);
    const known = knowing('https://hooks.example.org/a-path-of-words/and%20blanks');
    assert.equal(known.strike('/a-path-of-words/and blanks'), '/a-path-of-words/and blanks');
  });

  it('have the random parts of a path among them, as they are and decoded', () => {
    const known = knowing('https://hooks.example.org/t0ken%2Fpart/x#a%2Db1c2');
    assert.equal(known.strike('t0ken/part t0ken%2Fpart a-b1c2'), '*** *** ***');
  });

  it('have the secret parts of a URL among them: its password, path and query, but not where it leads', () => {
    const url =
      'https://u:pa%24%24word@hooks.example.org/services/T0123/B0123/XyZ01234?key=abcdef&team=nobody#t0ken-9';
    const known = knowing(url, 'https://l0ne-t0ken@hooks.example.org/collectd/alerts');
    assert.equal(known.strike('pa$$word XyZ01234 abcdef t0ken-9'), '*** *** *** ***');
    assert.equal(known.strike('l0ne-t0ken nobody'), '*** nobody');
    assert.equal(known.strike('in /collectd/alerts'), 'in ***');
    assert.equal(known.strike('POST https://hooks.example.org: no'), 'POST https://hooks.example.org: no');
    assert.equal(known.strike('/services/T0123/B0123/XyZ01234?key=abcdef&team=nobody#t0ken-9'), '***');
    const simple = new KnownSecrets();
    simple.addIfRandom('https://alerts.example.org/collectd');
    assert.equal(simple.strike('/etc/collectd-dma'), '/etc/collectd-dma');
  });

  it('do not have plain words among them where nothing says that these are secret', () => {
    const known = new KnownSecrets();
    const words = [
      'operations',
      'application/json',
      'collectd',
      'ops',
      'a1b2c',
      '12345678',
      'Operations',
      'OPERATIONS',
      'abcdefghijklmnopqrs',
    ];
    const random = ['t0ken-1234', 'XyzAbcQrs', 'A1B2C3', 'tsrqponmlkjihgfedcba'];
    for (const value of [...words, ...random]) known.addIfRandom(value);
    assert.equal(known.strike([...words, ...random].join(' ')), `${words.join(' ')} *** *** *** ***`);
  });

  it('do not have placeholders among them, but what stands beside one in a URL', () => {
    const known = new KnownSecrets();
    known.addIfRandom('https://h/hook/t0ken-1234/{{values.state1}}?a={{secrets.k3y}}');
    known.addIfRandom('GenieKey {{secrets.k3y}}');
    const placeholders = 'GenieKey {{values.state1}} {{secrets.k3y}}';
    assert.equal(known.strike(`${placeholders} t0ken-1234`), `${placeholders} ***`);
  });

  it('leave the messages as they are when they have fewer than six characters', () => {
    assert.equal(knowing('', 'a', '12345').strike('port 12345'), 'port 12345');
    assert.equal(knowing('123456').strike('port 123456'), 'port ***');
  });

  it('are unknown to nobody in the user info of a URL', () => {
    for (const info of ['user:password', 'token', ':p'])
      assert.equal(
        new KnownSecrets().strike(`redis://${info}@db:6379, not http://a/b@c`),
        'redis://***@db:6379, not http://a/b@c',
      );
  });

  it('have the newest two hundred among them, a secret that is added again included', () => {
    const known = knowing('the-file-0', 'the-file-1');
    for (let i = 0; i < 250; i++) {
      known.add(`token-${i}-x`);
      known.add('the-file-0');
    }
    assert.equal(known.strike('the-file-0 token-249-x token-100-x'), '*** *** ***');
    assert.equal(known.strike('the-file-1 token-10-x'), 'the-file-1 token-10-x');
    const full = knowing(...Array.from({ length: 200 }, (_, index) => `token-${index}-x`));
    assert.equal(full.strike('token-0-x'), '***');
    full.add('one-more');
    assert.equal(full.strike('token-0-x token-1-x'), 'token-0-x ***');
    full.add('token-1-x');
    full.add('another');
    assert.equal(full.strike('token-1-x token-2-x'), '*** token-2-x', 'it is the newest again');
  });

  it('have the longer one struck out where one is part of another', () => {
    assert.equal(knowing('abcdef', 'abcdef-ghijkl').strike('abcdef-ghijkl abcdef'), '*** ***');
  });

  it('take little time for hostile texts and long secrets', () => {
    const known = knowing('x'.repeat(1_000_000), `${'\\'.repeat(50)}"`, token);
    const begun = process.cpuUsage().user;
    for (const text of ['\\', '&#0', 'x', 'http://', '%', '%25', 'ab']) known.strike(text.repeat(50_000));
    assert.ok(process.cpuUsage().user - begun < 10e6);
  });
});
