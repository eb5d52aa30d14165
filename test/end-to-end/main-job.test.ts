import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlertContext } from '../../notifiers/event/alert-event.ts';
import {
  startCongressDummy,
  type RunningCongressDummy,
} from '../../tools/dummies/congress/congress-dummy.ts';
import type { TableChange } from '../../tools/dummies/congress/congress.ts';
import { startHttpDummy } from '../../tools/dummies/http-dummy.ts';
import type { LoopbackServer, ReceivedRequest } from '../../tools/dummies/loopback-server.ts';
import { packageRoot } from '../../tools/package-root.ts';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { StackWatch } from '../../tools/stack/stack-watch.ts';
import { planBulk, planStress, readMeminfo } from '../../tools/demonstration/mem-stress.ts';
import { until } from '../support/until.ts';

const mebi = 2 ** 20;

/** One collectd and Redis with the shipped files, and its sinks. All of them watch the same memory. */
interface Stage {
  readonly name: string;
  readonly congress: RunningCongressDummy;
  readonly changes: TableChange[];
  readonly sink: LoopbackServer;
  readonly posts: ReceivedRequest[];
  readonly stack: PrivateStack;
  readonly watch: StackWatch;
  /** The newest value of used memory, in bytes. */
  readonly used: () => Promise<number>;
  /** The lines of log_notify.log with this severity. */
  readonly logged: (severity: string) => string[];
  readonly close: () => Promise<void>;
}

/** @param interval seconds between two samples of memory */
async function startStage(interval: number, limit: number, model: string): Promise<Stage> {
  const changes: TableChange[] = [];
  const posts: ReceivedRequest[] = [];
  const congress = await startCongressDummy({ onChange: (change) => changes.push(change) });
  const sink = await startHttpDummy({ onPost: (request) => posts.push(request) });
  const stack = await startPrivateStack({
    env: congress.env,
    exchanges: [['Interval 1\n', `Interval ${interval}\n`]],
    configure: (config) => {
      config.deleteIn(['targets', 'disk']);
      config.setIn(['targets', 'memory', 'limit'], limit);
      config.setIn(['targets', 'memory', 'detector'], { svm: model });
      config.setIn(['notifiers', 'congress'], {});
      config.setIn(['notifiers', 'http'], { url: `${sink.url}/events` });
    },
  });
  const watch = new StackWatch(stack, limit);
  return {
    name: `read every ${interval} s`,
    congress,
    changes,
    sink,
    posts,
    stack,
    watch,
    used: async () => (await watch.history('localhost/memory/memory-used')).at(-1)!.values[0]!,
    logged: (severity) => {
      try {
        return readFileSync(stack.logFile, 'utf8')
          .split('\n')
          .filter((line) => line.split(' ')[1] === severity);
      } catch {
        return [];
      }
    },
    close: async () => {
      watch.close();
      await stack.stop();
      await sink.close();
      await congress.close();
    },
  };
}

