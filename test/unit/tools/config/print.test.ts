import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { ConfigText } from '../../../../plugins/config/config-text.ts';
import { formatConfig, printConfig } from '../../../../tools/config/print.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

interface Printed {
  readonly option: string;
  readonly value: unknown;
  readonly words?: string;
  readonly origin: { readonly kind: string; readonly line?: number; readonly variable?: string };
}

const nothing = (): undefined => undefined;

describe('dma config print', () => {
  const scratch = scratchFolder();
  const written = (text: string): string => {
    mkdirSync(scratch(), { recursive: true });
    const file = join(scratch(), 'dma.yaml');
    writeFileSync(file, text);
    return file;
  };
  const printed = (text: string, env: Readonly<Record<string, string>> = {}): Map<string, Printed> => {
    const options = JSON.parse(printConfig(written(text), true, (name) => env[name])) as Printed[];
    return new Map(options.map((option) => [option.option, option]));
  };

  it('tells of each value the line of the file, or that it is the default', () => {
    const options = printed('roundSeconds: 5\nredis:\n  prefix: c/');
    const file = join(scratch(), 'dma.yaml');
    assert.deepEqual(options.get('roundSeconds'), {
      option: 'roundSeconds',
      value: 5,
      origin: { kind: 'file', file, line: 1, column: 1 },
    });
    assert.deepEqual(options.get('redis.prefix')!.origin, { kind: 'file', file, line: 3, column: 3 });
    assert.deepEqual(options.get('redis.url')!.origin, { kind: 'default' });
    assert.equal(options.get('redis.url')!.value, 'redis://127.0.0.1:6379');
  });

  it('tells the targets that are built in as defaults', () => {
    const options = printed('');
    assert.deepEqual(options.get('targets.disk.limit'), {
      option: 'targets.disk.limit',
      value: '95%',
      origin: { kind: 'default' },
    });
  });

  it('tells the variable of the environment that a value comes from', () => {
    const env = { COLLECTD_HOSTNAME: 'web1', OS_AUTH_URL: 'http://k' };
    const options = printed('notifiers: {congress: {auth: {username: a}}}', env);
    assert.deepEqual(options.get('writer'), {
      option: 'writer',
      value: 'web1',
      origin: { kind: 'environment', variable: 'COLLECTD_HOSTNAME' },
    });
    assert.equal(options.get('notifiers.congress.auth.authUrl')!.value, 'http://k');
    assert.equal(options.get('notifiers.congress.auth.username')!.origin.kind, 'file');
  });

  it('prefers the file to the environment', () => {
    const options = printed('writer: a', { COLLECTD_HOSTNAME: 'b' });
    assert.equal(options.get('writer')!.value, 'a');
  });

  it('leaves out what a cloud of clouds.yaml or a lower limit replaces', () => {
    const yaml =
      'targets: {m: {series: "*/a/b", capacity: 1, lowerLimit: 10%}}\nnotifiers: {nova: {auth: {cloud: c}}}';
    const options = printed(yaml, { OS_USERNAME: 'u' });
    assert.ok(!options.has('targets.m.limit'));
    assert.equal(options.get('notifiers.nova.auth.cloud')!.value, 'c');
    assert.ok(!options.has('notifiers.nova.auth.username'));
    assert.ok(options.has('notifiers.nova.auth.region'));
    assert.ok(!printed('notifiers: {nova: }', { OS_CLOUD: 'c' }).has('notifiers.nova.auth.username'));
    const others = printed('notifiers: {nova: {auth: {username: u}}}', { OS_CLOUD: 'c' });
    assert.ok(!others.has('notifiers.nova.auth.cloud'));
  });

  it('names the file, or says that there is none', () => {
    const file = written('roundSeconds: 2');
    assert.ok(
      printConfig(file, false, nothing).startsWith(`# In force: ${file}, defaults and the environment.\n`),
    );
    const text = new ConfigText('/etc/collectd-dma/dma.yaml');
    const sign = '# In force: defaults and the environment; there is no /etc/collectd-dma/dma.yaml.\n';
    assert.ok(formatConfig(text, false, nothing).startsWith(sign));
  });

  it('masks all that may hold a secret, in the file and in the environment', () => {
    const yaml = `notifiers:
  http: {url: "https://hooks.example.org/SeKrEt?a=SeKrEt", headers: {X-Key: SeKrEt}}
  alertmanager: {urls: ["http://a.example.org:9093/SeKrEt", "http://b.example.org"]}
  http-b: {url: "https://a.example.org", format: template, template: '{"key": "SeKrEt"}'}
  nova:
`;
    const env = { OS_PASSWORD: 'SeKrEt', OS_APPLICATION_CREDENTIAL_SECRET: 'SeKrEt' };
    for (const json of [false, true]) {
      const text = printConfig(written(yaml), json, (name) => (env as Record<string, string>)[name]);
      assert.doesNotMatch(text, /SeKrEt/);
      assert.match(text, /https:\/\/hooks\.example\.org\/\*\*\*/);
      assert.match(text, /X-Key/);
      assert.match(text, /http:\/\/a\.example\.org:9093\/\*\*\*/);
    }
  });

  it('is YAML that configures the same, origins and defaults in words being comments', () => {
    const yaml = `redis: {url: "unix:///run/redis.sock"}
output: {unixsock: /run/sock}
targets:
  m: {series: ["*/a/b", "*/a/c"], capacity: 64GiB, detector: {svm: /m.json}}
  n: {series: "*/a/b", lowerLimit: 5}
spoolLimits:
notifiers: {log: , alertmanager: {urls: ["http://a"], labels: {a: b}}}
`;
    const text = printConfig(written(yaml), false, nothing);
    assert.match(text, /^ {2}url: unix:\/\/\/run\/redis\.sock +# line 1$/m);
    const { notifiers: _printed, ...config } = parseConfig(text, 'printed');
    const { notifiers: _given, ...given } = parseConfig(yaml, 'given');
    assert.deepEqual(config, given);
  });

  it('is refused with all errors of a wrong file', () => {
    assert.throws(() => printConfig(written('spol: /x\nnotifiers: {log: {fil: x}}'), false, nothing), {
      name: 'ConfigError',
      message: /dma\.yaml:1:1: spol: .*\n.*dma\.yaml:2:19: notifiers\.log\.fil: /,
    });
  });
});
