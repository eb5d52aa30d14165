import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeModel } from '../../plugins/models/model-file.ts';
import {
  startCongressDummy,
  type RunningCongressDummy,
} from '../../tools/dummies/congress/congress-dummy.ts';
import { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { commandLine } from '../../tools/command-line.ts';
import { commandsWith } from '../../tools/commands/registry.ts';
import { packageRoot } from '../../tools/package-root.ts';
import { svmDetectorModels } from '../support/detector-models.ts';
import { OwnRedis } from '../support/own-redis.ts';
import { PrivateRedis } from '../support/private-redis.ts';
import { runDma, startDma } from '../support/run-dma.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { until } from '../support/until.ts';

describe('the dma command line', function () {
  const folder = scratchFolder();

  const configFile = (text: string): string => {
    const file = join(folder(), 'dma.yaml');
    writeFileSync(file, text);
    return file;
  };

  it('shows every command in its help, and a help for each', async function () {
    const secrets = new KnownSecrets();
    const { stdout, code } = await runDma(['--help']);
    assert.equal(code, 0);
    for (const command of commandsWith(secrets)) {
      const name = String(command.command).split(' ')[0]!;
      assert.match(stdout, new RegExp(`^  dma ${name}`, 'm'));
      assert.match(await commandLine([name], 110, secrets).getHelp(), new RegExp(`^dma ${name}`));
    }
    assert.match((await runDma(['check', '--help'])).stdout, /^dma check/);
  });

  it('exits with 1 and one line where its version or help cannot be written', function () {
    const full = openSync('/dev/full', 'w');
    try {
      for (const args of [['--version'], ['--help'], ['check', '--help'], ['completion']]) {
        const { status, stderr } = spawnSync(
          process.execPath,
          [join(packageRoot, 'dist/tools/dma.js'), ...args],
          {
            stdio: ['ignore', full, 'pipe'],
            encoding: 'utf8',
          },
        );
        assert.equal(status, 1, args.join(' '));
        assert.equal(stderr, 'dma: there is no room left on the disk (ENOSPC)\n');
      }
    } finally {
      closeSync(full);
    }
  });

  it('tries a notifier with marked events, says what came of each, and exits with 0 only if all arrived', async function () {
    const log = join(folder(), 'log');
    const config = configFile(`notifiers: {log: {file: ${log}}, http-down: {url: "http://127.0.0.1:9/"}}`);
    const tried = (name: string) => runDma(['deliver', '--config', config, '--try', name]);
    assert.deepEqual(await tried('log'), {
      code: 0,
      stdout: 'log WARNING: delivered\nlog FAILURE: delivered\nlog OKAY: delivered\n',
      stderr: '',
    });
    assert.equal(readFileSync(log, 'utf8').match(/^.* test .*TEST by/gm)?.length, 3);
    const down = await tried('http-down');
    assert.equal(down.code, 1);
    assert.match(down.stdout, /^(?:http-down [A-Z]+: failed \(unreachable\): POST .*\n){3}$/);
    const { code, stderr } = await tried('htpp-down');
    assert.equal(code, 2);
    assert.match(stderr, /^dma: dma.yaml has no notifier "htpp-down"; .* did you mean http-down\?\n/);
  });

  it('answers wrong usage with one line, a hint and exit code 2', async function () {
    for (const [args, message] of [
      [[], /^dma: say which command/],
      [['mended'], /^dma: an argument is missing: dma mended <id>\n/],
      [['explain'], /^dma: an argument is missing: dma explain <series\.\.>\n/],
      [['spool', 'show'], /^dma: an argument is missing: dma spool show <name>\n/],
      [
        ['mem-stress', '5m'],
        /^dma: 3 arguments are missing: dma mem-stress <size> <count> <interval> <keep>\n/,
      ],
      [['predikt'], /^dma: there is no such command; did you mean predict\?/],
      [['predict', '--confg', 'x'], /^dma: Unknown argument: confg; did you mean --config\?\n/],
      [['events', 'list', '--notifer', 'x', '--zzz'], /: notifer, zzz; did you mean --notifier\?\n/],
      [['check', '--zzz'], /^dma: Unknown argument: zzz\n/],
      [['mem-stress', '200x', '1', '1', '1'], /^dma: size: expected a size above 0 such as 200m, not "200x"/],
      [['mem-stress', '1m', '1.5', '1', '1'], /^dma: count: expected a whole number above 0, not "1.5"/],
      [['mem-stress', '900g', '9', '1', '1'], /^dma: 9 times .* is more than this machine can spare/],
      [
        ['check', '--test-notifiers=5'],
        /^dma: --test-notifiers: takes no value \(or true, or false\), not "5"/,
      ],
      [['check', '--config'], /^dma: --config: a value is missing\n/],
      [['history', '--since', '--json'], /^dma: --since: a value is missing\n/],
      [['predict', '--help=5'], /^dma: --help: takes no value/],
      [['events'], /^dma: say list or clear/],
      [['spool'], /^dma: say list, show, retry or drop/],
      [['config'], /^dma: say print or schema/],
      [['http-dummy', '--port', 'x'], /^dma: --port: expected a number from 0 to 65535, not "x"/],
      [['http-dummy', '--status', '99'], /^dma: --status: expected an HTTP status from 200 to 599, not "99"/],
    ] as const) {
      const { code, stderr, stdout } = await runDma(args);
      assert.equal(code, 2, args.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, message);
      assert.match(stderr, /\nTry 'dma --help' or 'dma <command> --help'\.\n$/);
      assert.equal(stderr.split('\n').length, 3);
    }
  });

  it('answers wrong usage of the plugin for Nagios as UNKNOWN, with exit code 3', async function () {
    for (const [args, message] of [
      [['--zzz'], 'Unknown argument: zzz'],
      [['--json'], '--nagios and --json: choose one of them'],
      [['--nagios=5'], '--nagios: takes no value (or true, or false), not "5"'],
      [['--config'], '--config: a value is missing'],
    ] as const)
      assert.deepEqual(await runDma(['check', '--nagios', ...args]), {
        code: 3,
        stdout: `DMA UNKNOWN - ${message}\n`,
        stderr: '',
      });
  });

  it('answers a typo in the configuration with one line that names file, option and value, and exit code 2', async function () {
    for (const [text, message] of [
      [
        'targets:\n  memory: {serie: "*/memory/memory-used", capacity: 1GiB}',
        '2:12: targets.memory.serie: there is no such option; did you mean series?',
      ],
      ['roundSeconds: soon', '1:1: roundSeconds: '],
      ['targets: [', ''],
      ['notifiers: {mail: {}}', '1:13: notifiers.mail: there is no such notifier; there are log, http, '],
      ['notifiers: {http: {url: "ftp://x"}}', '1:20: notifiers.http.url: '],
    ] as const) {
      const file = configFile(text);
      const { code, stderr, stdout } = await runDma(['deliver', '--config', file]);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.ok(stderr.startsWith(`dma: ${file}:${message}`), stderr);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
    }
  });

  it('refuses an output whose type collectd does not know', async function () {
    const file = configFile(
      'targets: {m: {series: "*/memory/memory-used", capacity: 1GiB, output: dma/nosuchtype}}',
    );
    const { code, stderr } = await runDma(['predict', '--config', file]);
    assert.equal(code, 2);
    assert.match(stderr, /^dma: targets\.m\.output: the type nosuchtype is not in \S+types\.db; .*\n$/);
  });

  it('refuses a model that it cannot use, and says what it knows of one that it can', async function () {
    const model = join(folder(), 'model.json');
    const file = configFile(
      `redis: {url: "redis://127.0.0.1:1"}\ntargets: {m: {series: "*/memory/memory-used", capacity: 1GiB, detector: {svm: ${model}}}}`,
    );
    for (const [prepare, complaint] of [
      [() => undefined, 'there is no such file; make it with dma learn'],
      [() => writeFileSync(model, '{"format": "collec'), 'is not JSON, or only a part of it: '],
      [
        () => {
          writeModel(model, svmDetectorModels.sound['linear']!);
          writeFileSync(model, readFileSync(model, 'utf8').replace('"bias": 0', '"bias": 1'));
        },
        'its "checksum" does not fit what is in it',
      ],
      [
        () => writeModel(model, { ...svmDetectorModels.sound['linear'], version: 1 }),
        'made by another version of collectd-dma: "version" is 1, not 2; ',
      ],
    ] as const) {
      prepare();
      const { code, stderr, stdout } = await runDma(['predict', '--config', file]);
      assert.equal(code, 2);
      assert.ok(stderr.startsWith(`dma: targets.m.detector.svm: ${model}: ${complaint}`), stderr);
      assert.deepEqual([stdout, stderr.trimEnd().split('\n').length], ['', 1]);
    }
    const { code, stdout } = await runDma(['check', '--config', file]);
    assert.equal(code, 1);
    assert.ok(
      stdout.includes(`\nMISSING  detector svm of target m: ${model}: made by another version`),
      stdout,
    );
    writeModel(model, svmDetectorModels.sound['linear']!);
    assert.match(
      (await runDma(['check', '--config', file])).stdout,
      /^ok {7}detector svm of target m: \S+ can be used, the risk is from both; 2 support vectors; made for tests$/m,
    );
  });

  it('waits for a Redis that is not there, says so once, and says when it is back', async function () {
    const redis = await PrivateRedis.create();
    const running = startDma(['predict', '--config', configFile(`redis: {url: "${redis.url}"}`)]);
    await until('the message', 60, () => running.output.stderr.includes('\n'));
    await redis.start();
    try {
      await until('the end of it', 60, () => running.output.stderr.includes('recovered after'));
      running.child.kill('SIGTERM');
      assert.equal(await running.exited, 0);
      const lines = running.output.stderr
        .trimEnd()
        .split('\n')
        .filter((line) => line.includes(`Redis at ${redis.url}`));
      assert.equal(lines.length, 2, running.output.stderr);
      assert.match(
        lines[0]!,
        /^dma predict: warning: Redis at \S+ cannot be used: .*ECONNREFUSED.*; trying again/,
      );
      assert.match(lines[1]!, /^dma predict: Redis at \S+ recovered after \d+ s$/);
    } finally {
      await redis.dispose();
    }
  });

  it('ends predict when nobody reads its standard output any more', async function () {
    const redis = await OwnRedis.start(folder());
    const config = configFile(`redis: {url: "${redis.url}"}\nroundSeconds: 0.1`);
    const running = startDma(['predict', '--config', config]);
    try {
      running.child.stdout!.destroy();
      const start = Date.now() / 1000 - 10;
      let ended = false;
      void running.exited.then(() => (ended = true));
      await until('its end', 60, async () => {
        const time = Date.now() / 1000;
        for (const identifier of ['web1/memory/memory-used', 'web1/memory/memory-free'])
          await redis.put(identifier, [{ time, value: 1e6 + time - start }]);
        return ended;
      });
      assert.equal(await running.exited, 0);
    } finally {
      running.child.kill('SIGKILL');
      await redis.stop();
    }
  });

  it('says what is in place and what is missing', async function () {
    const { code, stdout } = await runDma([
      'check',
      '--config',
      configFile(`redis: {url: "redis://127.0.0.1:1"}\nspool: ${folder()}`),
    ]);
    assert.equal(code, 1);
    assert.match(stdout, /^ok {7}configuration: is valid/m);
    assert.match(stdout, /^MISSING {2}Redis at redis:\/\/127\.0\.0\.1:1: cannot be used: .*ECONNREFUSED/m);
    assert.match(stdout, /^ok {7}spool \S+: can be written/m);
  });

  it('really takes the memory that mem-stress is told to take, and gives it back early at a signal', async function () {
    const running = startDma(['mem-stress', '50m', '2', '0.1', '60']);
    await until('all of it', 60, () => running.output.stderr.includes('keeping 100 MiB'));
    const status = readFileSync(`/proc/${running.child.pid}/status`, 'utf8');
    assert.ok(Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) > 100 * 1024);
    running.child.kill('SIGINT');
    assert.equal(await running.exited, 0);
    assert.match(running.output.stderr, /mem-stress: given back\n$/);
  });

  it('prints what is POSTed to the HTTP dummy, and answers what it was told', async function () {
    const running = startDma(['http-dummy', '--port', '0', '--status', '503', '--status', '204']);
    const url = await until('its address', 60, () => /at (http:\S+)/.exec(running.output.stderr)?.[1]);
    const statuses = [];
    for (const n of [1, 2, 3]) {
      statuses.push((await fetch(url, { method: 'POST', body: JSON.stringify({ n }) })).status);
    }
    assert.deepEqual(statuses, [503, 204, 204]);
    await until('the JSON', 60, () => running.output.stdout.includes('"n": 3'));
    running.child.kill('SIGTERM');
    assert.equal(await running.exited, 0);
  });

  describe('events', function () {
    let congress: RunningCongressDummy;
    const ours = [
      '2026-11-21T02:00:00Z',
      'memory',
      'web1',
      'down_predict',
      'collectd-dma@web1',
      'dma-1',
    ] as const;
    const theirs = ['2026-11-21T02:00:00Z', 'compute.host.down', 'web2', 'down', 'zabbix', 'z-1'] as const;

    beforeEach(async function () {
      congress = await startCongressDummy();
      congress.setRows([ours, theirs]);
    });

    afterEach(async function () {
      await congress.close();
    });

    const events = (...args: string[]) =>
      runDma(['events', ...args, '--config', configFile('{}')], congress.env);

    it('are listed as a table and as JSON', async function () {
      const { stdout } = await events('list');
      assert.match(stdout, /^\| time +\| type +\| hostname \| status +\| monitor +\| monitor_event_id \|$/m);
      for (const row of [ours, theirs])
        assert.match(stdout, new RegExp(row.map((field) => `\\| ${field} +`).join('')));
      const rows = JSON.parse((await events('list', '--json')).stdout) as { hostname: string }[];
      assert.deepEqual(rows.map(({ hostname }) => hostname).sort(), ['web1', 'web2']);
    });

    it('are cleared without touching what other monitors wrote, unless told to', async function () {
      assert.match((await events('clear')).stdout, /^1 row removed, 1 kept\nmind: a running dma deliver /);
      assert.deepEqual(congress.rows(), [theirs]);
      assert.match((await events('clear', '--all')).stdout, /^1 row removed, 0 kept\n/);
      assert.deepEqual(congress.rows(), []);
    });

    it('are an error of one line and exit code 1 when Keystone says no', async function () {
      const { code, stderr } = await runDma(['events', 'list', '--config', configFile('{}')], {
        ...congress.env,
        OS_PASSWORD: 'wrong-secret',
      });
      assert.equal(code, 1);
      assert.match(stderr, /^dma: .*401.*\n$/);
      assert.doesNotMatch(stderr, /wrong-secret/);
    });

    it('say that there is none when nothing is configured, and what is missing beside the rest', async function () {
      const list = ['events', 'list', '--config', configFile('{}')];
      const { code, stderr } = await runDma(list);
      assert.equal(code, 2);
      assert.match(
        stderr,
        /^dma: .*notifiers: there is no congress; add one, or set OS_AUTH_URL or OS_CLOUD\n$/,
      );
      const { code: partly, stderr: missing } = await runDma(list, { OS_AUTH_URL: 'http://127.0.0.1:1' });
      assert.equal(partly, 2);
      assert.match(missing, /set auth\.username or OS_USERNAME\n/);
    });
  });
});