/** The whole way, with the real collectd and the real Redis: memory, prediction, notification, sinks. */
describe('memory that runs out, read every 1 s and every 0.1 s', function () {
  // Each part of the story needs the one before.
  this.bail(true);
  const plan = planStress(readMeminfo());
  let bulk = 0;
  let models: string;
  const stages: Stage[] = [];
  let stress: ChildProcess | undefined;

  before(async function () {
    models = mkdtempSync(join(tmpdir(), 'models-'));
    chmodSync(models, 0o755);
    const model = join(models, 'memory-svm.json');
    copyFileSync(join(packageRoot, 'conf', 'svm-memory.json'), model);
    chmodSync(model, 0o644);
    for (const interval of [1, 0.1]) stages.push(await startStage(interval, plan.limit, model));
  });

  after(async function () {
    stress?.kill('SIGKILL');
    for (const stage of stages) await stage.close();
    if (models) rmSync(models, { recursive: true, force: true });
  });

  afterEach(function () {
    if (this.currentTest?.state !== 'failed') return;
    for (const { name, stack } of stages) process.stderr.write(`${name}:\n${stack.collectdLog()}\n`);
  });

  const startStress = (...args: string[]): ChildProcess => {
    stress = spawn(process.execPath, [join(packageRoot, 'dist/tools/dma.js'), 'mem-stress', ...args], {
      stdio: 'ignore',
    });
    return stress;
  };

  /** Does something at all stages at once. */
  const atEach = async (act: (stage: Stage) => Promise<void>): Promise<void> => {
    await Promise.all(stages.map(act));
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
    await atEach(async ({ watch }) => {
      for (const identifier of expected)
        await until(identifier, 40, async () => (await watch.history(identifier)).length > 0);
    });
  });

  it('raises nothing for a bulk allocation', async function () {
    bulk = planBulk(plan.limit, readMeminfo());
    const process = startStress(`${bulk / mebi}m`, '1', '0', '15');
    const before = await stages[0]!.used();
    const [code] = (await once(process, 'exit')) as [number | null];
    assert.equal(code, 0);
    await atEach(async ({ name, watch, logged, posts, changes }) => {
      const used = await watch.history('localhost/memory/memory-used');
      const highest = Math.max(...used.map(({ values }) => values[0]!));
      assert.ok(highest - before > 0.8 * bulk, 'the allocation is seen by collectd');
      assert.ok(highest < plan.limit, 'and stays below the limit');
      await settle(watch);
      const risks = await watch.history('localhost/dma-memory/percent-risk');
      assert.ok(
        risks.every(({ values }) => values[0]! < 50),
        `${name}: the risk stays low`,
      );
      assert.deepEqual([logged('WARNING'), logged('FAILURE'), posts, changes], [[], [], [], []], name);
    });
  });

  it('raises one WARNING for steady growth, before the limit is crossed and before as much is taken', async function () {
    const before = await stages[0]!.used();
    startStress(`${plan.step / mebi}m`, String(plan.steps), '1', '5');
    await atEach(async ({ name, watch, logged, congress }) => {
      await until('a WARNING', 120, () => logged('WARNING').length > 0);
      await until('the crossing', 90, async () => {
        await watch.look(congress.rows());
        return watch.crossedAt;
      });
      const [line, ...more] = logged('WARNING');
      assert.deepEqual(more, [], 'one WARNING');
      const warnedAt = timeOf(line!);
      const lead = watch.crossedAt! - warnedAt;
      assert.ok(lead > 0, `${name}: the WARNING came ${-lead} s too late`);
      const atWarning = (await watch.history('localhost/memory/memory-used')).findLast(
        ({ time }) => time <= warnedAt,
      )!;
      assert.ok(
        atWarning.values[0]! - before <= 1.05 * bulk,
        'no more has been taken than by the bulk allocation',
      );
      process.stdout.write(`      ${name}: lead time gained: ${lead.toFixed(1)} s\n`);
    });
  });

  it('is in the events table within a second of the notification, and at the HTTP sink and in the log', async function () {
    await atEach(async ({ name, logged, changes, posts }) => {
      const [line] = logged('WARNING');
      const id = idOf(line!);
      const added = await until('the row', 5, () => changes.find(({ rows }) => rows.length > 0));
      assert.deepEqual(added.rows, [
        [added.rows[0]![0], 'memory', 'localhost', 'down_predict', 'collectd-dma@localhost', id],
      ]);
      const latency = added.time - timeOf(line!);
      process.stdout.write(
        `      ${name}: from collectd's notification to the row: ${(latency * 1000).toFixed(0)} ms\n`,
      );
      assert.ok(latency < 1);
      const post = await until('the POST', 5, () => posts[0]);
      const body = JSON.parse(post.body) as Record<string, unknown> & { alertContext?: AlertContext };
      assert.deepEqual(
        [body['id'], body['severity'], body['host'], body['resource']],
        [id, 'WARNING', 'localhost', 'memory'],
      );
      const { alertContext } = body;
      assert.ok(alertContext, 'what dma predict knows is in the event');
      assert.equal(alertContext.limit, plan.limit);
      assert.ok(alertContext.riskPercent! >= 50);
      assert.equal(alertContext.culprits[0]?.pid, stress!.pid, 'and who takes the memory');
    });
  });

  it('is a FAILURE of the same episode once the limit has been crossed', async function () {
    await atEach(async ({ logged }) => {
      const line = await until('a FAILURE', 20, () => logged('FAILURE')[0]);
      assert.equal(idOf(line), idOf(logged('WARNING')[0]!));
    });
  });

  it('is normal in the eyes of the detector at first, and abnormal before the limit is crossed', async function () {
    await atEach(async ({ name, watch }) => {
      const verdicts = await watch.history('localhost/dma-memory/gauge-verdict');
      assert.equal(verdicts[0]!.values[0], 0, name);
      const last = verdicts.filter(({ time }) => time >= watch.crossedAt! - 10 && time < watch.crossedAt!);
      const abnormal = last.filter(({ values }) => values[0] === 1);
      assert.ok(abnormal.length > 0.8 * last.length, `${name}: ${abnormal.length} of ${last.length}`);
    });
  });

  it('is cleared by an OKAY when the memory is given back', async function () {
    await atEach(async ({ logged, congress, posts }) => {
      // The growth goes on for a while after the crossing, the longer the earlier that came.
      const line = await until('an OKAY', 150, () => logged('OKAY')[0]);
      assert.equal(idOf(line), idOf(logged('WARNING')[0]!));
      await until('an empty table', 5, () => congress.rows().length === 0);
      await until('the last POST', 5, () =>
        posts.some(({ body }) => (JSON.parse(body) as { severity: string }).severity === 'OKAY'),
      );
      assert.equal(logged('OKAY').length, 1);
    });
  });

  /** Waits until the prediction has forgotten what came before. */
  const settle = async (watch: StackWatch): Promise<void> => {
    await until('the prediction to settle', 60, async () => {
      const used = (await watch.history('localhost/memory/memory-used')).at(-1)?.values[0];
      const predicted = (await watch.history('localhost/dma/memory')).at(-1)?.values[0];
      return used !== undefined && predicted !== undefined && Math.abs(predicted - used) < 0.2 * bulk;
    });
  };
});

/** Epoch seconds of a line of log_notify.log. */
function timeOf(line: string): number {
  return Date.parse(line.split(' ')[0]!) / 1000;
}

function idOf(line: string): string {
  return /id=(\S+)/.exec(line)![1]!;
}
