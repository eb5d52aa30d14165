import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
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
import type { LoopbackServer } from '../../tools/dummies/loopback-server.ts';
import { packageRoot } from '../../tools/package-root.ts';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { StackWatch } from '../../tools/stack/stack-watch.ts';
import { OwnMemory } from '../support/own-memory.ts';
import { until } from '../support/until.ts';

const mebi = 2 ** 20;

/** Exhaustion and capacity of the resource. */
const limitBytes = 600 * mebi;
const capacityBytes = 700 * mebi;
/** Taken every second: the limit is reached after about 90 s, and crossed by a fifth. */
const stepBytes = 6 * mebi;
const steps = 115;
/** Stays below the limit together with the memory of Node.js; about as much has grown when the warning comes. */
const bulkBytes = 460 * mebi;

/** An event as the HTTP receiver gets it. */
type PostedEvent = Readonly<Record<'id' | 'severity' | 'host' | 'resource', unknown>> & {
  readonly situation?: AlertContext;
};

/** One collectd and Redis with the shipped files, and its receivers. All of them watch the same memory. */
interface Stage {
  readonly name: string;
  readonly congress: RunningCongressDummy;
  readonly changes: TableChange[];
  readonly receiver: LoopbackServer;
  /** The events about the memory; a busy machine may also be told that samples come late. */
  readonly posts: PostedEvent[];
  readonly stack: PrivateStack;
  readonly watch: StackWatch;
  /** The newest value of used memory, in bytes. */
  readonly used: () => Promise<number>;
  /** The lines of log_notify.log about the memory with this severity. */
  readonly logged: (severity: string) => string[];
  readonly close: () => Promise<void>;
}

/**
 * @param interval seconds between two samples of memory
 * @param memory that runs out
 */
async function startStage(interval: number, memory: OwnMemory, model: string): Promise<Stage> {
  const changes: TableChange[] = [];
  const posts: PostedEvent[] = [];
  const congress = await startCongressDummy({ onChange: (change) => changes.push(change) });
  const receiver = await startHttpDummy({
    onPost: ({ body }) => {
      const event = JSON.parse(body) as PostedEvent;
      if (event.resource === 'memory') posts.push(event);
    },
  });
  const stack = await startPrivateStack({
    env: congress.env,
    exchanges: [['Interval 1\n', `Interval ${interval}\n`]],
    collectdConf: memory.collectdConf(interval),
    configure: (config) => {
      config.deleteIn(['targets', 'disk']);
      config.setIn(['targets', 'memory', 'series'], memory.series);
      config.setIn(['targets', 'memory', 'capacity'], capacityBytes);
      config.setIn(['targets', 'memory', 'limit'], limitBytes);
      config.setIn(['targets', 'memory', 'detector'], { svm: model });
      config.setIn(['notifiers', 'congress'], {});
      config.setIn(['notifiers', 'http'], { url: `${receiver.url}/events` });
    },
  });
  const watch = new StackWatch(stack, limitBytes, memory.series);
  return {
    name: `read every ${interval} s`,
    congress,
    changes,
    receiver,
    posts,
    stack,
    watch,
    used: async () => (await watch.history(memory.series)).at(-1)!.values[0]!,
    logged: (severity) => {
      try {
        return readFileSync(stack.logFile, 'utf8')
          .split('\n')
          .filter((line) => line.includes(` ${severity} localhost memory `));
      } catch {
        return [];
      }
    },
    close: async () => {
      watch.close();
      await stack.stop();
      await receiver.close();
      await congress.close();
    },
  };
}

