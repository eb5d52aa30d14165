import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../../tools/package-root.ts';
import type { RunningDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';
import { spoolOwner } from '../support/spool-owner.ts';
import { notificationText, SpoolStage } from '../support/spool-stage.ts';

const notifications = 5000;
const throughEnqueue = 100;
const seconds = 10;
const mebi = 2 ** 20;

describe('a storm of notifications', function () {
  // A disk that is slow to sync makes it take minutes.
  this.timeout(600_000);
  let stage: SpoolStage;
  let running: RunningDma | undefined;

  before(async function () {
    stage = await SpoolStage.start();
  });

  after(async function () {
    running?.child.kill('SIGKILL');
    await running?.exited;
    await stage?.stop();
  });

  it(`of ${notifications} in ${seconds} s is delivered to the last one, by one process of bounded size`, async function () {
    running = stage.deliver();
    const { pid } = running.child;
    const begin = Date.now() / 1000;
    // By then flock has ended, which it starts to lock the spool.
    await until('its lock', 60, () => spoolOwner(stage.spool) === pid && childrenOf(pid!) === 0);
    const quiet = residentBytes(pid!);
    let maxChildren = 0;
    const enqueued: Promise<number | null>[] = [];
    const start = performance.now();
    for (let sent = 0; sent < notifications;) {
      const due = Math.min(notifications, ((performance.now() - start) / 1000 / seconds) * notifications);
      for (; sent < due; sent++) {
        const time = begin + sent / 1000;
        if (sent % (notifications / throughEnqueue) === 0) enqueued.push(enqueue(`web${sent}`, time));
        else stage.enqueue(`web${sent}`, 'WARNING', time);
      }
      maxChildren = Math.max(maxChildren, childrenOf(pid!));
      await sleep(20);
    }
    assert.deepEqual(new Set(await Promise.all(enqueued)), new Set([0]));
    const stormSeconds = (performance.now() - start) / 1000;
    const sources = (): number => new Set(stage.received.map(({ source }) => source)).size;
    await until('all of them', 300, () => sources() === notifications);
    const totalSeconds = (performance.now() - start) / 1000;
    await sleep(500);
    const most = residentBytes(pid!, 'VmHWM');
    // A disk may stand still for longer than a receiver is waited for. Then it says so, and only then is an event
    // repeated.
    const said = running.output.stderr;
    const repeated = stage.received.length - notifications;
    if (!said.includes('cannot deliver now (timeout)'))
      assert.deepEqual({ said, repeated }, { said: '', repeated: 0 });
    assert.equal(new Set(stage.received.map(({ key }) => key)).size, notifications);
    for (const name of ['new', 'queue/http', 'failed'])
      await until(`an empty ${name}`, 60, () => readdirSync(join(stage.spool, name)).length === 0);
    process.stdout.write(
      `      ${notifications} in ${stormSeconds.toFixed(1)} s, delivered after ${totalSeconds.toFixed(1)} s, ${repeated} repeated; ` +
        `resident: ${(quiet / mebi).toFixed(0)} MiB before, at most ${(most / mebi).toFixed(0)} MiB\n`,
    );
    // The garbage collector takes its time; what grows without bound would take far more.
    assert.ok(most < quiet + 400 * mebi, `${most / mebi} MiB`);
    assert.equal(maxChildren, 0, 'it starts no processes of its own');
    running.child.kill('SIGTERM');
    assert.equal(await running.exited, 0);
  });

  /** As collectd starts it. */
  async function enqueue(host: string, time: number): Promise<number | null> {
    const child = spawn(join(packageRoot, 'plugins/dma-enqueue'), [stage.spool], {
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    child.stdin.end(notificationText(host, 'WARNING', time));
    const [code] = (await once(child, 'close')) as [number | null];
    return code;
  }
});

function residentBytes(pid: number, field: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)![1]) * 1024;
}

function childrenOf(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    childrenOfTask(`/proc/${pid}/task/${task}/children`),
  ).length;
}

/** A thread may end while it is looked at. */
function childrenOfTask(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\s+/).filter(Boolean);
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code!)) return [];
    throw error;
  }
}
