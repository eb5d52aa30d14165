import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cgroupOf, processMemoryReader, readPageBytes } from '../../plugins/alert-context/process-memory.ts';
import { CulpritWatch } from '../../plugins/alert-context/culprits-watch.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { until } from '../support/until.ts';
import { readName } from '../../plugins/samples/series-names.ts';

const series = { target: 'memory', identifier: readName('here/memory/memory-used'), horizonSeconds: 60 };
const mebibyte = 2 ** 20;
const taken = 200 * mebibyte;

/** Calls itself so, takes 200 MiB for each line that it reads, writes to every page of it, and says so. */
const glutton = `
  process.title = 'glut) ton';
  const kept = [];
  process.stdin.on('data', () => {
    kept.push(Buffer.alloc(${taken}, 1));
    process.stdout.write('taken\\n');
  });
  process.stdout.write('ready\\n');
`;

describe('culprits', () => {
  let child: ChildProcess;
  const { log, said } = recordedLog();

  beforeEach(async () => {
    child = spawn(process.execPath, ['-e', glutton], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout!, 'data');
  });

  afterEach(async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  });

  async function takeMore(): Promise<void> {
    const done = once(child.stdout!, 'data');
    child.stdin!.write('more\n');
    await done;
  }

  it('names the process that has really grown, by how much, to what, and where it runs', async () => {
    let now = 1000;
    const watch = new CulpritWatch({
      host: 'here',
      read: processMemoryReader(),
      cgroupOf,
      log,
      now: () => now,
    });
    await watch.look(series, 0);
    await takeMore();
    now += 5;
    await watch.look(series, taken);
    // Other tests, which run beside this one, may take more.
    const culprit = watch.culprits(series).find(({ pid }) => pid === child.pid)!;
    assert.equal(culprit.name, 'glut) ton');
    assert.equal(culprit.overSeconds, 5);
    assert.ok(Math.abs(culprit.grownBytes - taken) < 16 * mebibyte, `${culprit.grownBytes}`);
    assert.equal(culprit.cgroup, cgroupOf(child.pid!));
    assert.ok(Math.abs(culprit.residentBytes - residentOf(child.pid!)) < 16 * mebibyte);
    assert.deepEqual(said(), []);
  });

  it('names the process that had grown when it was killed', async () => {
    let now = 1000;
    const all = processMemoryReader();
    const { pid } = child;
    // Another test, which runs beside this one, may take more.
    const read = async () => (await all()).filter((one) => one.pid === pid);
    const watch = new CulpritWatch({ host: 'here', read, cgroupOf, log, now: () => now });
    await watch.look(series, 0);
    await takeMore();
    now += 5;
    await watch.look(series, taken);
    assert.deepEqual(watch.ended(series), [], 'it is still there');
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    now += 5;
    await watch.look(series, 0);
    assert.deepEqual(
      watch.ended(series).map(({ name }) => name),
      ['glut) ton'],
    );
    child = spawn(process.execPath, ['-e', '']);
  });

  it('sees a process that is new with all it holds, and no longer one that has ended', async () => {
    const read = processMemoryReader();
    await takeMore();
    const held = await until('200 MiB', 60, async () =>
      (await read()).find(({ pid, residentBytes }) => pid === child.pid && residentBytes > taken),
    );
    assert.ok(Math.abs(held.residentBytes - residentOf(child.pid!)) < 16 * mebibyte);
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    assert.equal(
      (await read()).find(({ pid }) => pid === child.pid),
      undefined,
    );
    child = spawn(process.execPath, ['-e', '']);
  });

  it('counts in pages of the size that the system has', () => {
    const pages = Number(readFileSync('/proc/self/statm', 'latin1').split(' ')[1]);
    const ratio = residentOf(process.pid) / (pages * readPageBytes());
    assert.ok(ratio > 0.9 && ratio < 1.1, `${ratio}`);
  });
});

/** In bytes, by the kernel's own reckoning. */
function residentOf(pid: number): number {
  return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))![1]);
}
