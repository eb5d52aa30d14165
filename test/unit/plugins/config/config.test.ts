import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forecasterNames } from '../../../../analysis/forecasters/registry.ts';
import { ConfigError } from '../../../../plugins/process/config-error.ts';
import { cacheSocket, loadConfig, parseConfig } from '../../../../plugins/config/config.ts';
import { configured } from '../../../support/configured.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

/** One target with these options beside a sound series and capacity. */
function target(options: string): string {
  return `targets: {m: {series: "*/a/b", capacity: 1, ${options}}}`;
}

const targetOf = (options: string) =>
  parseConfig(`targets: {m: {series: "*/a/b", ${options}}}`, 'f').targets['m']!;

describe('the configuration', () => {
  const scratch = scratchFolder();
  const builtIn = parseConfig('', 'f');

  it('predicts memory and disks when the file is empty', () => {
    assert.deepEqual(builtIn, {
      redis: { url: 'redis://127.0.0.1:6379', prefix: 'collectd/' },
      output: 'exec',
      typesDb: ['/usr/share/collectd/types.db'],
      roundSeconds: 1,
      targets: {
        memory: {
          series: '*/memory/memory-used',
          dataSource: 0,
          addends: [],
          capacity: {
            sumOf: '*/memory/memory-{used,free,cached,buffered,slab_recl,slab_unrecl}',
            dataSources: [0],
          },
          limit: { shareOfCapacity: 0.9 },
          limitSide: 'upper',
          horizonSeconds: 60,
          forecaster: 'auto',
          intervalLevel: 0.8,
          optional: false,
          output: 'dma/memory',
        },
        disk: {
          series: '*/df-*/df_complex-used',
          dataSource: 0,
          addends: [],
          capacity: { sumOf: '*/df-*/df_complex-{used,free}', dataSources: [0] },
          limit: { shareOfCapacity: 0.95 },
          limitSide: 'upper',
          horizonSeconds: 14_400,
          forecaster: 'auto',
          intervalLevel: 0.8,
          optional: true,
          output: 'dma/df_complex',
        },
      },
      spool: '/var/spool/collectd-dma',
      spoolLimits: { events: 100_000, days: 1, failed: 10_000 },
      forward: 'dma',
      relay: { listen: '127.0.0.1:6378', allowFrom: [], maxSamplesPerSeries: 600, maxMegabytes: 256 },
      dashboard: { listen: '127.0.0.1:9977', hostNames: [] },
      notifiers: { log: {} },
    });
  });

  it('as shipped says the same as no file', () => {
    const shipped = loadConfig(fileURLToPath(new URL('../../../../conf/dma.yaml', import.meta.url)));
    // A bare `log:` is null; the notifiers read it as no options.
    assert.deepEqual(shipped, { ...builtIn, notifiers: { log: null } });
  });

  it('reads units, shares and every kind of output', () => {
    const { targets, output } = parseConfig(
      `output: {unixsock: /run/sock}\n${target('limit: 95%, horizonSeconds: 3600, detector: {svm: /m.json}, riskFrom: detector')}`,
      'f',
    );
    assert.deepEqual(output, { unixsock: '/run/sock' });
    assert.deepEqual(targets['m']!.limit, { shareOfCapacity: 0.95 });
    assert.deepEqual(targets['m']!.detector, { svm: '/m.json' });
    assert.equal(targets['m']!.riskFrom, 'detector');
    const absolute = 'targets: {m: {series: "*/a/b", capacity: 64GiB, limit: 60GiB}}';
    assert.equal(parseConfig(absolute, 'f').targets['m']!.limit, 60 * 2 ** 30);
    assert.equal(
      parseConfig('targets: {m: {series: "*/a/b", capacity: 2G}}', 'f').targets['m']!.capacity,
      2e9,
    );
  });

  it('reads a target without a limit that an ensemble judges', () => {
    const { ensemble, detector, limit, capacity, forecaster } = targetOf('detector: {ensemble: {votes: 3}}');
    assert.deepEqual(ensemble, {
      votes: 3,
      minimumSamples: 120,
      normalAfterSeconds: 3600,
      seasons: ['hour', 'day', 'week'],
    });
    assert.deepEqual(
      [detector, limit, capacity, forecaster],
      [undefined, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 'holt'],
    );
    assert.equal(targetOf('detector: {ensemble: {}}, forecaster: naive').forecaster, 'naive');
    assert.equal(targetOf('capacity: 1').ensemble, undefined);
  });

  it('reads a sum of series, and a limit below', () => {
    const { targets } = parseConfig(
      'targets: {m: {series: ["*/a/b", "*/a/c", "*/a/d"], capacity: 9, lowerLimit: 10%}}',
      'f',
    );
    const { series, addends, limit, limitSide } = targets['m']!;
    assert.deepEqual([series, addends], ['*/a/b', ['*/a/c', '*/a/d']]);
    assert.deepEqual([limit, limitSide], [{ shareOfCapacity: 0.1 }, 'lower']);
  });

  it('takes each bound to its very end', () => {
    const name = 'n'.repeat(100);
    const { targets } = parseConfig(`targets: {${name}: {series: "*/a/b", capacity: 5, limit: 5}}`, 'f');
    assert.equal(targets[name]!.limit, 5);
    assert.deepEqual(parseConfig(target('limit: 100%'), 'f').targets['m']!.limit, { shareOfCapacity: 1 });
  });

  it('needs no capacity where the limit is a number', () => {
    for (const option of ['limit', 'lowerLimit']) {
      const { targets } = parseConfig(`targets: {m: {series: "*/a/b", ${option}: 4GiB}}`, 'f');
      assert.deepEqual(
        [targets['m']!.capacity, targets['m']!.limit],
        [Number.POSITIVE_INFINITY, 4 * 2 ** 30],
      );
    }
  });

  it('reads what it takes to be worth an alert', () => {
    const { targets } = parseConfig(
      target('minimumSamples: 5, minimumWindowRatio: 0.5, minimumLeadSeconds: 10, samples: 40'),
      'f',
    );
    const { minimumSamples, minimumWindowRatio, minimumLeadSeconds, samples } = targets['m']!;
    assert.deepEqual([minimumSamples, minimumWindowRatio, minimumLeadSeconds, samples], [5, 0.5, 10, 40]);
  });

  it('says which file cannot be read', () => {
    const file = join(scratch(), 'none.yaml');
    assert.throws(() => loadConfig(file), {
      name: 'ConfigError',
      message: `${file}: cannot be read: ENOENT: no such file or directory, open '${file}'; name another file by --config; without it, it is /etc/collectd-dma/dma.yaml`,
    });
    const written = join(scratch(), 'dma.yaml');
    writeFileSync(written, 'roundSeconds: 5');
    assert.equal(loadConfig(written).roundSeconds, 5);
  });

  it('names the notifier that there is not, and the option that it does not have', () => {
    assert.throws(() => configured('notifiers: {pigeon: {}}'), {
      name: 'ConfigError',
      message: /^f:1:13: notifiers\.pigeon: there is no such notifier; there are log, /,
    });
    assert.throws(() => configured('notifiers: {log: {fil: x}}'), {
      name: 'ConfigError',
      message: 'f:1:19: notifiers.log.fil: there is no such option; did you mean file?',
    });
    assert.throws(() => configured('notifiers: {http: {url: 5}}'), {
      name: 'ConfigError',
      message: /^f:1:20: notifiers\.http\.url: .*, not 5$/,
    });
  });

  const oneRule =
    'expected host/plugin[-instance]/type[-instance] with *, ? and {a,b}, such as */memory/memory-used';
  const seriesRule = `${oneRule}, or a list of such to sum up`;
  const capacity =
    'a pattern of series to sum up, such as */memory/memory-{used,free}, or a number above 0, such as 64GiB';
  const capacityRule = `expected ${capacity}`;
  const noCapacity = `targets.m.capacity: is missing; a limit in percent is a share of it: ${capacity}`;
  const limitRule =
    'expected a share of the capacity from 0 to 100 %, such as 90%, or a number above 0, such as 60GiB';
  const nameRule =
    'a target\'s name holds no slash, hyphen or control character, has at most 100 bytes, and is not "self"';
  const longName = 'n'.repeat(101);
  const beside = 'is about a limit, and detector.ensemble judges series without one; make two targets';
  const outputRule = "expected exec, or {unixsock: ...} with the path of collectd's socket";
  const wrong: Record<string, string> = {
    'roundSecond: 1': 'roundSecond: there is no such option; did you mean roundSeconds?',
    'redis: {ur: x}': 'redis.ur: there is no such option',
    [target('horizonSecond: 3')]:
      'targets.m.horizonSecond: there is no such option; did you mean horizonSeconds?',
    [target('horizon: auto')]: 'targets.m.horizon: there is no such option; did you mean horizonSeconds?',
    [target('limit: {web1: 90%}')]:
      `targets.m.limit: ${limitRule}, the same for all series; one that differs needs a target of its own, whose series names the host, not {"web1":"90%"}`,
    'targets: {m: {series: "*/a/b", capacity: {series: "*/a/c", dataSource: value}}}':
      'targets.m.capacity: its dataSource: expected a data source, counted from 0, or a list of different ones to sum up, such as [0, 1], not {"series":"*/a/c","dataSource":"value"}',
    [target('detector: {svn: x}')]: 'targets.m.detector.svn: there is no such option; did you mean svm?',
    [target('detector: {ensemble: {}}')]: `targets.m.capacity: ${beside}`,
    'targets: {m: {series: "*/a/b", limit: 5, detector: {ensemble: {}}}}': `targets.m.limit: ${beside}`,
    'targets: {m: {series: "*/a/b", detector: {ensemble: {votes: 10}}}}':
      'targets.m.detector.ensemble.votes: must be at most 9, not 10',
    'targets: {m: {series: "*/a/b", detector: {ensemble: {}, svm: x}}}':
      'targets.m.detector: name one model file, such as {svm: /etc/collectd-dma/svm-memory.json}, or {ensemble: {}}, not {"ensemble":{},"svm":"x"}',
    '"a\\nb": 1': 'a b: there is no such option',
    'targets: {}': 'targets: name at least one target, not {}',
    'targets:': 'targets: must be a section, not null',
    'targets: {m: {series: "*/a/b"}}': noCapacity,
    'targets: {m: {series: "*/a/b", limit: 80%}}': noCapacity,
    // What follows from a misspelt name is not told.
    'targets: {m: {series: "*/a/b", capasity: 1}}':
      'targets.m.capasity: there is no such option; did you mean capacity?',
    'targets: {m: {series: "*/a/b", detecter: {ensemble: {}}}}':
      'targets.m.detecter: there is no such option; did you mean detector?',
    'targets: {m: {series: "*/a/b", detector: {ensembel: {}}}}':
      'targets.m.detector.ensembel: there is no such option; did you mean ensemble?',
    'targets: {m: {series: "*/a/b", most: 5}}': 'targets.m.most: there is no such option',
    'targets: {m: {series: "*/a/b", detector: ensemble}}':
      'targets.m.detector: must be a section: {ensemble: {}} for the usual tests, or a model file such as {svm: /etc/collectd-dma/svm-memory.json}, not "ensemble"',
    [target('detecter: {svm: x}, riskFrom: detector')]:
      'targets.m.detecter: there is no such option; did you mean detector?',
    'targets: {m: {series: "*/a/b", lowerLimit: 10%}}': noCapacity,
    [target('limit: 80%, lowerLimit: 10%')]:
      'targets.m.lowerLimit: is given beside limit; a target has one of the two',
    [target('limit: 2')]: 'targets.m.limit: 2 is more than the capacity, 1',
    [target('lowerLimit: 1.5')]: 'targets.m.lowerLimit: 1.5 is more than the capacity, 1',
    [target('lowerLimit: 0%')]: `targets.m.lowerLimit: ${limitRule}, not "0%"`,
    [target('lowerLimit: 10%, detector: {svm: x}')]:
      'targets.m.detector: is trained for an upper limit, and lowerLimit is given',
    [target('riskFrom: both')]:
      'targets.m.riskFrom: both is given without a detector; name a model file, such as detector: {svm: /etc/collectd-dma/svm-memory.json}, or leave it out',
    [target('detector: {svm: x}, riskFrom: all')]:
      'targets.m.riskFrom: must be one of forecast, detector, both, not "all"',
    'targets: {m: {series: [], capacity: 1}}': 'targets.m.series: name at least one series, not []',
    'targets: {m: {series: ["*/a/b", 5], capacity: 1}}': `targets.m.series: ${seriesRule}, not ["*/a/b",5]`,
    'targets: {m: {series: ["*/a/b", "*/a"], capacity: 1}}': `targets.m.series.1: ${oneRule}, not "*/a"`,
    'targets: {m: {series: ["*/a/b", "*/a/b"], capacity: 1}}': 'targets.m.series: names */a/b twice',
    'targets: {m: {capacity: 1}}': `targets.m.series: is missing (${seriesRule})`,
    [target('minimumSamples: 0')]: 'targets.m.minimumSamples: must be at least 1, not 0',
    [target('minimumWindowRatio: -1')]: 'targets.m.minimumWindowRatio: must be at least 0, not -1',
    [target('minimumLeadSeconds: -1')]: 'targets.m.minimumLeadSeconds: must be at least 0, not -1',
    [target('minimumLeadSeconds: 60')]:
      'targets.m.minimumLeadSeconds: has to be less than the horizon of 60 s, not 60',
    [target('optional: maybe')]: 'targets.m.optional: must be true or false, not "maybe"',
    [`targets: {${longName}: {series: "*/a/b", capacity: 1}}`]: `targets.${longName}: ${nameRule}`,
    'targets: {m: {series: "*/a", capacity: 1}}': `targets.m.series: ${seriesRule}, not "*/a"`,
    'targets: {m: {series: "*/a/b", capacity: a/b}}': `targets.m.capacity: ${capacityRule}, not "a/b"`,
    'targets: {m: {series: "*/a/b", capacity: 0}}': `targets.m.capacity: ${capacityRule}, not 0`,
    'targets: {m: {series: "*/a/b", capacity: 6 dozen}}': `targets.m.capacity: ${capacityRule}, not "6 dozen"`,
    'targets: {a-b: {series: "*/a/b", capacity: 1}}': `targets.a-b: ${nameRule}`,
    'targets: {self: {series: "*/a/b", capacity: 1}}': `targets.self: ${nameRule}`,
    'targets: {"a\\nb": {series: "*/a/b", capacity: 1}}': `targets.a b: ${nameRule}`,
    [target('limit: 0%')]: `targets.m.limit: ${limitRule}, not "0%"`,
    [target('limit: 101%')]: `targets.m.limit: ${limitRule}, not "101%"`,
    [target('limit: -5')]: `targets.m.limit: ${limitRule}, not -5`,
    [target('dataSource: -1')]: 'targets.m.dataSource: must be at least 0, not -1',
    [target('horizonSeconds: "60"')]:
      'targets.m.horizonSeconds: expected seconds from 1 to 86400, or auto, not "60"',
    [target('samples: 2')]: 'targets.m.samples: must be at least 3, not 2',
    [target('intervalLevel: 80')]: 'targets.m.intervalLevel: must be at most 0.999, not 80',
    [target('forecaster: arima')]:
      `targets.m.forecaster: must be one of ${forecasterNames.join(', ')}, not "arima"`,
    [target('output: a/b/c')]:
      'targets.m.output: expected plugin[-instance]/type[-instance], such as dma/memory, not "a/b/c"',
    [target('detector: {svm: ""}')]: 'targets.m.detector.svm: must not be empty, not ""',
    'output: stdout': `output: ${outputRule}, not "stdout"`,
    'output: {unixsok: /x}': `output: ${outputRule}, not {"unixsok":"/x"}`,
    'roundSeconds: 0': 'roundSeconds: must be at least 0.05, not 0',
    'spool: here': 'spool: expected an absolute path, not "here"',
    'forward: some': 'forward: must be one of dma, all, not "some"',
    'notifiers: 3': 'notifiers: must be a section, not 3',
    '- 1': 'expected options such as "targets:", not [1]',
    hello: 'expected options such as "targets:", not "hello"',
    'targets: [1':
      'Flow sequence in block collection must be sufficiently indented and end with a ]; indent it by spaces, as the lines beside it, and close each { and [',
    'forward: dma\nforward: all': 'forward: is given twice',
  };
  for (const [text, message] of Object.entries(wrong)) {
    it(`is refused in one line for ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parseConfig(text, '/etc/dma.yaml'),
        (error: Error) => {
          assert.ok(error instanceof ConfigError, error.stack);
          assert.equal(
            error.message.replace(/^(\/etc\/dma\.yaml):\d+:\d+: /, '$1: '),
            `/etc/dma.yaml: ${message}`,
          );
          return true;
        },
      );
    });
  }
});

describe('the limits of the spool in dma.yaml', () => {
  it('are a hundred thousand events, a day, and ten thousand that failed', () => {
    assert.deepEqual(parseConfig('', 'f').spoolLimits, { events: 100_000, days: 1, failed: 10_000 });
    assert.equal(parseConfig('spoolLimits: {days: 0.5}', 'f').spoolLimits.days, 0.5);
  });

  it('are refused when they make no sense', () => {
    assert.throws(() => parseConfig('spoolLimits: {events: 0}', 'f'), {
      message: 'f:1:15: spoolLimits.events: must be at least 10, not 0',
    });
    assert.throws(() => parseConfig('spoolLimits: {evens: 10}', 'f'), {
      message: 'f:1:15: spoolLimits.evens: there is no such option; did you mean events?',
    });
  });
});

describe("collectd's cache", () => {
  const own = { unixsock: '/own' };
  for (const [cache, output, socket] of [
    [undefined, 'exec', '/var/run/collectd-unixsock'],
    [undefined, { unixsock: '/out' }, '/out'],
    [own, 'exec', '/own'],
    [own, { unixsock: '/out' }, '/own'],
    ['off', 'exec', undefined],
    ['off', { unixsock: '/out' }, undefined],
  ] as const)
    it(`is asked over ${socket} with cache ${JSON.stringify(cache)} and output ${JSON.stringify(output)}`, () => {
      assert.equal(cacheSocket({ cache, output }), socket);
    });
});
