import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs, {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { writeAtomically, writingAtomically } from '../../../../plugins/files/atomic-file.ts';
import type { Disk } from '../../../../plugins/files/disk.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { withReplaced } from '../../../support/replaced-builtins.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const long = 'x'.repeat(300_000);

function* failing(): Generator<string> {
  yield long;
  throw new Error('no more');
}

/** The number of this process' open descriptors. */
function opened(): number {
  return readdirSync('/proc/self/fd').length;
}

function refuse(): never {
  throw new Error('no more');
}

/** Takes all the steps, and says how many there were. */
function write(file: string, parts: Iterable<string>, mode?: number): number {
  return [...writingAtomically(file, parts, mode)].length;
}

describe('a file that is there as a whole or not at all', function () {
  const folder = scratchFolder();
  const at = (name: string): string => join(folder(), name);

  it('replaces the one before', () => {
    writeFileSync(at('rows'), 'old and long');
    write(at('rows'), ['a\n', 'ü\n']);
    assert.equal(readFileSync(at('rows'), 'utf8'), 'a\nü\n');
    assert.deepEqual(readdirSync(folder()), ['rows']);
    write(at('rows'), []);
    assert.equal(readFileSync(at('rows'), 'utf8'), '');
  });

  it('is the old one until the last step, and is written in few of them', () => {
    writeFileSync(at('rows'), 'old');
    const steps = writingAtomically(at('rows'), [long, long, ...Array<string>(1000).fill('y\n')]);
    for (let n = 0; n < 3; n++) {
      assert.equal(steps.next().done, false);
      assert.equal(readFileSync(at('rows'), 'utf8'), 'old');
    }
    assert.equal(steps.next().done, true);
    assert.equal(readFileSync(at('rows'), 'utf8'), long + long + 'y\n'.repeat(1000));
  });

  it('is on the disk before it takes the place of the old one', () => {
    const steps: string[] = [];
    const { fsyncSync, renameSync } = fs;
    const told: Partial<typeof fs> = {
      fsyncSync: (file) => {
        steps.push('sync');
        fsyncSync(file);
      },
      renameSync: (from, to) => {
        steps.push('rename');
        renameSync(from, to);
      },
    };
    withReplaced(fs, told, () => write(at('rows'), ['a']));
    assert.deepEqual(steps, ['sync', 'rename']);
  });

  it('leaves nothing behind when it is ended early, or when what goes into it fails', () => {
    writeFileSync(at('rows'), 'old');
    for (const _ of writingAtomically(at('rows'), [long, long])) break;
    assert.throws(() => write(at('rows'), failing()), new Error('no more'));
    assert.equal(readFileSync(at('rows'), 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder()), ['rows']);
  });

  it('has the mode that is wished for, or what the umask leaves', () => {
    const umask = process.umask(0o027);
    try {
      write(at('usual'), ['a']);
      write(at('wished'), ['a'], 0o644);
    } finally {
      process.umask(umask);
    }
    assert.deepEqual(
      ['usual', 'wished'].map((name) => statSync(at(name)).mode & 0o777),
      [0o640, 0o644],
    );
  });

  it('is what a link points to, and the link stays one', () => {
    mkdirSync(at('far'));
    writeFileSync(at('far/rows'), 'old');
    symlinkSync('far/rows', at('link'));
    write(at('link'), ['new']);
    assert.ok(lstatSync(at('link')).isSymbolicLink());
    assert.equal(readFileSync(at('far/rows'), 'utf8'), 'new');
    assert.deepEqual(readdirSync(at('far')), ['rows']);
  });

  it('may have the longest name that there is', () => {
    const name = 'x'.repeat(255);
    write(at(name), ['a']);
    assert.deepEqual(readdirSync(folder()), [name]);
  });

  it('is closed again, also when it was ended early', () => {
    const before = opened();
    for (let times = 0; times < 60; times++) {
      write(at('rows'), ['a']);
      for (const _ of writingAtomically(at('rows'), [long, long])) break;
    }
    assert.ok(opened() < before + 50, `${before}, then ${opened()}`);
  });

  it('is refused where something else is that it would replace', () => {
    mkdirSync(at('folder'));
    execFileSync('mkfifo', [at('pipe')]);
    symlinkSync('nowhere', at('link'));
    symlinkSync('pipe', at('link-to-pipe'));
    const names = readdirSync(folder());
    for (const [file, message] of [
      [at('folder'), 'it is a folder; name a file'],
      [at('pipe'), 'it is no regular file; name another one'],
      [at('link-to-pipe'), 'it is no regular file; name another one'],
      ['/dev/null', 'it is no regular file; name another one'],
      [at('link'), 'it is a link to what is not there'],
    ] as const)
      assert.throws(() => write(file, ['a']), new Error(message), file);
    assert.ok(statSync('/dev/null').isCharacterDevice());
    assert.deepEqual(readdirSync(folder()), names);
  });
});

describe('a small file that is replaced', () => {
  const folder = scratchFolder();

  it('is the new one, or the old one where that fails, and leaves nothing beside it', () => {
    const [file, temporary] = [join(folder(), 'a'), join(folder(), 'b')];
    writeAtomically(nodeDisk, file, temporary, 'old');
    writeAtomically(nodeDisk, file, temporary, 'new');
    assert.equal(readFileSync(file, 'utf8'), 'new');
    const broken: Disk = { ...nodeDisk, rename: () => refuse() };
    assert.throws(() => writeAtomically(broken, file, temporary, 'newer'), new Error('no more'));
    assert.equal(readFileSync(file, 'utf8'), 'new');
    assert.deepEqual(readdirSync(folder()), ['a']);
  });
});
