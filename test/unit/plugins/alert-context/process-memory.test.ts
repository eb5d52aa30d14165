import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cgroupOf,
  parseStat,
  processMemoryReader,
  readPageBytes,
  readProcessMemory,
  parseCgroup,
} from '../../../../plugins/alert-context/process-memory.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

/** A line of /proc/<pid>/stat with this name, start and number of resident pages. */
function statLine(pid: number, name: string, startTicks: number, pages: number): string {
  const fields = Array.from({ length: 50 }, () => '7');
  fields[0] = 'S';
  fields[22 - 3] = String(startTicks);
  fields[24 - 3] = String(pages);
  return `${pid} (${name}) ${fields.join(' ')}\n`;
}

/** The number of this process' open descriptors. */
function opened(): number {
  return readdirSync('/proc/self/fd').length;
}

describe('the memory of processes', () => {
  const scratch = scratchFolder();

  function arrive(pid: number | string, line: string): void {
    mkdirSync(join(scratch(), String(pid)));
    writeFileSync(join(scratch(), String(pid), 'stat'), line);
  }

  it('is pages times their size, with name, pid and start', () => {
    assert.deepEqual(parseStat(statLine(4711, 'stress-ng', 276_362, 3), 65_536), {
      pid: 4711,
      name: 'stress-ng',
      startTicks: 276_362,
      residentBytes: 3 * 65_536,
    });
  });

  it('is read whatever a program calls itself', () => {
    for (const name of ['a b', 'a) S 1 (b', '((', '', 'a\nb', 'Web Content']) {
      assert.equal(parseStat(statLine(9, name, 5, 2), 4096)?.name, name);
      assert.equal(parseStat(statLine(9, name, 5, 2), 4096)?.residentBytes, 8192);
    }
  });

  it('leaves out what holds nothing, and what is no process', () => {
    assert.equal(parseStat(statLine(2, 'kthreadd', 0, 0), 4096), undefined);
    for (const line of ['', '12', '12 (a', '12 a) S', '12 (a) S 1 2', 'x (a) S']) {
      assert.equal(parseStat(line, 4096), undefined, line);
    }
  });

  it('is that of all processes, without those that have just ended', async () => {
    arrive(1, statLine(1, 'init', 3, 1));
    arrive(30, statLine(30, 'b', 4, 2));
    arrive(31, '');
    for (const name of ['self', '1x', 'x1', '01']) arrive(name, statLine(99, 'self', 4, 2));
    mkdirSync(join(scratch(), '32'));
    writeFileSync(join(scratch(), 'meminfo'), '');
    const found = await readProcessMemory(4096, scratch());
    assert.deepEqual(
      new Map(found.map(({ pid, residentBytes }) => [pid, residentBytes])),
      new Map([
        [1, 4096],
        [30, 8192],
      ]),
    );
  });

  it('fails as a whole when one cannot be read for another reason: it would look new the next time', async () => {
    arrive(1, statLine(1, 'init', 3, 1));
    mkdirSync(join(scratch(), '30', 'stat'), { recursive: true });
    await assert.rejects(readProcessMemory(4096, scratch()), /EISDIR/);
    await assert.rejects(readProcessMemory(4096, join(scratch(), 'no')), /ENOENT/);
  });

  it('keeps no file open', async () => {
    for (let pid = 1; pid <= 60; pid++) arrive(pid, statLine(pid, 'p', 1, 1));
    const before = opened();
    await readProcessMemory(4096, scratch());
    assert.ok(opened() < before + 50, `${before}, then ${opened()} descriptors`);
  });

  it('is that of the processes of this machine', async () => {
    const found = await processMemoryReader()();
    const own = found.find(({ pid }) => pid === process.pid)!;
    assert.ok(own.residentBytes > 2 ** 20 && own.residentBytes < 2 ** 40, `${own.residentBytes}`);
  });

  it('lets others work after every fifty processes', async () => {
    for (let pid = 1; pid <= 200; pid++) arrive(pid, statLine(pid, 'p', 1, 1));
    let isDone = false;
    let turns = 0;
    const count = (): void => {
      turns++;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    const found = await readProcessMemory(4096, scratch());
    isDone = true;
    assert.equal(found.length, 200);
    assert.ok(turns >= 3 && turns < 20, `${turns} turns of the event loop`);
  });

  it('takes the smallest of our pages as their size', () => {
    const file = join(scratch(), 'smaps');
    writeFileSync(
      file,
      'KernelPageSize:     2048 kB\nMMUPageSize:          64 kB\nKernelPageSize:       64 kB\n',
    );
    assert.equal(readPageBytes(file), 65_536);
    writeFileSync(file, 'Rss: 4 kB\n');
    assert.throws(() => readPageBytes(file), /smaps names no KernelPageSize/);
    assert.throws(() => readPageBytes(join(scratch(), 'no')), /ENOENT/);
  });
});

describe('the control group of a process', () => {
  const scratch = scratchFolder();

  it('is read by its pid, and is not known once the process has ended', () => {
    mkdirSync(join(scratch(), '7'));
    writeFileSync(join(scratch(), '7', 'cgroup'), '0::/system.slice/nginx.service\n');
    assert.deepEqual([cgroupOf(7, scratch()), cgroupOf(8, scratch())], ['nginx.service', undefined]);
  });

  const container = 'docker-5b1b6a1a5d7d4b7e8f0c9d3a2e1f6b8c7d9e0f1a2b3c4d5e6f7a8b9c0d1e2f3a.scope';
  const groups: readonly (readonly [string, string | undefined])[] = [
    ['0::/system.slice/nginx.service\n', 'nginx.service'],
    ['0::/system.slice/nginx.service/workers\n', 'nginx.service'],
    ['0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-x.scope\n', 'app-x.scope'],
    [`0::/system.slice/${container}\n`, container],
    ['0::/lxc/web\n', 'web'],
    ['0::/../../other.service\n', 'other.service'],
    ['0::/../..\n', undefined],
    ['0::/system.slice/a.service.d/web\n', 'web'],
    ['12:cpu:/x\n5:memory:/docker/0123abcd\n1:name=systemd:/init.scope\n0::/\n', '0123abcd'],
    ['5:cpu,memory:/both\n0::/\n', 'both'],
    ['5:memory:/\n1:name=systemd:/system.slice/a.service\n', 'a.service'],
    ['0::/\n', undefined],
    ['', undefined],
    ['nonsense', undefined],
    [`0::/${'x'.repeat(200)}\n`, 'x'.repeat(80)],
  ];
  for (const [text, name] of groups) {
    it(`is ${name?.slice(0, 30) ?? 'not known'} in ${JSON.stringify(text.slice(0, 60))}`, () => {
      assert.equal(parseCgroup(text), name);
    });
  }
});
