import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { ConfigError } from '../../../../plugins/process/config-error.ts';
import { configured } from '../../../support/configured.ts';

/** The lines in which a configuration with its notifiers is refused. */
function errorsOf(text: string): string[] {
  try {
    configured(text);
  } catch (error) {
    assert.ok(error instanceof ConfigError, (error as Error).stack);
    return error.message.split('\n');
  }
  return assert.fail('nothing was refused');
}

/** The lines in which a route is refused. */
function route(text: string): string[] {
  return errorsOf(`notifiers:\n  log:\n    route: ${text}`);
}

/** A configuration with one target and one route. */
function routed(output: string, resource: string): string {
  return `{targets: {mem: {series: "*/a/b", capacity: 1, output: ${output}}}, notifiers: {log: {route: {targets: [${resource}]}}}}`;
}

describe('the errors of a configuration', () => {
  it('are all told at once, each with its place, in the order of the file', () => {
    const text = `redis:
  url: rediss://user@redis.example
  prefx: collectd/
roundSeconds: soon
targets:
  memory:
    series: "*/memory/memory-used"
    capacity: "*/memory/memory-*"
    horizonSecond: 120
    forecaster: lineer
    minimumLeadSeconds: 90
    limit: 80%
    lowerLimit: 10%
  d-isk:
    series: ["*/df-*/df_complex-used", "*/df"]
    capacity: 5
    limit: 6
notifiers:
  log: {fil: /x}
  htpp-oncall:
    url: https://a.example
  http:
    url: https://a.example
    format: template
    timeoutSeconds: 0
    bearerTokenFile: /t
    basicAuth: {username: a:b, passwordFile: /p}
    route: {minimumSeverity: OKAY, mute: ["22:00..06:00", noon]}
  nova:
    route: {atMost: {events: 1, seconds: 60}}
    auth: {cloud: a, username: b}
`;
    const expected = [
      'f:2:3: redis.url: must hold no user name and no password: ',
      'f:3:3: redis.prefx: there is no such option; did you mean prefix?',
      'f:4:1: roundSeconds: must be a number, not "soon"',
      'f:9:5: targets.memory.horizonSecond: there is no such option; did you mean horizonSeconds?',
      'f:10:5: targets.memory.forecaster: must be one of auto, ',
      'f:13:5: targets.memory.lowerLimit: is given beside limit; a target has one of the two',
      "f:14:3: targets.d-isk: a target's name holds no slash, hyphen ",
      'f:15:40: targets.d-isk.series.1: expected host/plugin',
      'f:17:5: targets.d-isk.limit: 6 is more than the capacity, 5',
      'f:19:9: notifiers.log.fil: there is no such option; did you mean file?',
      'f:20:3: notifiers.htpp-oncall: there is no such notifier; there are log, http, ',
      'f:24:5: notifiers.http.format: template needs either template ',
      'f:25:5: notifiers.http.timeoutSeconds: must be above 0, not 0',
      'f:27:5: notifiers.http.basicAuth: is of no use beside bearerTokenFile',
      'f:27:17: notifiers.http.basicAuth.username: must hold no colon ',
      'f:28:13: notifiers.http.route.minimumSeverity: must be one of WARNING, FAILURE, ',
      'f:28:59: notifiers.http.route.mute.1: expected local times ',
      'f:30:13: notifiers.nova.route.atMost: nova cannot be limited',
      'f:31:22: notifiers.nova.auth.username: must not stand beside cloud',
    ];
    const lines = errorsOf(text);
    for (const [index, start] of expected.entries())
      assert.ok(lines[index]?.startsWith(start), `expected ${start}\n${lines.join('\n')}`);
    assert.equal(lines.length, expected.length, lines.join('\n'));
  });

  it('name a notifier of which only a few letters are wrong, with its suffix', () => {
    assert.match(errorsOf('notifiers: {htpp-oncall: {}}')[0]!, /; did you mean http-oncall\?$/);
  });

  it('name the route of a notifier when it was meant', () => {
    assert.match(errorsOf('notifiers: {log: {rout: {}}}')[0]!, /; did you mean route\?$/);
  });

  it('name the value that was meant', () => {
    const text = 'targets: {m: {series: "*/a/b", capacity: 1, forecaster: lineer}}';
    assert.match(errorsOf(text)[0]!, /, not "lineer"; did you mean linear\?$/);
  });

  it('are at the nearest section for an option that is missing', () => {
    assert.deepEqual(errorsOf('notifiers:\n  log: {}\n  http:\n    method: PUT'), [
      'f:3:3: notifiers.http.url: is missing (the URL to send events to, or urlFile, the file that it is in)',
    ]);
  });

  it('say once that something is missing', () => {
    const [first] = errorsOf('notifiers: {congress: {}}');
    assert.match(
      first!,
      /^f:1:13: notifiers\.congress\.auth\.authUrl: is missing: set auth\.authUrl or OS_AUTH_URL$/,
    );
  });

  it('do not tell a misspelt option also as a missing one', () => {
    assert.deepEqual(errorsOf('targets: {m: {serie: "*/a/b", capacity: 1}}'), [
      'f:1:15: targets.m.serie: there is no such option; did you mean series?',
    ]);
  });

  it('do not follow from an option that is wrong by itself', () => {
    const targets = [
      'capacity: 6 dozen, limit: 80%',
      'capacity: 1, horizonSeconds: x',
      'limit: 6 dozen',
      'lowerLimit: 6 dozen, capacity: 0.1',
      'capacity: 1, minimumLeadSeconds: 90, horizonSeconds: x',
      'capacity: 1, minimumLeadSeconds: x, horizonSeconds: 5',
      'capacity: 1, riskFrom: 5',
      'capacity: 1, lowerLimit: 10%, detector: {svm: 5}',
    ];
    for (const options of targets)
      assert.equal(errorsOf(`targets: {m: {series: "*/a/b", ${options}}}`).length, 1, options);
    assert.equal(errorsOf('redis: {url: x, caFile: /ca.pem}').length, 1);
    assert.equal(
      errorsOf('{forward: x, notifiers: {log: {route: {targets: [memory]}}}}').length,
      1,
      'the targets are not known',
    );
  });

  it('tell credentials that are neither in the file nor in the environment, of all notifiers', () => {
    assert.deepEqual(
      errorsOf('notifiers:\n  nova: {auth: {authUrl: "http://k", username: a}}\n  congress:').map(
        (line) => line.split(': is missing')[0],
      ),
      [
        'f:2:10: notifiers.nova.auth.projectName',
        'f:2:10: notifiers.nova.auth.passwordFile',
        'f:3:3: notifiers.congress.auth.authUrl',
        'f:3:3: notifiers.congress.auth.username',
        'f:3:3: notifiers.congress.auth.projectName',
        'f:3:3: notifiers.congress.auth.passwordFile',
      ],
    );
  });

  it('tell options that are given twice together with the others', () => {
    assert.deepEqual(errorsOf('forward: dma\nforward: all\nspol: /x'), [
      'f:2:1: forward: is given twice',
      'f:3:1: spol: there is no such option; did you mean spool?',
    ]);
  });

  it('tell each line that is no YAML', () => {
    const lines = errorsOf('a: [1\nb: "x\n');
    assert.ok(lines.length >= 1);
    for (const line of lines) assert.match(line, /^f:\d+:\d+: /);
  });

  it('are found where an alias stands for the options', () => {
    assert.deepEqual(
      errorsOf('targets:\n  m: &m {series: "*/a/b", capacity: 1, limt: 5}\n  n: *m').map((line) =>
        line.slice(0, 26),
      ),
      ['f:2:40: targets.m.limt: the', 'f:2:40: targets.n.limt: the'].map((line) => line.slice(0, 26)),
    );
  });

  it('are a hundred lines and a count when there are thousands', () => {
    const lines = errorsOf(Array.from({ length: 9000 }, (_, index) => `o${index}: 1`).join('\n'));
    assert.equal(lines.length, 101);
    assert.equal(lines[99], 'f:100:1: o99: there is no such option');
    assert.equal(lines[100], 'f: and 8900 more errors');
  });

  it('name an option of any length in a line of bounded length', () => {
    const [line] = errorsOf(`${'x'.repeat(900)}: 1`);
    assert.ok(line!.length < 200, line);
  });

  it('hold no value that may be a secret: of a section, an option or a file with one in it', () => {
    for (const text of [
      'redis: "redis://:opensesame@db"',
      'redis: {passwordFile: [opensesame]}',
      'redis: {password: opensesame}',
      'notifiers: "https://opensesame"',
      'notifiers: {http: "https://hooks.example.org/opensesame"}',
      'notifiers: {http: {url: {opensesame: 1}}}',
      'notifiers: {http: {url: "http://h", headers: "Authorization: opensesame"}}',
      'notifiers: {http: {url: "http://h", headers: {Authorization: opensesame}}}',
      'notifiers: {http: {url: "http://h", bearerTokenFile: [opensesame]}}',
      'notifiers: {http: {url: "http://h", basicAuth: opensesame}}',
      'notifiers: {congress: {auth: opensesame}}',
      'notifiers: {alertmanager: {urls: "http://opensesame"}}',
      ...['*', '!', '&a *', '@', '%', '|', '>', '`', '"\\q" ', '{', '!<'].map(
        (sign) => `a: ${sign}opensesame`,
      ),
      '%opensesame a\n---\na: 1',
      'a: 1\n"opensesame',
    ])
      for (const line of errorsOf(text)) assert.doesNotMatch(line, /opens/, text);
  });

  it('hold a value beside a secret', () => {
    assert.match(
      errorsOf('notifiers: {nova: {auth: {interface: publick}}}')[0]!,
      /, not "publick"; did you mean public\?$/,
    );
  });

  it('include globs of a route that stand for nothing, with the name that was meant', () => {
    const sign = 'expected a name with the wildcards *, ? and {a,b} alone, without another';
    assert.deepEqual(route('{targets: [memory, memry]}'), [
      'f:3:31: notifiers.log.route.targets.1: there is no target "memry"; there are memory, disk, self; did you mean memory?',
    ]);
    for (const [text, character] of [
      ['web[', '['],
      ['web[12]', '['],
      ['{a', '{'],
      ['a}', '}'],
      ['{a}', '{'],
      ['{a*,b}', '{'],
    ]) {
      assert.deepEqual(route(`{hosts: ["${text}"]}`), [
        `f:3:21: notifiers.log.route.hosts.0: ${sign} ${character}, not "${text}"`,
      ]);
      assert.match(
        route(`{targets: ["${text}"]}`)[0]!,
        /^f:3:23: notifiers\.log\.route\.targets\.0: expected/,
      );
    }
    for (const text of ['disks', 'disk2-*', '{memry,swap}', 'd?s', 'memory_*'])
      assert.match(route(`{targets: ["${text}"]}`)[0]!, /there is no target/, text);
  });

  it('do not include globs of a route that may stand for something', () => {
    for (const text of [
      'memory',
      'disk-root',
      'd*',
      '*',
      'disk-{root,var}',
      '{swap,memory}',
      '????',
      'self',
      'df_*',
    ])
      configured(`notifiers: {log: {route: {targets: ["${text}"]}}}`);
    configured('{forward: all, notifiers: {log: {route: {targets: [cpu-0], hosts: ["{a,b}*"]}}}}');
  });

  it('include globs of a route for an output as its events do not name it', () => {
    configured(routed('dma/memory-used', 'memory-used'));
    configured(routed('dma-ram/memory', 'ram'));
    assert.match(errorsOf(routed('dma-ram/memory', 'memory'))[0]!, /there is no target "memory"/);
    // It is no value of dma.
    for (const resource of ['memory', 'other-memory'])
      assert.match(errorsOf(routed('other/memory', resource))[0]!, /there is no target /, resource);
  });

  it('do not concern notifiers where only the rest is read', () => {
    assert.equal(parseConfig('notifiers: {pigeon: {}}', 'f').forward, 'dma');
  });
});
