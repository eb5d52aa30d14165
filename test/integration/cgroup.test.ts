import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { StackWatch } from '../../tools/stack/stack-watch.ts';
import { OwnCgroup } from '../support/own-cgroup.ts';
import { conf } from '../support/other-systems-conf.ts';
import { until } from '../support/until.ts';

const mebi = 2 ** 20;
const limitBytes = 240 * mebi;

/** A real control group with a limit, and a process in it whose memory grows until the kernel kills it. */
describe('a control group that runs full', function () {
  // Each part of the story needs the one before.
  this.bail(true);
  const name = `dma-test-${process.pid}`;
  let group: OwnCgroup;
  let next: OwnCgroup | undefined;
  let stack: PrivateStack;
  let watch: StackWatch;

  before(async function () {
    group = new OwnCgroup(name, limitBytes);
    stack = await startPrivateStack({
      exchanges: [['LoadPlugin exec\n', '<LoadPlugin exec>\n  Interval 0.5\n</LoadPlugin>\n']],
      shippedFiles: ['dma.conf', 'dma-unixsock.conf'],
      collectdConf: conf('cgroup/dma-cgroup.conf').replace(
        '"dma" "cgroup"',
        `"dma" "cgroup" "--only" "dma-test-*"`,
      ),
      configure: (config) => {
        config.setIn(['roundSeconds'], 0.2);
        const cgroups = {
          series: '*/cgroup-*/memory-used',
          capacity: '*/cgroup-*/memory-limit',
          optional: true,
          horizonSeconds: 10,
          output: 'dma/memory-cgroup',
        };
        config.setIn(['targets'], config.createNode({ cgroups }));
      },
    });
    watch = new StackWatch(stack, limitBytes);
  });

  after(async function () {
    watch?.close();
    await stack?.stop();
    await group?.remove();
    await next?.remove();
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed' && stack) process.stderr.write(`${stack.collectdLog()}\n`);
  });

  const newest = async (series: string): Promise<number | undefined> =>
    (await watch.history(`localhost/cgroup-${name}/${series}`)).at(-1)?.values[0];
  const last = async (which: string): Promise<number> =>
    (await watch.history(`localhost/cgroup-${which}/memory-used`)).at(-1)!.time;
  const logged = (severity: string): string | undefined =>
    existsSync(stack.logFile)
      ? readFileSync(stack.logFile, 'utf8')
          .split('\n')
          .find((line) => line.includes(` ${severity} localhost cgroups-${name} `))
      : undefined;

  it('is found, with its limit', async function () {
    assert.equal(await until('the limit', 60, () => newest('memory-limit')), limitBytes);
  });

  it('is warned of before the kernel kills', async function () {
    const child = group.stress('3m', '100', '0.2', '5');
    const exited = once(child, 'exit');
    await until('a WARNING', 90, () => logged('WARNING') ?? logged('FAILURE'));
    assert.deepEqual([child.exitCode, child.signalCode], [null, null]);
    const [, signal] = (await exited) as [number | null, NodeJS.Signals | null];
    assert.equal(signal, 'SIGKILL');
    assert.ok((await newest('memory-used'))! < limitBytes + mebi);
  });

  it('has the kill told as an event', async function () {
    await until('the kill', 60, async () => {
      const entries = await watch.history(`localhost/cgroup-${name}/total_events-oom_kill`);
      return entries.some(({ values: [rate] }) => rate! > 0);
    });
  });

  it('is forgotten when it is removed, while another one is found', async function () {
    next = new OwnCgroup(`${name}-next`, limitBytes);
    await until('the next group', 60, async () => {
      const entries = await watch.history(`localhost/cgroup-${name}-next/memory-used`);
      return entries.length > 2;
    });
    await group.remove();
    const ended = await last(name);
    await until('newer samples of the next one', 60, async () => (await last(`${name}-next`)) > ended + 2);
    assert.ok((await last(name)) < ended + 1);
    assert.doesNotMatch(stack.collectdLog(), /gets? no samples|dma cgroup: (?:warning|error)/);
  });
});
