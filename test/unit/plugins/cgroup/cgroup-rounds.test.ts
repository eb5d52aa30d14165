import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CgroupRounds, runCgroupRounds, type CgroupParts } from '../../../../plugins/cgroup/cgroup-rounds.ts';
import { ContainerLabels } from '../../../../plugins/cgroup/container-labels.ts';
import { Glob } from '../../../../plugins/collectd/glob.ts';
import { formatIdentifier } from '../../../../plugins/collectd/identifier.ts';
import { formatPutval, type ValueList } from '../../../../plugins/collectd/text-protocol.ts';
import { TransitionLog } from '../../../../plugins/process/logger.ts';
import { recordedTree, writeTree } from '../../../support/cgroup-tree.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const mebi = 2 ** 20;
const machineBytes = 512 * mebi;
const id = '0123456789abcdef'.repeat(4);

/** A group of version 2 with nothing but memory. */
const group = (path: string, max = 'max'): Record<string, string> => ({
  [`${path}/memory.current`]: '4096\n',
  [`${path}/memory.max`]: `${max}\n`,
});

describe('the values of control groups', () => {
  const scratch = scratchFolder();
  let given: ValueList[];
  let lines: string[];

  const rounds = (more: Partial<CgroupParts> = {}): CgroupRounds => new CgroupRounds(parts(more));

  function parts(more: Partial<CgroupParts> = {}): CgroupParts {
    given = [];
    lines = [];
    const write = (text: string): unknown => lines.push(text);
    const nowhere = join(scratch(), 'nowhere');
    return {
      root: scratch(),
      host: 'web1',
      only: [],
      maxGroups: 100,
      machineBytes,
      machinePids: 4096,
      intervalSeconds: 10,
      labels: new ContainerLabels({ docker: nowhere, podman: nowhere, kubernetes: nowhere }),
      output: { putValues: (list) => given.push(list) },
      log: new TransitionLog({ info: write, warn: write, error: write }, () => 0),
      now: () => 1000,
      sleep: () => Promise.resolve(),
      ...more,
    };
  }

  /** The values of one round by name, without the host. */
  async function valuesOf(look: CgroupRounds): Promise<Record<string, number>> {
    given = [];
    await look.round();
    return Object.fromEntries(
      given.map(({ identifier, values }) => [formatIdentifier(identifier).slice('web1/'.length), values[0]!]),
    );
  }

  /** The names of the groups of one round. */
  async function namesOf(look: CgroupRounds): Promise<string[]> {
    const names = Object.keys(await valuesOf(look)).map((name) => name.split('/')[0]!);
    return [...new Set(names)]
      .filter((name) => name !== 'cgroup')
      .map((name) => name.slice('cgroup-'.length));
  }

  const root = { 'cgroup.controllers': 'cpuset cpu io memory pids\n' };

  it('are those of the kernel, of version 2', async () => {
    writeTree(scratch(), recordedTree('version-2'));
    const values = await valuesOf(rounds());
    const own = Object.entries(values).filter(([name]) => name.startsWith('cgroup-web.service/'));
    assert.deepEqual(Object.fromEntries(own.map(([name, value]) => [name.split('/')[1], value])), {
      'memory-used': 29630464 - 19736,
      'memory-cached': 0,
      'memory-slab_recl': 19736,
      'memory-limit': 64 * mebi,
      'count-pids': 1,
      'count-pids_limit': 100,
      'total_events-low': 0,
      'total_events-high': 0,
      'total_events-max': 172,
      'total_events-oom': 9,
      'total_events-oom_kill': 1,
      'total_events-oom_group_kill': 0,
      'percent-memory_some': 1.49,
      'percent-memory_full': 0.18,
      'cpu-user': 195,
      'cpu-system': 166,
      'cpu-throttled': 315,
    });
    assert.equal(values['cgroup-system.slice/memory-limit'], 200 * mebi);
    assert.equal(values['cgroup-docker-0123456789ab/memory-limit'], machineBytes);
    assert.equal(values['cgroup/gauge-groups'], 3);
  });

  it('are those of the kernel, of version 1', async () => {
    writeTree(scratch(), recordedTree('version-1'));
    const values = await valuesOf(rounds());
    const own = Object.entries(values).filter(([name]) => name.startsWith('cgroup-web/'));
    assert.deepEqual(Object.fromEntries(own.map(([name, value]) => [name.split('/')[1], value])), {
      'memory-used': 48627712 - 47185920,
      'memory-cached': 47185920,
      'memory-limit': 200 * mebi,
      'count-pids': 1,
      'count-pids_limit': 50,
      'total_events-max': 0,
      'total_events-oom_kill': 0,
      'cpu-user': 78,
      'cpu-system': 3,
      'cpu-throttled': 0,
    });
    assert.equal(values['cgroup/gauge-groups'], 2);
  });

  it('come from the version that has the controller of memory', async () => {
    writeTree(scratch(), {
      'unified/cgroup.controllers': 'hugetlb\n',
      'memory/memory.limit_in_bytes': '9223372036854771712\n',
      'memory/a/memory.usage_in_bytes': '1\n',
    });
    assert.deepEqual(await namesOf(rounds()), ['a']);
    writeTree(scratch(), { 'unified/cgroup.controllers': 'memory\n', ...group('unified/b') });
    assert.deepEqual(await namesOf(rounds()), ['b']);
  });

  it('have the root of a container as a group, and its limit for all within it', async () => {
    writeTree(scratch(), {
      ...root,
      'memory.current': '8192\n',
      'memory.max': `${mebi}\n`,
      ...group('inner', String(2 * mebi)),
    });
    const values = await valuesOf(rounds());
    assert.equal(values['cgroup-root/memory-limit'], mebi);
    assert.equal(values['cgroup-inner/memory-limit'], mebi);
  });

  it('are found and forgotten as groups come and go', async () => {
    writeTree(scratch(), { ...root, ...group('a'), ...group('b') });
    const look = rounds();
    assert.deepEqual(await namesOf(look), ['a', 'b']);
    rmSync(join(scratch(), 'a'), { recursive: true });
    writeTree(scratch(), group('c'));
    assert.deepEqual(await namesOf(look), ['b', 'c']);
  });

  it('are those of the groups that are asked for', async () => {
    writeTree(scratch(), { ...root, ...group('a.service'), ...group('b.scope') });
    assert.deepEqual(await namesOf(rounds({ only: [new Glob('*.service')] })), ['a.service']);
  });

  it('are bounded: more groups are left out, which is logged once, and so is the end of it', async () => {
    writeTree(scratch(), { ...root, ...group('a'), ...group('b'), ...group('c/d'), ...group('c') });
    const look = rounds({ maxGroups: 3 });
    assert.deepEqual(await namesOf(look), ['a', 'b', 'c']);
    await look.round();
    assert.equal(lines.length, 1);
    assert.match(
      lines[0]!,
      /^the number of groups in .* is above 3; the others are left out \(--max-groups\)$/,
    );
    rmSync(join(scratch(), 'a'), { recursive: true });
    await look.round();
    assert.match(lines[1]!, /recovered/);
  });

  it('are cut off below sixteen folders', async () => {
    writeTree(scratch(), { ...root, ...group(Array.from({ length: 30 }, () => 'x').join('/')) });
    assert.equal((await valuesOf(rounds()))['cgroup/gauge-groups'], 16);
  });

  it('can be sent for every name that the kernel takes', async () => {
    const hostile = ['a"b\\c', 'tab\there', '-', '..-', ' ', '\u007f', '*?{a,b}', 'é'.repeat(127)];
    writeTree(scratch(), { ...root, ...Object.assign({}, ...hostile.map((name) => group(name))) });
    const names = await namesOf(rounds());
    assert.equal(names.length, hostile.length);
    assert.ok(names.includes(String.raw`tab\x09here`));
    for (const list of given) formatPutval(list);
    assert.deepEqual(lines, []);
  });

  it('leave out a group whose name is no text, and say so once', async () => {
    writeTree(scratch(), { ...root, ...group('a') });
    mkdirSync(Buffer.concat([Buffer.from(join(scratch(), 'x')), Buffer.from([0xff])]));
    const look = rounds();
    assert.deepEqual(await namesOf(look), ['a']);
    await look.round();
    assert.match(lines.join('\n'), /^the names in .* are not all valid Unicode; those groups are left out$/);
  });

  it('tell two groups of one name apart; the one that had it first keeps it', async () => {
    writeTree(scratch(), { ...root, ...group('z.slice/foo.service') });
    const look = rounds();
    await look.round();
    writeTree(scratch(), group('a.slice/foo.service'));
    const values = await valuesOf(look);
    const names = Object.keys(values).filter((name) => /^cgroup-foo.*memory-used$/.test(name));
    assert.equal(names.length, 2);
    assert.match(
      names.toSorted().join(' '),
      /^cgroup-foo\.service\/memory-used cgroup-foo\.service~[0-9a-f]{6}\//,
    );
    rmSync(join(scratch(), 'z.slice/foo.service'), { recursive: true });
    assert.deepEqual(await namesOf(look), ['foo.service']);
  });

  it('are named after a container as soon as its name is known', async () => {
    const namesFile = join(scratch(), 'names');
    const nowhere = join(scratch(), 'nowhere');
    const labels = new ContainerLabels({ namesFile, docker: nowhere, podman: nowhere, kubernetes: nowhere });
    writeTree(scratch(), { ...root, ...group(`docker-${id}.scope`) });
    const look = rounds({ labels });
    assert.deepEqual(await namesOf(look), ['docker-0123456789ab']);
    writeTree(scratch(), { names: `${id} web\n` });
    assert.deepEqual(await namesOf(look), ['web']);
    rmSync(namesFile);
    assert.deepEqual(await namesOf(look), ['web']);
  });

  it('say once that there are no control groups, and that there are some again', async () => {
    const look = rounds();
    await look.round();
    await look.round();
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /has no control groups with the controller of memory, of version 2 or 1$/);
    writeTree(scratch(), { ...root, ...group('a') });
    assert.deepEqual(await namesOf(look), ['a']);
    assert.match(lines[1]!, /recovered/);
  });

  it('leave out what a file does not tell as a number', async () => {
    writeTree(scratch(), {
      ...root,
      'a/memory.current': '4096\n',
      'a/memory.max': 'garbage\n',
      'a/memory.stat': 'active_file -1\nslab_reclaimable\n',
      'a/pids.current': '',
      'a/memory.pressure': 'some avg10=nan avg60=0.00\n',
      'a/cpu.stat': 'x'.repeat(100_000),
    });
    assert.deepEqual(await valuesOf(rounds()), {
      'cgroup-a/memory-used': 4096,
      'cgroup-a/memory-limit': machineBytes,
      'cgroup/gauge-groups': 1,
    });
  });

  for (const [title, jump] of [
    ['set back by an hour', -3600],
    ['set forward by an hour', 3600],
  ] as const)
    it(`are given once an interval, also when the clock is ${title}`, async () => {
      writeTree(scratch(), { ...root, ...group('a') });
      const end = new AbortController();
      const slept: number[] = [];
      let now = 1000;
      const sleep = (seconds: number): Promise<void> => {
        slept.push(seconds);
        now += seconds + (slept.length === 2 ? jump : 0);
        if (slept.length === 5) end.abort();
        return Promise.resolve();
      };
      await runCgroupRounds(parts({ now: () => now, sleep }), end.signal);
      assert.deepEqual(slept, [10, 10, 10, 10, 10]);
    });
});
