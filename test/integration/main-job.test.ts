import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Situation } from '../../notifiers/alert-event.ts';
import { startCongressDummy, type RunningCongressDummy } from '../../tools/congress-dummy.ts';
import type { TableChange } from '../../tools/congress-dummy/congress.ts';
import { startHttpDummy } from '../../tools/http-dummy.ts';
import type { LoopbackServer, ReceivedRequest } from '../../tools/loopback-server.ts';
import { packageRoot } from '../../tools/package-root.ts';
import { startPrivateStack, type PrivateStack } from '../../tools/private-stack.ts';
import { StackWatch } from '../../tools/stack-watch.ts';
import { planBulk, planStress, readMeminfo } from '../../tools/stress-plan.ts';
import { until } from '../until.ts';

const mebi = 2 ** 20;

/** The whole way, with the real collectd and the real Redis: memory, prediction, notification, sinks. */
for (const interval of [1, 0.1]) {
  describe(`memory that runs out, read every ${interval} s`, function () {
    // Each part of the story needs the one before.
    this.bail(true);
    const plan = planStress(readMeminfo());
    let bulk = 0;
    const posts: ReceivedRequest[] = [];
    const changes: TableChange[] = [];
    let congress: RunningCongressDummy;
    let sink: LoopbackServer;
    let models: string;
    let stack: PrivateStack;
    let watch: StackWatch;
    let stress: ChildProcess | undefined;

    before(async function () {
      congress = await startCongressDummy({ onChange: (change) => changes.push(change) });
      sink = await startHttpDummy({ onPost: (request) => posts.push(request) });
      models = mkdtempSync(join(tmpdir(), 'models-'));
      chmodSync(models, 0o755);
      const model = join(models, 'memory-svm.json');
      copyFileSync(join(packageRoot, 'conf', 'svm-memory.json'), model);
      chmodSync(model, 0o644);
      stack = await startPrivateStack({
        env: congress.env,
        exchanges: [['Interval 1\n', `Interval ${interval}\n`]],
        configure: (config) => {
          config.deleteIn(['targets', 'disk']);
          config.setIn(['targets', 'memory', 'limit'], plan.limit);
          config.setIn(['targets', 'memory', 'detector'], { svm: model });
          config.setIn(['notifiers', 'congress'], {});
          config.setIn(['notifiers', 'http'], { url: `${sink.url}/events` });
        },
      });
      watch = new StackWatch(stack, plan.limit);
    });

    after(async function () {
      stress?.kill('SIGKILL');
      watch?.close();
      await stack?.stop();
      await sink?.close();
      await congress?.close();
      if (models) rmSync(models, { recursive: true, force: true });
    });

    afterEach(function () {
      if (this.currentTest?.state === 'failed' && stack) process.stderr.write(`${stack.collectdLog()}\n`);
    });

    const logged = (severity: string): string[] => {
      try {
        return readFileSync(stack.logFile, 'utf8')
          .split('\n')
          .filter((line) => line.split(' ')[1] === severity);
      } catch {
        return [];
      }
    };

    const startStress = (...args: string[]): ChildProcess => {
      stress = spawn(process.execPath, [join(packageRoot, 'dist/tools/dma.js'), 'mem-stress', ...args], {
        stdio: 'ignore',
      });
      return stress;
    };

    it('is given back to collectd as values that write_redis brought to Redis', async function () {
      const expected = [
        'localhost/dma/memory',
        'localhost/dma-memory/percent-predicted',
        'localhost/dma-memory/percent-risk',
        'localhost/dma-memory/duration-exhaustion',
        'localhost/dma-memory/gauge-verdict',
        'localhost/dma-memory/gauge-verdict_margin',
        'localhost/dma-self/gauge-series',
        'localhost/dma-self/gauge-stale',
        'localhost/dma-self/gauge-abstentions',
        'localhost/dma-self/gauge-samples_per_second',
        'localhost/dma-self/duration-round',
      ];
      for (const identifier of expected)
        await until(identifier, 40, async () => (await watch.history(identifier)).length > 0);
    });

    it('raises nothing for a bulk allocation', async function () {
      bulk = planBulk(plan.limit, readMeminfo());
      const process = startStress(`${bulk / mebi}m`, '1', '0', '15');
      const before = (await watch.history('localhost/memory/memory-used')).at(-1)!.values[0]!;
      const [code] = (await once(process, 'exit')) as [number | null];
      assert.equal(code, 0);
      const used = await watch.history('localhost/memory/memory-used');
      const highest = Math.max(...used.map(({ values }) => values[0]!));
      assert.ok(highest - before > 0.8 * bulk, 'the allocation is seen by collectd');
      assert.ok(highest < plan.limit, 'and stays below the limit');
      await settle();
      const risks = await watch.history('localhost/dma-memory/percent-risk');
      assert.ok(
        risks.every(({ values }) => values[0]! < 50),
        'the risk stays low',
      );
      assert.deepEqual([logged('WARNING'), logged('FAILURE'), posts, changes], [[], [], [], []]);
    });

    it('raises one WARNING for steady growth, before the limit is crossed and before as much is taken', async function () {
      const before = (await watch.history('localhost/memory/memory-used')).at(-1)!.values[0]!;
      startStress(`${plan.step / mebi}m`, String(plan.steps), '1', '5');
      await until('a WARNING', 120, () => logged('WARNING').length > 0);
      await until('the crossing', 90, async () => {
        await watch.look(congress.rows());
        return watch.crossedAt;
      });
      const [line, ...more] = logged('WARNING');
      assert.deepEqual(more, [], 'one WARNING');
      const warnedAt = Date.parse(line!.split(' ')[0]!) / 1000;
      const lead = watch.crossedAt! - warnedAt;
      assert.ok(lead > 0, `the WARNING came ${-lead} s too late`);
      const atWarning = (await watch.history('localhost/memory/memory-used')).findLast(
        ({ time }) => time <= warnedAt,
      )!;
      assert.ok(
        atWarning.values[0]! - before <= 1.05 * bulk,
        'no more has been taken than by the bulk allocation',
      );
      process.stdout.write(`      lead time gained: ${lead.toFixed(1)} s\n`);
    });

    it('is in the events table within a second of the notification, and at the HTTP sink and in the log', async function () {
      const [line] = logged('WARNING');
      const id = /id=(\S+)/.exec(line!)![1]!;
      const added = await until('the row', 5, () => changes.find(({ rows }) => rows.length > 0));
      assert.deepEqual(added.rows, [
        [added.rows[0]![0], 'memory', 'localhost', 'down_predict', 'collectd-dma@localhost', id],
      ]);
      const latency = added.time - Date.parse(line!.split(' ')[0]!) / 1000;
      process.stdout.write(
        `      from collectd's notification to the row: ${(latency * 1000).toFixed(0)} ms\n`,
      );
      assert.ok(latency < 1);
      const post = await until('the POST', 5, () => posts[0]);
      const body = JSON.parse(post.body) as Record<string, unknown>;
      assert.deepEqual(
        [body['id'], body['severity'], body['host'], body['resource']],
        [id, 'WARNING', 'localhost', 'memory'],
      );
      const { situation } = JSON.parse(post.body) as { situation?: Situation };
      assert.ok(situation, 'what dma predict knows is in the event');
      assert.equal(situation.limit, plan.limit);
      assert.ok(situation.riskPercent! >= 50);
      assert.equal(situation.culprits[0]?.pid, stress!.pid, 'and who takes the memory');
    });

    it('is a FAILURE of the same episode once the limit has been crossed', async function () {
      const line = await until('a FAILURE', 20, () => logged('FAILURE')[0]);
      assert.equal(/id=(\S+)/.exec(line)![1], /id=(\S+)/.exec(logged('WARNING')[0]!)![1]);
    });

    it('is abnormal in the eyes of the detector while it grows', async function () {
      const verdicts = await watch.history('localhost/dma-memory/gauge-verdict');
      assert.deepEqual(new Set(verdicts.map(({ values }) => values[0])), new Set([0, 1]));
    });

    it('is cleared by an OKAY when the memory is given back', async function () {
      const line = await until('an OKAY', 60, () => logged('OKAY')[0]);
      assert.equal(/id=(\S+)/.exec(line)![1], /id=(\S+)/.exec(logged('WARNING')[0]!)![1]);
      await until('an empty table', 5, () => congress.rows().length === 0);
      await until('the last POST', 5, () =>
        posts.some(({ body }) => (JSON.parse(body) as { severity: string }).severity === 'OKAY'),
      );
      assert.equal(logged('OKAY').length, 1);
    });

    /** Waits until the prediction has forgotten what came before. */
    const settle = async (): Promise<void> => {
      await until('the prediction to settle', 60, async () => {
        const used = (await watch.history('localhost/memory/memory-used')).at(-1)?.values[0];
        const predicted = (await watch.history('localhost/dma/memory')).at(-1)?.values[0];
        return used !== undefined && predicted !== undefined && Math.abs(predicted - used) < 0.2 * bulk;
      });
    };
  });
}
