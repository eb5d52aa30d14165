import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import type { PrivateStack } from '../../tools/stack/private-stack.ts';
import { StackWatch } from '../../tools/stack/stack-watch.ts';
import { runDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';
import { LeakingSeries } from '../support/leaking-series.ts';
import { leakLimit, leakSeries, startLeakingStack } from '../support/leaking-stack.ts';
import { stackPids } from '../support/stack-pids.ts';

describe('dma predict that is killed before, during and after an alert', function () {
  // Each part of the story needs the one before.
  this.bail(true);
  let stack: PrivateStack;
  let watch: StackWatch;
  let series: LeakingSeries;
  let kills = 0;

  before(async function () {
    stack = await startLeakingStack({
      // collectd looks for values that are overdue this often; it forgets their state with them. Several threads that
      // write may change the order of two values that wait, and the later one is left out where the replay has both.
      collectdConf: 'Interval 0.5\nWriteThreads 1\n',
      configure: (config) => {
        // It has seven digits, and the risks are compared exactly.
        config.setIn(['cache'], 'off');
      },
    });
    watch = new StackWatch(stack, leakLimit);
    series = new LeakingSeries(stack.socket, leakSeries, { lowest: 200, highest: 950 });
  });

  after(async function () {
    series?.close();
    watch?.close();
    await stack?.stop();
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed' && stack)
      process.stderr.write(`${stack.collectdLog()}\n${logged().join('\n')}\n`);
  });

  const logged = (): string[] =>
    existsSync(stack.logFile)
      ? readFileSync(stack.logFile, 'utf8')
          .split('\n')
          .filter((line) => line.includes(' web1 '))
      : [];
  const severities = (): string[] => logged().map((line) => line.split(' ')[1]!);

  const newestRisk = async () => (await watch.history('web1/dma-leak/percent-risk')).at(-1);

  /** Kills it, and waits until another one says how the risk is now. */
  async function killAndGoOn(): Promise<void> {
    const [victim] = await until('dma predict', 60, () => {
      const pids = stackPids(stack, 'predict');
      return pids.length === 1 && pids;
    });
    const last = (await newestRisk())?.time ?? 0;
    process.kill(victim!, 'SIGKILL');
    kills += 1;
    await until('the next dma predict', 60, () => {
      const [next] = stackPids(stack, 'predict');
      return next !== undefined && next !== victim;
    });
    await until('its predictions', 60, async () => ((await newestRisk())?.time ?? 0) > last + 0.5);
  }

  it('goes on with a quiet series', async function () {
    await until('a risk', 60, newestRisk);
    await killAndGoOn();
    series.slope = 60;
    await until('some growth', 60, () => series.value > 260);
    await killAndGoOn();
  });

  it('warns once, although it is killed when it has', async function () {
    await until('a WARNING', 60, () => severities().includes('WARNING'));
    await killAndGoOn();
    await until('exhaustion', 60, () => severities().includes('FAILURE'));
    await killAndGoOn();
    assert.deepEqual(severities(), ['WARNING', 'FAILURE']);
  });

  it('says once that the alert is over, although it is killed before and after', async function () {
    series.slope = -400;
    await killAndGoOn();
    await until('an OKAY', 60, () => severities().includes('OKAY'));
    await killAndGoOn();
    // On its way down it may be seen where it is no longer a FAILURE and not yet OKAY.
    const without = severities().filter((severity, index) => severity !== 'WARNING' || index === 0);
    assert.deepEqual(without, ['WARNING', 'FAILURE', 'OKAY'], severities().join());
    assert.equal(new Set(logged().map((line) => /id=(\S+)/.exec(line)![1])).size, 1, 'one episode');
  });

  it('has told the risks that it would have told had it never been killed', async function () {
    const told = await watch.history('web1/dma-leak/percent-risk');
    const { stdout, stderr, code } = await runDma([
      'backtest',
      '--target',
      'leak',
      '--host',
      'web1',
      '--config',
      stack.configFile,
      '--format',
      'jsonl',
    ]);
    assert.equal(code, 0, stderr);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { t: number; risk: number | null });
    const expected = new Map(rows.map(({ t, risk }) => [t.toFixed(3), risk]));
    assert.ok(told.length > 50, `${told.length} risks were told`);
    for (const { time, values } of told) {
      const risk = expected.get(time.toFixed(3));
      assert.ok(
        typeof risk === 'number' && Math.abs(risk - values[0]!) < 1e-6,
        `at ${time}: ${values[0]} was told, ${risk} is right`,
      );
    }
    process.stdout.write(`      ${kills} kills, ${told.length} risks compared\n`);
  });
});
