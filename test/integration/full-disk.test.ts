import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';
import { makeReachable } from '../../tools/stack/reachable-program.ts';
import { HostileReceiver } from '../support/hostile-receiver.ts';
import type { RunningDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';
import { MountNamespace, type Ended } from '../support/mount-namespace.ts';
import { notificationText } from '../support/spool-stage.ts';

const enqueueScript = join(packageRoot, 'plugins/dma-enqueue');

describe('a spool on a small file system of its own', () => {
  let folder: string;
  let spool: string;
  let config: string;
  let disk: MountNamespace | undefined;
  let receiver: HostileReceiver;
  let dma: RunningDma | undefined;
  let accepted: string[];
  /** A process that fills the disk. */
  let hog: number | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'full-disk-'));
    [spool, config] = [join(folder, 'spool'), join(folder, 'dma.yaml')];
    mkdirSync(spool);
    receiver = await HostileReceiver.start(200);
    accepted = [];
    [dma, disk, hog] = [undefined, undefined, undefined];
  });
  afterEach(async () => {
    stopHog();
    dma?.child.kill('SIGKILL');
    await dma?.exited;
    await disk?.stop();
    await receiver.close();
    await rm(folder, { recursive: true });
  });

  function stopHog(): void {
    if (hog !== undefined) process.kill(hog, 'SIGKILL');
    hog = undefined;
  }

  async function mount(options: string): Promise<void> {
    disk = await MountNamespace.start('mount -t tmpfs -o "$1" none "$2"', options, spool);
    // A receiver that is down for a while, and one that is not.
    const url = `url: "${receiver.origin}/", timeoutSeconds: 5`;
    writeFileSync(config, `spool: ${spool}\nnotifiers:\n  http: {${url}}\n  http-second: {${url}}\n`);
  }

  const seen = (path: string): string => disk!.seen(join(spool, path));
  const deliver = (): RunningDma => (dma = disk!.startDma(['deliver', '--config', config]));

  function enqueue(host: string): Ended {
    const ended = disk!.run(
      ['sh', enqueueScript, spool],
      notificationText(host, 'WARNING', Date.now() / 1000),
    );
    if (ended.status === 0) accepted.push(host);
    return ended;
  }

  /** Takes all the space that is left. */
  function fill(): void {
    disk!.run(['dd', 'if=/dev/zero', `of=${join(spool, 'filler')}`, 'bs=4k']);
  }

  /** Another program takes all that there ever is, a hundred times a second. */
  function keepFilling(): void {
    const loop =
      '(while cat /dev/zero; sleep 0.01; do :; done >>"$1/filler" 2>/dev/null) >/dev/null 2>&1 & echo $!';
    const { stdout } = disk!.run(['sh', '-c', loop, 'sh', spool]);
    hog = Number(stdout);
    fill();
  }

  /** Takes all the names that are left. */
  function useNames(): void {
    disk!.run(['sh', '-c', 'for n in $(seq 999); do : >"$1/filler$n" || exit; done', 'sh', spool]);
  }

  /** While the disk is full, `dma deliver` makes a file and removes it, again and again. */
  async function rounds(count: number): Promise<void> {
    for (let round = 0; round < count; round++) {
      const { mtimeMs } = statSync(seen('tmp'));
      await until('another round', 60, () => statSync(seen('tmp')).mtimeMs > mtimeMs);
    }
  }

  function assertRefused({ status, stdout, stderr }: Ended): void {
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(
      stderr,
      /^dma-enqueue: notification lost: cannot write to \S+\/tmp as \w+: .*No space left on device\n$/,
    );
    assert.deepEqual(
      readdirSync(seen('tmp')).filter((name) => /^\d/.test(name)),
      [],
      'no half file',
    );
  }

  for (const [what, options, use] of [
    ['space', 'size=400k', fill],
    ['names for files', 'size=400k,nr_inodes=40', useNames],
  ] as const)
    it(`that has no reserve and no more ${what}: dma-enqueue says so and leaves no half file, and what it accepted is delivered`, async () => {
      await mount(options);
      receiver.behaviour = 503;
      const { output } = deliver();
      for (const host of ['a', 'b', 'c']) assert.equal(enqueue(host).status, 0);
      await until(
        'the first attempt',
        60,
        () => receiver.requests.length > 1 && readdirSync(seen('new')).length === 0,
      );
      use();
      assertRefused(enqueue('lost'));
      receiver.behaviour = 200;
      await until('what had been accepted', 60, () => new Set(hostsOf(takenBodies())).size === 3);
      // What was delivered has made room.
      await until('room', 60, () => enqueue('d').status === 0 || undefined);
      for (const name of readdirSync(seen(''))) if (name.startsWith('filler')) rmSync(seen(name));
      enqueue('e');
      await until('all of it, by both notifiers', 60, () => takenBodies().length === 10);
      dma!.child.kill('SIGTERM');
      assert.equal(await dma!.exited, 0);
      assert.deepEqual([...new Set(hostsOf(takenBodies()))].sort(), accepted.sort());
      for (const name of ['http', 'http-second']) assert.deepEqual(readdirSync(seen(`queue/${name}`)), []);
      assert.doesNotMatch(output.stderr, /dead letter|failed\/|lost/);
    });

  for (const [what, options, use] of [
    ['space', 'size=20m', fill],
    ['space, which another program takes as soon as there is some', 'size=20m', keepFilling],
    ['names for files', 'size=20m,nr_inodes=150', useNames],
  ] as const)
    it(`that has no more ${what}, and a reserve: alerts are accepted, say so, and are delivered while it is full`, async () => {
      await mount(options);
      const { output } = deliver();
      await until('a reserve', 60, () => existsSync(seen('reserve')) && pieces().length === 20);
      use();
      for (const host of ['a', 'b', 'c']) {
        const { status, stderr } = enqueue(host);
        assert.equal(status, 0, stderr);
        assert.match(
          stderr,
          /^(dma-enqueue: no space left on the disk of \S+: kept the notification in .*\n)?$/,
        );
        await until(host, 60, () => hostsOf(takenBodies()).filter((taken) => taken === host).length === 2);
      }
      const left = pieces().length;
      assert.ok(left < 20 && left > 0, `${left} pieces are left`);
      stopHog();
      await until('a complaint', 60, () => /reserve .* is not whole/.test(output.stderr));
      for (const name of readdirSync(seen(''))) if (name.startsWith('filler')) rmSync(seen(name));
      await until('a whole reserve', 60, () => pieces().length === 20);
      await until('the end of it', 60, () => output.stderr.includes('recovered after'));
      dma!.child.kill('SIGTERM');
      assert.equal(await dma!.exited, 0);
      assert.equal(takenBodies().length, 6);
      assert.equal(output.stderr.trim().split('\n').length, 2, output.stderr);
    });

  it('on which what is removed goes to others at once: dma-enqueue writes over the reserve', async () => {
    await mount('size=20m');
    deliver();
    await until('a reserve', 60, () => existsSync(seen('reserve')) && pieces().length === 20);
    // As file systems do with the blocks that are kept for root, once root has used them.
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    for (const [name, command] of [
      ['rm', '/bin/rm "$@"'],
      ['dd', '/bin/dd "$@"'],
    ] as const) {
      const taken = `cat /dev/zero >>'${join(spool, 'filler')}' 2>/dev/null`;
      writeFileSync(join(bin, name), `#!/bin/sh\n${command}\nstatus=$?\n${taken}\nexit $status\n`, {
        mode: 0o755,
      });
    }
    fill();
    const text = notificationText('a', 'WARNING', Date.now() / 1000);
    const { status, stderr } = disk!.run(
      ['env', `PATH=${bin}:${process.env['PATH']}`, 'sh', enqueueScript, spool],
      text,
    );
    assert.equal(status, 0, stderr);
    assert.match(stderr, /^dma-enqueue: no space left on the disk of \S+: kept the notification in .*\n$/);
    await until('the event', 60, () => hostsOf(takenBodies()).length === 2);
    assert.ok(pieces().length > 10, `${pieces().length} pieces are left`);
  });

  const pieces = (): string[] => readdirSync(seen('reserve'));

  function takenBodies(): string[] {
    return receiver.requests.flatMap(({ behaviour, body }) => (behaviour === 200 ? [body] : []));
  }

  it('that has room for what arrives and not for what follows: said once, nothing is sent twice, and all of it when there is room', async () => {
    await mount('size=400k');
    for (const host of ['a', 'b', 'c', 'd', 'e', 'f']) assert.equal(enqueue(host).status, 0);
    // For the event of one receiver, but not of two and for what is remembered.
    fill();
    const { output } = deliver();
    await until('a complaint', 60, () => output.stderr.includes('has no space left'));
    const { length } = output.stderr;
    await rounds(1);
    disk!.run(['truncate', '--size=-4096', join(spool, 'filler')]);
    await rounds(2);
    assert.equal(receiver.requests.length, 0);
    assert.equal(output.stderr.length, length, 'it is said once');
    rmSync(seen('filler'));
    await until('all of it', 60, () => takenBodies().length === 12);
    await until('the end of it', 60, () => output.stderr.includes('recovered after'));
    dma!.child.kill('SIGTERM');
    assert.equal(await dma!.exited, 0);
    assert.equal(receiver.requests.length, 12, 'nothing is sent twice');
    assert.equal(output.stderr.trim().split('\n').length, 2, output.stderr);
  });

  describe('that cannot be written', () => {
    let bin: string;
    before(async () => {
      bin = makeReachable(await mkdtemp(join(tmpdir(), 'reachable-')));
      chmodSync(dirname(bin), 0o755);
    });
    after(() => rm(dirname(bin), { recursive: true }));

    const isRoot = process.getuid!() === 0;
    const nobody = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'] : [];
    const asNobody = ([program, ...args]: readonly string[]): Ended => {
      const [first, ...rest] = [...nobody, program!, ...args];
      return spawnSync(first!, rest, { input: notificationText('a', 'WARNING', 1e9), encoding: 'utf8' });
    };
    const run = (command: readonly string[]): Ended => disk?.run(command) ?? asNobody(command);

    for (const [name, prepare, enqueueSays, deliverSays] of [
      [
        'because its file system is read-only',
        () => mount('ro'),
        /^cannot create \S+ and \S+ as root: mkdir: .*: Read-only file system$/,
        /^cannot use \S+ as \w+: EROFS: .*; mount its file system for writing, or set spool: to another directory$/,
      ],
      [
        'because it is of another user',
        async () => {
          for (const path of ['tmp', 'new', 'failed', 'queue', 'retry'])
            mkdirSync(join(spool, path), { mode: 0o755 });
          for (const path of ['tmp', 'new', '']) chmodSync(join(spool, path), 0o555);
        },
        /^cannot write to \S+ as \w+: dd: .*: Permission denied$/,
        /^cannot use \S+ as \w+: EACCES: .*; give \S+ to this user \(chown -R\), or start dma deliver as the one that has it$/,
      ],
      [
        'because it is not there and cannot be made',
        async () => {
          rmdirSync(spool);
          chmodSync(folder, 0o555);
        },
        /^cannot create \S+ and \S+ as \w+: mkdir: .*: Permission denied$/,
        /^cannot use \S+ as \w+: EACCES: .*; make it: install -d -o \w+ -m 750 \S+$/,
      ],
    ] as const)
      it(`${name}: dma-enqueue and dma deliver say so in one line each, and end`, async () => {
        writeFileSync(config, `spool: ${spool}\nnotifiers:\n  log: {}\n`, { mode: 0o644 });
        chmodSync(folder, 0o755);
        await prepare();
        const enqueued = run([join(bin, 'dma-enqueue'), spool]);
        const delivered = run([join(bin, 'dma'), 'deliver', '--config', config]);
        for (const path of [folder, spool, join(spool, 'tmp'), join(spool, 'new')])
          if (!disk && existsSync(path)) chmodSync(path, 0o755);
        assert.deepEqual([enqueued.status, delivered.status], [1, 2]);
        const [line, more] = enqueued.stderr.split('\n');
        assert.match(line!.replace('dma-enqueue: notification lost: ', ''), enqueueSays);
        assert.equal(more, '');
        const [complaint, ...others] = delivered.stderr.split('\n');
        assert.match(complaint!.replace('dma: spool: ', ''), deliverSays);
        assert.deepEqual(others, ['']);
      });
  });
});

function hostsOf(bodies: readonly string[]): string[] {
  return bodies.map((body) => (JSON.parse(body) as { host: string }).host);
}
