import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { isOpenToOthers, parseListenAddress } from '../../../../plugins/config/listen-address.ts';
import { ConfigError } from '../../../../plugins/process/config-error.ts';

const openTo = (text: string): boolean => isOpenToOthers(parseListenAddress(text)!);

const refusal = (text: string): string => {
  try {
    parseConfig(`dashboard: ${text}`, 'dma.yaml');
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  return '';
};

describe('the address of the dashboard', function () {
  it('is a port of an address or a name, or a Unix socket', function () {
    assert.deepEqual(parseListenAddress('[::1]:0'), { kind: 'tcp', host: '::1', port: 0, isLoopback: true });
    assert.deepEqual(parseListenAddress('unix:/run/d.sock'), { kind: 'unix', path: '/run/d.sock' });
    const wrong = [
      '',
      '9977',
      ':9977',
      '127.0.0.1',
      '127.0.0.1:65536',
      '::1:80',
      '[x]:80',
      'unix:d.sock',
      'a b:80',
    ];
    for (const text of [...wrong, `unix:/${'x'.repeat(107)}`])
      assert.equal(parseListenAddress(text), undefined, text);
  });

  it('is open to others unless it is loopback or a Unix socket', function () {
    for (const text of ['127.0.0.1:1', '127.9.8.7:1', 'localhost:1', 'LOCALHOST:1', '[::1]:1', 'unix:/x'])
      assert.equal(openTo(text), false, text);
    for (const text of [
      '0.0.0.0:1',
      '[::]:1',
      '192.0.2.1:1',
      'localhost.example.org:1',
      '127.0.0.1.example.org:1',
    ])
      assert.equal(openTo(text), true, text);
  });
});

describe('the section dashboard of dma.yaml', function () {
  it('demands a token or a client certificate where others can connect', function () {
    assert.equal(
      refusal('{listen: "0.0.0.0:9977"}'),
      'dma.yaml:1:13: dashboard.listen: can be reached from other machines: set tokenFile or clientCaFile as well',
    );
    assert.equal(refusal('{listen: "0.0.0.0:9977", tokenFile: /t}'), '');
    const certificate = 'certificate: {certFile: /c, keyFile: /k}';
    assert.equal(refusal(`{listen: "0.0.0.0:9977", clientCaFile: /ca, ${certificate}}`), '');
    assert.equal(
      refusal('{listen: "0.0.0.0:9977", tokenFlie: /t}'),
      'dma.yaml:1:37: dashboard.tokenFlie: there is no such option; did you mean tokenFile?',
    );
    assert.match(refusal('{listen: "nonsense"}'), /dashboard\.listen: expected an address and a port/);
  });

  it('wants TLS for client certificates', function () {
    assert.match(refusal('{clientCaFile: /ca}'), /clientCaFile: is of no use without TLS/);
  });

  it('may be left out, or be empty', function () {
    assert.equal(parseConfig('', 'dma.yaml').dashboard.listen, '127.0.0.1:9977');
    assert.equal(parseConfig('dashboard:\n', 'dma.yaml').dashboard.listen, '127.0.0.1:9977');
  });
});
