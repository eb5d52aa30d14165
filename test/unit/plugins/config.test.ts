import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configuredNotifiers } from '../../../plugins/configured-notifiers.ts';
import { ConfigError } from '../../../plugins/config-error.ts';
import { loadConfig, parseConfig } from '../../../plugins/config.ts';
import { exampleContext } from '../../example-event.ts';
import { scratchFolder } from '../../scratch-folder.ts';

/** One target with these options beside a sound series and capacity. */
function target(options: string): string {
  return `targets: {m: {series: "*/a/b", capacity: 1, ${options}}}`;
}

function check(text: string): unknown {
  return configuredNotifiers(parseConfig(text, 'f'), 'f', exampleContext());
}

describe('the configuration', () => {
  const scratch = scratchFolder();
  const builtIn = parseConfig('', 'f');

  it('predicts memory when the file is empty', () => {
    assert.deepEqual(builtIn, {
      redis: { url: 'redis://127.0.0.1:6379', prefix: 'collectd/' },
      output: 'exec',
      typesDb: '/usr/share/collectd/types.db',
      roundSeconds: 1,
      targets: {
        memory: {
          series: '*/memory/memory-used',
          dataSource: 0,
          capacity: { sumOf: '*/memory/memory-*' },
          limit: { shareOfCapacity: 0.9 },
          horizonSeconds: 60,
          forecaster: 'linear',
          samples: 20,
          intervalLevel: 0.8,
          output: 'dma/memory',
        },
      },
      spool: '/var/spool/collectd-dma',
      forward: 'dma',
      notifiers: { log: {} },
    });
  });

  it('as shipped says the same as no file', () => {
    const shipped = loadConfig(fileURLToPath(new URL('../../../conf/dma.yaml', import.meta.url)));
    // A bare `log:` is null; the notifiers read it as no options.
    assert.deepEqual(shipped, { ...builtIn, notifiers: { log: null } });
    const [log] = configuredNotifiers(shipped, 'f', exampleContext());
    assert.equal(log!.name, 'log');
    log!.close();
  });

  it('reads units, shares and every kind of output', () => {
    const { targets, output } = parseConfig(
      `output: {unixsock: /run/sock}\n${target('limit: 95%, horizonSeconds: 3600, detector: {svm: /m.json}')}`,
      'f',
    );
    assert.deepEqual(output, { unixsock: '/run/sock' });
    assert.deepEqual(targets['m']!.limit, { shareOfCapacity: 0.95 });
    assert.deepEqual(targets['m']!.detector, { svm: '/m.json' });
    assert.equal(parseConfig(target('limit: 60GiB'), 'f').targets['m']!.limit, 60 * 2 ** 30);
    assert.equal(
      parseConfig('targets: {m: {series: "*/a/b", capacity: 2G}}', 'f').targets['m']!.capacity,
      2e9,
    );
  });

  it('says which file cannot be read', () => {
    const file = join(scratch(), 'none.yaml');
    assert.throws(() => loadConfig(file), {
      name: 'ConfigError',
      message: `${file}: cannot be read: ENOENT: no such file or directory, open '${file}'`,
    });
    const written = join(scratch(), 'dma.yaml');
    writeFileSync(written, 'roundSeconds: 5');
    assert.equal(loadConfig(written).roundSeconds, 5);
  });

  it('names the notifier that there is not, and the option that it does not have', () => {
    assert.throws(() => check('notifiers: {pigeon: {}}'), {
      name: 'ConfigError',
      message: /^f: notifiers\.pigeon: there is no such notifier; there are log, /,
    });
    assert.throws(() => check('notifiers: {log: {fil: x}}'), {
      name: 'ConfigError',
      message: 'f: notifiers.log.fil: there is no such option',
    });
    assert.throws(() => check('notifiers: {http: {url: 5}}'), {
      name: 'ConfigError',
      message: /^f: notifiers\.http\.url: .*, not 5$/,
    });
  });

  const seriesRule =
    'expected host/plugin[-instance]/type[-instance] with * and ?, such as */memory/memory-used';
  const capacityRule =
    'expected a pattern of series to sum up, such as */memory/memory-*, or a number above 0, such as 64GiB';
  const limitRule =
    'expected a share of the capacity from 0 to 100 %, such as 90%, or a number above 0, such as 60GiB';
  const nameRule = 'a target\'s name holds no slash, hyphen or control character, and is not "self"';
  const outputRule = "expected exec, or {unixsock: ...} with the path of collectd's socket";
  const wrong: Record<string, string> = {
    'roundSecond: 1': 'roundSecond: there is no such option',
    'redis: {ur: x}': 'redis.ur: there is no such option',
    [target('horizonSecond: 3')]: 'targets.m.horizonSecond: there is no such option',
    [target('detector: {svn: x}')]: 'targets.m.detector.svn: there is no such option',
    '"a\\nb": 1': 'a b: there is no such option',
    'targets: {}': 'targets: name at least one target, not {}',
    'targets:': 'targets: Invalid input: expected record, received null, not null',
    'targets: {m: {series: "*/a/b"}}': `targets.m.capacity: is missing (${capacityRule})`,
    'targets: {m: {capacity: 1}}':
      'targets.m.series: is missing (Invalid input: expected string, received undefined)',
    'targets: {m: {series: "*/a", capacity: 1}}': `targets.m.series: ${seriesRule}, not "*/a"`,
    'targets: {m: {series: "*/a/b", capacity: a/b}}': `targets.m.capacity: ${capacityRule}, not "a/b"`,
    'targets: {m: {series: "*/a/b", capacity: 0}}': `targets.m.capacity: ${capacityRule}, not 0`,
    'targets: {m: {series: "*/a/b", capacity: 6 dozen}}': `targets.m.capacity: ${capacityRule}, not "6 dozen"`,
    'targets: {a-b: {series: "*/a/b", capacity: 1}}': `targets.a-b: ${nameRule}, not {"series":"*/a/b","capacity":1}`,
    'targets: {self: {series: "*/a/b", capacity: 1}}': `targets.self: ${nameRule}, not {"series":"*/a/b","capacity":1}`,
    'targets: {"a\\nb": {series: "*/a/b", capacity: 1}}': `targets.a b: ${nameRule}, not {"series":"*/a/b","capacity":1}`,
    [target('limit: 0%')]: `targets.m.limit: ${limitRule}, not "0%"`,
    [target('limit: 101%')]: `targets.m.limit: ${limitRule}, not "101%"`,
    [target('limit: -5')]: `targets.m.limit: ${limitRule}, not -5`,
    [target('dataSource: -1')]: 'targets.m.dataSource: Too small: expected number to be >=0, not -1',
    [target('horizonSeconds: "60"')]:
      'targets.m.horizonSeconds: Invalid input: expected number, received string, not "60"',
    [target('samples: 2')]: 'targets.m.samples: Too small: expected number to be >=3, not 2',
    [target('intervalLevel: 80')]: 'targets.m.intervalLevel: Too big: expected number to be <=0.999, not 80',
    [target('forecaster: arima')]:
      'targets.m.forecaster: Invalid option: expected one of "naive"|"linear", not "arima"',
    [target('output: a/b/c')]:
      'targets.m.output: expected plugin[-instance]/type[-instance], such as dma/memory, not "a/b/c"',
    [target('detector: {svm: ""}')]:
      'targets.m.detector.svm: Too small: expected string to have >=1 characters, not ""',
    'redis: {url: "redis://:secret@h"}':
      'redis.url: expected redis://host:port/db without a password, not "redis://:secret@h"',
    'redis: {url: "http://h"}': 'redis.url: expected redis://host:port/db without a password, not "http://h"',
    'output: stdout': `output: ${outputRule}, not "stdout"`,
    'output: {unixsok: /x}': `output: ${outputRule}, not {"unixsok":"/x"}`,
    'roundSeconds: 0': 'roundSeconds: Too small: expected number to be >=0.05, not 0',
    'spool: here': 'spool: expected an absolute path, not "here"',
    'forward: some': 'forward: Invalid option: expected one of "dma"|"all", not "some"',
    'notifiers: 3': 'notifiers: Invalid input: expected record, received number, not 3',
    '- 1': 'expected options such as "targets:", not [1]',
    hello: 'expected options such as "targets:", not "hello"',
    'targets: [1':
      'Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 12:',
    'forward: dma\nforward: all': 'Map keys must be unique at line 2, column 1:',
  };
  for (const [text, message] of Object.entries(wrong)) {
    it(`is refused in one line for ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parseConfig(text, '/etc/dma.yaml'),
        (error: Error) => {
          assert.ok(error instanceof ConfigError, error.stack);
          assert.equal(error.message, `/etc/dma.yaml: ${message}`);
          return true;
        },
      );
    });
  }
});
