import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { maxNotificationBytes } from '../../plugins/collectd/notification.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const script = fileURLToPath(new URL('../../plugins/dma-enqueue', import.meta.url));
const notification =
  'Severity: WARNING\nTime: 1795226495.716\nHost: größe\n\n"quoted" \\ $HOME `id`\n\n last';

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function enqueue(
  args: readonly string[],
  input: string | Buffer = notification,
  env: NodeJS.ProcessEnv = {},
): Outcome {
  return spawnSync('/bin/sh', [script, ...args], {
    input,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LC_ALL: 'C', ...env },
  });
}

describe('dma-enqueue', () => {
  const scratch = scratchFolder();

  it('puts what it reads into new/, whole and unchanged, and says nothing', () => {
    const spool = join(scratch(), 'deep', 'spool');
    const { status, stdout, stderr } = enqueue([spool]);
    assert.deepEqual([status, stdout, stderr], [0, '', '']);
    const names = readdirSync(join(spool, 'new'));
    assert.equal(names.length, 1);
    assert.match(names[0]!, /^\d+\.\d{9}\.\d+$/);
    assert.equal(readFileSync(join(spool, 'new', names[0]!), 'utf8'), notification);
    assert.deepEqual(readdirSync(join(spool, 'tmp')), []);
  });

  it('lets nobody but owner and group read it', () => {
    enqueue([scratch()]);
    const [name] = readdirSync(join(scratch(), 'new'));
    assert.equal(statSync(join(scratch(), 'new', name!)).mode & 0o777, 0o640);
  });

  it('makes one file of each notification, named so that they sort by time', () => {
    for (let i = 0; i < 10; i++) assert.equal(enqueue([scratch()], `${i}`).status, 0);
    const names = readdirSync(join(scratch(), 'new')).toSorted();
    assert.deepEqual(
      names.map((name) => readFileSync(join(scratch(), 'new', name), 'utf8')),
      Array.from({ length: 10 }, (_, i) => `${i}`),
    );
  });

  it('takes bytes as they are', () => {
    const bytes = Buffer.from([0, 255, 10, 13, 0xc3, 37, 92]);
    enqueue([scratch()], bytes);
    const [name] = readdirSync(join(scratch(), 'new'));
    assert.deepEqual(readFileSync(join(scratch(), 'new', name!)), bytes);
  });

  it('takes from an input without end one byte more than the longest notification has, and ends', () => {
    const zeros = openSync('/dev/zero', 'r');
    const { status } = spawnSync('/bin/sh', [script, scratch()], { stdio: [zeros, 'ignore', 'ignore'] });
    closeSync(zeros);
    assert.equal(status, 0);
    const [name] = readdirSync(join(scratch(), 'new'));
    assert.equal(statSync(join(scratch(), 'new', name!)).size, maxNotificationBytes + 1);
  });

  it('waits for all of an input that comes bit by bit', () => {
    const slow = '(for i in 1 2 3 4 5; do printf "$i"; sleep 0.02; done) | sh "$0" "$1"';
    spawnSync('/bin/sh', ['-c', slow, script, scratch()]);
    const [name] = readdirSync(join(scratch(), 'new'));
    assert.equal(readFileSync(join(scratch(), 'new', name!), 'utf8'), '12345');
  });

  it('takes the spool from DMA_SPOOL when it is given none', () => {
    assert.equal(enqueue([], notification, { DMA_SPOOL: scratch() }).status, 0);
    assert.equal(readdirSync(join(scratch(), 'new')).length, 1);
  });

  it('ends only when the file and its name are on the disk', () => {
    const tools = join(scratch(), 'tools');
    const calls = join(scratch(), 'calls');
    mkdirSync(tools);
    for (const tool of ['dd', 'mv', 'sync']) {
      const real = ['/bin', '/usr/bin'].map((folder) => join(folder, tool)).find((path) => existsSync(path));
      writeFileSync(join(tools, tool), `#!/bin/sh\necho ${tool} "$@" >>${calls}\nexec ${real} "$@"\n`, {
        mode: 0o755,
      });
    }
    const spool = join(scratch(), 'spool');
    assert.equal(enqueue([spool], notification, { PATH: `${tools}:${process.env['PATH']}` }).status, 0);
    const [made, write, rename, sync] = readFileSync(calls, 'utf8').trim().split('\n');
    assert.equal(made, `sync ${spool}`, 'the names of the folders that it has made');
    assert.match(write!, /^dd .*conv=fsync of=\S+\/tmp\/\S+$/);
    assert.match(rename!, /^mv \S+\/tmp\/\S+ \S+\/new\/\S+$/);
    assert.equal(sync, `sync ${spool}/new`);
  });

  for (const [program, folder] of [
    ['dd', 'tmp'],
    ['mv', 'new'],
  ] as const)
    it(`loses nothing when ${folder}/ is removed just before ${program}`, () => {
      const tools = join(scratch(), 'tools');
      const spool = join(scratch(), 'spool');
      mkdirSync(tools);
      const real = ['/bin', '/usr/bin'].map((path) => join(path, program)).find((path) => existsSync(path));
      const remove = `[ -e ${tools}/done ] || { rm -r ${spool}/${folder}; touch ${tools}/done; }`;
      writeFileSync(join(tools, program), `#!/bin/sh\n${remove}\nexec ${real} "$@"\n`, { mode: 0o755 });
      const { status, stderr } = enqueue([spool], notification, { PATH: `${tools}:${process.env['PATH']}` });
      assert.deepEqual([status, stderr], [0, '']);
      const [name] = readdirSync(join(spool, 'new'));
      assert.equal(readFileSync(join(spool, 'new', name!), 'utf8'), notification);
    });

  // Root may write anywhere, so what can't be written is made of files that are no folders.
  const broken: Record<string, [(spool: string) => void, RegExp]> = {
    'the spool cannot be created': [
      (spool) => writeFileSync(spool, ''),
      /^dma-enqueue: notification lost: cannot create \S+\/tmp and \S+\/new as \S+: .*Not a directory\n$/,
    ],
    'new/ cannot be created': [
      (spool) => {
        mkdirSync(join(spool, 'tmp'), { recursive: true });
        writeFileSync(join(spool, 'new'), '');
      },
      /^dma-enqueue: notification lost: cannot create \S+\/tmp and \S+\/new as \S+: .*File exists\n$/,
    ],
    'tmp/ cannot be written': [
      (spool) => {
        mkdirSync(join(spool, 'new'), { recursive: true });
        symlinkSync('/proc/self', join(spool, 'tmp'));
      },
      /^dma-enqueue: notification lost: cannot write to \S+\/tmp as \S+: .*\n$/,
    ],
    'new/ cannot be written': [
      (spool) => {
        mkdirSync(join(spool, 'tmp'), { recursive: true });
        symlinkSync('/proc/self', join(spool, 'new'));
      },
      /^dma-enqueue: notification lost: cannot rename into \S+\/new as \S+: .*\n$/,
    ],
  };
  for (const [name, [breakIt, complaint]] of Object.entries(broken)) {
    it(`ends with 1 and one line on stderr when ${name}`, () => {
      const spool = join(scratch(), 'spool');
      breakIt(spool);
      const { status, stdout, stderr } = enqueue([spool]);
      assert.equal(status, 1);
      assert.equal(stdout, '');
      assert.match(stderr, complaint);
    });
  }

  it('gives nothing of the reserve up for what is not lack of room', () => {
    for (const folder of ['new', 'reserve']) mkdirSync(join(scratch(), folder));
    symlinkSync('/proc/self', join(scratch(), 'tmp'));
    writeFileSync(join(scratch(), 'reserve', '0'), '');
    assert.equal(enqueue([scratch()]).status, 1);
    assert.deepEqual(readdirSync(join(scratch(), 'reserve')), ['0']);
  });
});
