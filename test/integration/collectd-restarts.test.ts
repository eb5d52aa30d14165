import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';
import type { PrivateStack } from '../../tools/stack/private-stack.ts';
import { StackWatch } from '../../tools/stack/stack-watch.ts';
import { startDma, type RunningDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';
import { LeakingSeries } from '../support/leaking-series.ts';
import { leakLimit, leakSeries, startLeakingStack } from '../support/leaking-stack.ts';
import { SpoolStage, notificationText } from '../support/spool-stage.ts';
import { stackPids } from '../support/stack-pids.ts';

describe('a collectd that is restarted', function () {
  // Each part of the story needs the one before.
  this.bail(true);
  let stack: PrivateStack;
  let watch: StackWatch;
  let series: LeakingSeries;
  /** Not started by collectd. */
  let beside: RunningDma;

  before(async function () {
    stack = await startLeakingStack();
    watch = new StackWatch(stack, leakLimit);
    series = new LeakingSeries(stack.socket, leakSeries, { lowest: 200, highest: 950 });
    const config = join(stack.directory, 'beside.yaml');
    writeFileSync(
      config,
      `redis: {url: "redis://127.0.0.1:${stack.redisPort}"}
roundSeconds: 0.2
spool: ${join(stack.directory, 'beside-spool')}
output: {unixsock: "${stack.socket}"}
targets: {beside: {series: "*/leak/gauge-tank", capacity: 10000, limit: 9000}}
`,
    );
    beside = startDma(['predict', '--config', config]);
  });

  after(async function () {
    beside?.child.kill('SIGTERM');
    await beside?.exited;
    series?.close();
    watch?.close();
    await stack?.stop();
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed' && stack)
      process.stderr.write(`${stack.collectdLog()}\n${logged().join('\n')}\n${beside.output.stderr}\n`);
  });

  const logged = (host = 'web1'): string[] =>
    existsSync(stack.logFile)
      ? readFileSync(stack.logFile, 'utf8')
          .split('\n')
          .filter((line) => line.includes(` ${host} `))
      : [];
  const severities = (): string[] => logged().map((line) => line.split(' ')[1]!);
  const newestTime = async (identifier: string): Promise<number> =>
    (await watch.history(identifier)).at(-1)?.time ?? 0;
  const programs = (): number[] => [...stackPids(stack, 'predict'), ...stackPids(stack, 'deliver')];

  /** Ends collectd by a signal, waits until its programs have ended too, and starts it again. */
  async function restart(signal: NodeJS.Signals, meanwhile: () => void = () => undefined): Promise<void> {
    await until('both programs', 60, () => programs().length === 2);
    stack.collectd.kill(signal);
    await stack.collectd.end();
    await until('the end of both programs', 60, () => programs().length === 0);
    meanwhile();
    const restarted = Date.now() / 1000;
    stack.collectd.startAgain();
    for (const identifier of ['web1/dma-leak/percent-risk', 'web1/dma-beside/percent-risk'])
      await until(`a new ${identifier}`, 60, async () => (await newestTime(identifier)) > restarted);
  }

  it('ends its programs with it, and goes on with the same episode when it is told to stop', async function () {
    await until('a risk', 60, async () => (await newestTime('web1/dma-beside/percent-risk')) > 0);
    series.slope = 100;
    await until('a WARNING', 60, () => severities().includes('WARNING'));
    await restart('SIGTERM');
    await until('exhaustion', 60, () => severities().includes('FAILURE'));
    assert.deepEqual(severities(), ['WARNING', 'FAILURE']);
  });

  it('does so when it is killed, and finds what came to the spool meanwhile', async function () {
    await restart('SIGKILL', () => {
      // As collectd would start it: as the user of the spool, who may not read a checkout of root.
      const { uid, gid } = statSync(stack.spool);
      execFileSync(
        'sh',
        ['-c', readFileSync(join(packageRoot, 'plugins/dma-enqueue'), 'utf8'), '-', stack.spool],
        {
          input: notificationText('web2', 'WARNING', Date.now() / 1000),
          cwd: '/',
          ...(process.getuid!() === 0 ? { uid, gid } : {}),
        },
      );
    });
    await until('the notification of web2', 60, () => logged('web2').length > 0);
    assert.deepEqual(severities(), ['WARNING', 'FAILURE']);
    series.slope = -500;
    await until('an OKAY', 60, () => severities().includes('OKAY'));
    // On its way down it may be seen where it is no longer a FAILURE and not yet OKAY.
    const without = severities().filter((severity, index) => severity !== 'WARNING' || index === 0);
    assert.deepEqual(without, ['WARNING', 'FAILURE', 'OKAY'], severities().join());
    assert.equal(new Set(logged().map((line) => /id=(\S+)/.exec(line)![1])).size, 1, 'one episode');
  });

  it('is found again by a dma predict beside it, which says each trouble once and that it is over', function () {
    assert.equal(beside.child.exitCode, null);
    const outages = beside.output.stderr.split(/^dma predict: collectd's socket recovered after .*$/m);
    // It may not notice a restart that is over before its next values.
    assert.ok(outages.length <= 3, beside.output.stderr);
    for (const outage of outages) {
      const said = outage.split('\n').filter((line) => line.includes("collectd's socket"));
      assert.equal(new Set(said).size, said.length, beside.output.stderr);
    }
    assert.doesNotMatch(outages.at(-1)!, /collectd's socket/, 'it is well at the end');
  });
});

describe('a dma deliver whose collectd ended while it was starting', function () {
  let stage: SpoolStage;
  let orphan: number | undefined;

  before(async function () {
    stage = await SpoolStage.start();
  });

  after(async function () {
    if (orphan !== undefined) process.kill(orphan, 'SIGKILL');
    await stage?.stop();
  });

  it('ends by itself', async function () {
    const dma = join(packageRoot, 'dist/tools/dma.js');
    const shell = spawn(
      'sh',
      ['-c', '"$@" & echo $!', 'sh', process.execPath, dma, 'deliver', '--config', stage.config],
      { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, COLLECTD_INTERVAL: '1.000' } },
    );
    shell.stdout.on('data', (text: Buffer) => (orphan = Number(text.toString())));
    // When the last one that has its standard output has ended.
    await once(shell, 'close');
    assert.ok(orphan! > 0);
    orphan = undefined;
  });
});
