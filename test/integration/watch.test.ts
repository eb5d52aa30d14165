import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeDisk } from '../../plugins/files/node-disk.ts';
import { FeedbackFiles } from '../../plugins/spool/feedback-files.ts';
import { SilenceFiles } from '../../plugins/spool/silence-files.ts';
import { OwnRedis } from '../support/own-redis.ts';
import { runDma } from '../support/run-dma.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { TmuxScreen } from '../support/tmux-screen.ts';
import { until } from '../support/until.ts';
import { openId, putHosts, putReport, putSpool } from '../support/watched-past.ts';

const gibi = 2 ** 30;

/** The compiled `dma watch` with a real Redis, a spool, and a real terminal. */
describe('dma watch', function () {
  const folder = scratchFolder();
  let redis: OwnRedis;
  let config: string;

  beforeEach(async function () {
    redis = await OwnRedis.start(folder());
    config = join(folder(), 'dma.yaml');
    const targets =
      'targets: {memory: {series: "*/memory/memory-used", capacity: "*/memory/memory-*", output: dma/memory}}';
    writeFileSync(config, `redis: {url: "${redis.url}"}\nspool: ${folder()}/spool\n${targets}\n`);
    const now = Date.now() / 1000;
    putSpool(join(folder(), 'spool'), now);
    await putHosts(
      redis,
      [
        { host: 'db1', slope: 0, riskPercent: 2 },
        { host: 'web1', slope: 30e6, riskPercent: 86, exhaustion: [41, 25, 70] },
        { host: 'web2\u202e', slope: 0, riskPercent: 12 },
      ],
      now,
    );
    await redis.put('web3/memory/percent-used', [{ time: now, value: 50 }]);
    await putReport(redis, 'web1', 3, now);
  });

  afterEach(() => redis.stop());

  const file = (name: string): string => join(folder(), name);
  const pid = (): number => Number(readFileSync(file('pid'), 'utf8'));
  const watch = (...args: string[]) => runDma(['watch', '--config', config, ...args], { TERM: 'xterm' });

  it('prints once, by risk and without control codes, where there is no terminal', async function () {
    const { code, stdout, stderr } = await watch('--once', '--ascii');
    assert.deepEqual([code, stderr], [0, '']);
    assert.doesNotMatch(stdout, /[^\n -~]/, 'ASCII alone');
    const rows = stdout.split('\n').slice(-4, -1);
    assert.match(rows[0]!, /^ 86% web1 +memory +11\.3G #+\++\.* +14\.4G +\+1\.7G .* WARNING$/);
    assert.match(rows[1]!, /^ 12% web2\? +memory .* ok$/);
    assert.match(rows[2]!, /^ {2}2% db1 +memory .* ok$/);
    assert.match(stdout, /^WARNING memory of web1 for .*; told log; dma-0123456789abcdef$/m);
    assert.match(
      stdout,
      /^! not predicted: memory of web3: there is memory\/percent-used; set ValuesAbsolute/m,
    );
    assert.match(stdout, /^! dma deliver does not run/m);
    const filtered = await watch('--once', '--filter', 'db');
    assert.doesNotMatch(filtered.stdout, /% web1/);
    assert.match(filtered.stdout, / db1 /);
  });

  it('prints JSON with the fields that docs/watch.md names', async function () {
    const { code, stdout } = await watch('--json');
    assert.equal(code, 0);
    const shown = JSON.parse(stdout) as Record<string, never>;
    assert.deepEqual(Object.keys(shown), [
      'time',
      'timeSeconds',
      'health',
      'coverage',
      'gone',
      'alerts',
      'series',
    ]);
    const { health, coverage, alerts, series } = shown as Record<
      string,
      Record<string, never>[]
    > as never as {
      health: Record<string, Record<string, unknown>> & { predict: Record<string, unknown>[] };
      coverage: { predicted: number; unpredicted: Record<string, unknown>[] };
      alerts: Record<string, unknown>[];
      series: (Record<string, unknown> & {
        forecast: Record<string, number>;
        full: Record<string, number>;
      })[];
    };
    assert.equal(health['redis']!['ok'], true);
    assert.deepEqual([health.predict[0]!['host'], health.predict[0]!['series']], ['web1', 3]);
    assert.deepEqual(health['deliver'], { alive: false });
    assert.equal(coverage.predicted, 3);
    assert.equal(coverage.unpredicted[0]!['host'], 'web3');
    assert.deepEqual([alerts[0]!['id'], alerts[0]!['told']], [openId, ['log']]);
    const [first] = series;
    assert.deepEqual(
      [first!['host'], first!['state'], first!['riskPercent'], first!['alert']],
      ['web1', 'warning', 86, openId],
    );
    assert.equal(Math.round(Number(first!['limit']) / gibi), 14);
    assert.ok(Math.abs(Number(first!['perMinute']) - 60 * 30e6) < 60e6, 'within the noise');
    assert.equal(Math.round(first!.full['expectedSeconds']! - first!.forecast['timeSeconds']!), 41);
    const page = readFileSync(join(import.meta.dirname, '../../docs/watch.md'), 'utf8');
    const fields = [shown, health, coverage, alerts[0]!, first!].flatMap((one) => Object.keys(one));
    for (const field of fields.filter((name) => !fields.includes(name.replace(/Seconds$/, ''))))
      assert.ok(page.includes(field), field);
  });

  it('ends with 1 when Redis cannot be read, and with 2 without a terminal', async function () {
    const away = join(folder(), 'away.yaml');
    writeFileSync(away, `redis: {url: "unix://${folder()}/none"}\nspool: ${folder()}/spool\n`);
    const printed = await runDma(['watch', '--once', '--config', away]);
    assert.equal(printed.code, 1);
    assert.match(printed.stdout, /^! Redis at unix:.*ENOENT.*start Redis/m);
    assert.match(printed.stdout, /^WARNING memory of web1/m, 'the spool is shown all the same');
    const json = await runDma(['watch', '--json', '--config', away]);
    assert.equal(json.code, 1);
    assert.equal((JSON.parse(json.stdout) as { health: { redis: { ok: boolean } } }).health.redis.ok, false);
    const { code, stderr } = await watch();
    assert.equal(code, 2);
    assert.match(stderr, /^dma: a terminal is missing, which only --once and --json can do without\n/);
  });

  describe('in a terminal', function () {
    let screen: TmuxScreen;
    beforeEach(async function () {
      screen = await TmuxScreen.start(folder(), 80, 24);
    });
    afterEach(() => screen.close());

    /** Starts it between two looks at the modes of the terminal. */
    async function start(): Promise<void> {
      const crash = file('crash.mjs');
      writeFileSync(crash, "process.on('SIGUSR2', () => { throw new Error('provoked'); });\n");
      const command = `echo $$ > ${file('pid')}; exec node dist/tools/dma.js watch --config ${config}`;
      writeFileSync(
        file('run.sh'),
        [
          'clear; echo before it',
          `stty -g > ${file('before')}`,
          `NODE_OPTIONS='--import ${crash}' sh -c '${command}'`,
          `echo "code $?" > ${file('code')}`,
          `stty -g > ${file('after')}`,
          '',
        ].join('\n'),
      );
      await screen.run(`. ${file('run.sh')}`);
      await screen.until(/^> 86% web1 /m);
    }

    /** Waits for its end, and proves that the terminal is as it was. */
    async function ended(): Promise<{ readonly code: string; readonly text: string }> {
      await until(
        'the end of dma watch',
        60,
        () => existsSync(file('after')) && readFileSync(file('after')).length > 0,
      );
      assert.equal(readFileSync(file('after'), 'utf8'), readFileSync(file('before'), 'utf8'));
      const text = await screen.until(/^>\s*$/m);
      assert.match(text, /^before it$/m, 'what was there before');
      assert.deepEqual(await screen.flags(), { isAlternate: false, hasCursor: true });
      return { code: readFileSync(file('code'), 'utf8').trim(), text };
    }

    it('shows, filters and opens series, follows the size, and leaves the terminal as it was on Ctrl-C', async function () {
      await start();
      const text = await screen.text();
      assert.match(text, /^dma watch {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /);
      assert.match(text, /^ RISK HOST +RESOURCE +NOW TO LIMIT +\/MIN IN 60s FULL IN +10 MIN +STATE$/m);
      assert.match(text, /^> 86% web1 +memory +11\.3G █+▒*·* +\+1\.7G/m);
      assert.match(text, /^ {2}12% web2\? /m);
      assert.deepEqual(await screen.flags(), { isAlternate: true, hasCursor: false });
      await screen.type('/db');
      assert.doesNotMatch(await screen.until(/^\/db_$/m), /% web1/);
      await screen.keys('Enter');
      await screen.until(/^dma watch .* \/db$/m);
      await screen.keys('Escape');
      await screen.until(/% web1/);
      await screen.keys('Home', 'Enter');
      const page = await screen.until(/expected in 60 s: 13\.0 GiB [^]*2 alerts in 30 days, 1 right/);
      assert.match(page, /^memory of web1: risk 86 %, WARNING$/m);
      assert.match(page, /^ +14\.4G ─+/m);
      assert.match(page, /^- a climb of \+1\.\d GiB\/min for 1\d\d s: /m);
      await screen.keys('Escape');
      await screen.until(/^dma watch/);
      await screen.resize(40, 10);
      const small = await screen.until(/^> 86% web1 +memory +11\.3G \S+$/m);
      assert.equal(small.trimEnd().split('\n').length, 10);
      await screen.keys('C-c');
      assert.equal((await ended()).code, 'code 0');
    });

    it('silences a series, and marks its alert, as the commands do', async function () {
      await start();
      const spool = join(folder(), 'spool');
      await screen.type('s');
      await screen.until(/^silence memory of web1 for \(Tab: another scope\): 1h_$/m);
      await screen.keys('Enter');
      await screen.type('swapping\u0007 disks');
      await screen.keys('Enter');
      await screen.until(/^silence [0-9a-f]{8}: host "web1", target "memory", until/m);
      const [silence] = new SilenceFiles(nodeDisk, spool).all().silences;
      assert.deepEqual(
        [silence?.host, silence?.target, silence?.comment],
        ['web1', 'memory', 'swapping disks'],
      );
      await screen.until(/^> 86% web1 .* WARN s$/m);
      await screen.type('m');
      await screen.until(/^alert of [\d:]+ \(memory of web1\): m mended, f false, r real, Esc nothing/m);
      await screen.type('m');
      await screen.until(/^mended: alert of .*, note: _$/m);
      await screen.type('restarted it');
      await screen.keys('Enter');
      await screen.until(/^dma-0123456789abcdef \(memory of "web1", since/m);
      const feedback = new FeedbackFiles(nodeDisk, spool).of(openId);
      assert.deepEqual([feedback?.verdict, feedback?.note], ['mended', 'restarted it']);
      await screen.keys('q');
      assert.equal((await ended()).code, 'code 0');
    });

    it('leaves the terminal as it was on SIGTERM', async function () {
      await start();
      process.kill(pid(), 'SIGTERM');
      assert.equal((await ended()).code, 'code 143');
    });

    it('leaves the terminal as it was on a crash, whose message stays', async function () {
      await start();
      process.kill(pid(), 'SIGUSR2');
      const { code, text } = await ended();
      assert.equal(code, 'code 1');
      assert.match(text, /^dma: this is a bug, please report it$/m);
      assert.match(text, /^Error: provoked$/m);
    });

    it('goes on after Ctrl-Z and fg, and says so when Redis goes away', async function () {
      await start();
      await screen.keys('C-z');
      await screen.until(/Stopped/);
      assert.deepEqual(await screen.flags(), { isAlternate: false, hasCursor: true });
      await screen.run('fg');
      await screen.until(/^dma watch/);
      await redis.stop();
      await screen.until(/^! Redis at unix:/m);
      await screen.keys('q');
      await screen.until(/^>\s*$/m);
    });
  });
});