/** The whole way with the real collectd and Redis: memory, prediction, notification, receivers. */
describe('memory that runs out, read every 1 s and every 0.1 s', function () {
  // Each part of the story needs the one before.
  this.bail(true);
  let folder: string;
  let memory: OwnMemory;
  let stress: ChildProcess;
  const stages: Stage[] = [];

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'main-job-'));
    // collectd's programs run as another user.
    chmodSync(folder, 0o755);
    const model = join(folder, 'memory-svm.json');
    copyFileSync(join(packageRoot, 'conf', 'svm-memory.json'), model);
    chmodSync(model, 0o644);
    memory = new OwnMemory(folder);
    for (const interval of [1, 0.1]) stages.push(await startStage(interval, memory, model));
  });

  after(async function () {
    await memory?.stop();
    for (const stage of stages) await stage.close();
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(function () {
    if (this.currentTest?.state !== 'failed') return;
    for (const { name, stack } of stages) process.stderr.write(`${name}:\n${stack.collectdLog()}\n`);
  });

  /** Does something at all stages at once. */
  const atEach = async (act: (stage: Stage) => Promise<void>): Promise<void> => {
    await Promise.all(stages.map(act));
  };

  it('is predicted in values that collectd stores in Redis', async function () {
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
        await until(identifier, 120, async () => (await watch.history(identifier)).length > 0);
    });
  });

  it('raises nothing for a bulk allocation', async function () {
    const before = await stages[0]!.used();
    const bulk = memory.stress(`${bulkBytes / mebi}m`, '1', '0', '15');
    const [code] = (await once(bulk, 'exit')) as [number | null];
    assert.equal(code, 0);
    await atEach(async ({ name, watch, logged, posts, changes }) => {
      const used = await watch.history(memory.series);
      const highest = Math.max(...used.map(({ values }) => values[0]!));
      assert.ok(highest - before > 0.8 * bulkBytes, 'the allocation is seen by collectd');
      assert.ok(highest < limitBytes, 'and stays below the limit');
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
    stress = memory.stress(`${stepBytes / mebi}m`, String(steps), '1', '5');
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
      const atWarning = (await watch.history(memory.series)).findLast(({ time }) => time <= warnedAt)!;
      assert.ok(
        atWarning.values[0]! - before <= 1.05 * bulkBytes,
        'no more has been taken than by the bulk allocation',
      );
      process.stdout.write(`      ${name}: lead time gained: ${lead.toFixed(1)} s\n`);
    });
  });

  it('is in the events table once it was notified, and at the HTTP receiver and in the log', async function () {
    await atEach(async ({ name, logged, changes, posts }) => {
      const [line] = logged('WARNING');
      const id = idOf(line!);
      const added = await until('the row', 60, () => changes.find(({ rows }) => rows.length > 0));
      assert.deepEqual(added.rows, [
        [added.rows[0]![0], 'memory', 'localhost', 'down_predict', 'collectd-dma@localhost', id],
      ]);
      const latency = added.time - timeOf(line!);
      process.stdout.write(
        `      ${name}: from collectd's notification to the row: ${(latency * 1000).toFixed(0)} ms\n`,
      );
      const event = await until('the POST', 60, () => posts[0]);
      assert.deepEqual(
        [event.id, event.severity, event.host, event.resource],
        [id, 'WARNING', 'localhost', 'memory'],
      );
      const { situation: alertContext } = event;
      assert.ok(alertContext, 'what dma predict knows is in the event');
      assert.equal(alertContext.limit, limitBytes);
      assert.ok(alertContext.riskPercent! >= 50);
      const { culprits } = alertContext;
      // Five are named, and on a busy machine five others may have grown faster.
      const areOthers =
        culprits.length === 5 &&
        culprits.every(({ grownBytes, overSeconds }) => grownBytes > 0.9 * stepBytes * overSeconds);
      assert.ok(
        areOthers || culprits.some(({ pid }) => pid === stress.pid),
        `the process that takes the memory is named: ${JSON.stringify(culprits)}`,
      );
    });
  });

  it('is a FAILURE of the same episode once the limit has been crossed', async function () {
    await atEach(async ({ logged }) => {
      const line = await until('a FAILURE', 60, () => logged('FAILURE')[0]);
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
      await until('an empty table', 60, () => congress.rows().length === 0);
      const okay = await until('the last POST', 60, () => posts.find(({ severity }) => severity === 'OKAY'));
      // On a busy machine others may have grown faster, and go on.
      const { ended = [] } = okay.situation!;
      const failure = posts.findLast(({ severity }) => severity === 'FAILURE');
      const isFirst = failure?.situation?.culprits[0]?.pid === stress.pid;
      assert.ok(!isFirst || ended.some(({ pid }) => pid === stress.pid), JSON.stringify({ failure, okay }));
      assert.equal(logged('OKAY').length, 1);
    });
  });

  /** Waits until the prediction has forgotten what came before. */
  const settle = async (watch: StackWatch): Promise<void> => {
    await until('the prediction to settle', 60, async () => {
      const used = (await watch.history(memory.series)).at(-1)?.values[0];
      const predicted = (await watch.history('localhost/dma/memory')).at(-1)?.values[0];
      return used !== undefined && predicted !== undefined && Math.abs(predicted - used) < 0.2 * bulkBytes;
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
