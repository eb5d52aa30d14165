import assert from 'node:assert/strict';
import fs, {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foreignPart, riskOfRoot } from '../../../../plugins/files/foreign-part.ts';
import { failing } from '../../../support/failing-disk.ts';
import { foreignFolder } from '../../../support/foreign-folder.ts';
import { withReplaced } from '../../../support/replaced-builtins.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

/** The result of a call while this file has this text, or cannot be read. */
function whileFileHas<Result>(name: string, text: string | undefined, call: () => Result): Result {
  const { readFileSync: read } = fs;
  const readFile = ((path: string, ...rest: []) => {
    if (path !== name) return read(path, ...rest);
    return text ?? failing('ENOENT')();
  }) as typeof fs.readFileSync;
  return withReplaced(fs, { readFileSync: readFile }, call);
}

describe('the part of a path that somebody else than root may change', () => {
  const scratch = scratchFolder();
  const isRoot = process.getuid!() === 0;

  it('is the first folder that is not root’s, whatever is in it', () => {
    const folder = foreignFolder(scratch());
    mkdirSync(join(folder, 'deep'));
    const { uid, gid } = statSync(folder);
    // The scratch folder belongs to who runs the tests.
    const path = isRoot ? folder : scratch();
    for (const end of ['', 'deep', 'deep/file', 'none/file'])
      assert.deepEqual(foreignPart(join(folder, end)), { path, uid, gid });
  });

  it('is found behind a symlink, too', () => {
    const folder = foreignFolder(scratch());
    symlinkSync('foreign', join(scratch(), 'link'));
    assert.equal(foreignPart(join(scratch(), 'link', 'file'))!.path, isRoot ? folder : scratch());
  });

  it('is missing where everything is root’s, and /tmp keeps users apart', () => {
    assert.equal(foreignPart('/usr/bin/env'), undefined);
    assert.equal(foreignPart('/dev/null'), undefined);
    assert.equal(foreignPart(join(tmpdir(), 'no-such-file')), undefined);
  });

  it('is a folder that everybody may write to, and no file', () => {
    const open = join(scratch(), 'open');
    mkdirSync(open);
    writeFileSync(join(open, 'file'), '');
    chmodSync(join(open, 'file'), 0o666);
    const before = foreignPart(join(open, 'file'));
    if (isRoot) assert.equal(before, undefined);
    chmodSync(open, 0o777);
    if (isRoot) assert.deepEqual(foreignPart(join(open, 'file')), { path: open, uid: 0, gid: 0 });
    if (isRoot) assert.match(riskOfRoot(open, 0)!, /open can be written by everybody/);
  });

  it('is told to root with the command of its owner, and to nobody else', () => {
    const folder = foreignFolder(scratch());
    assert.match(
      riskOfRoot(join(folder, 'file'), 0)!,
      / belongs to \S+, who could lead root to any file; run it as that user: sudo -u \S+ dma \.\.\. \(in a unit of systemd: User=\S+\)$/,
    );
    assert.equal(riskOfRoot(folder, 1000), undefined);
    assert.equal(riskOfRoot('/usr/bin', 0), undefined);
  });

  it('is told with the name of its owner where that has one, and with the part where it is not the path itself', () => {
    if (!isRoot) return;
    const folder = foreignFolder(scratch());
    const lead = 'who could lead root to any file; run it as that user: sudo -u';
    const nobody = `${folder} belongs to nobody, ${lead} nobody dma ... (in a unit of systemd: User=nobody)`;
    assert.equal(riskOfRoot(folder, 0), nobody);
    assert.equal(riskOfRoot(join(folder, 'a'), 0), `${join(folder, 'a')}: ${nobody}`);
    chownSync(folder, 424_242, 424_242);
    assert.equal(
      riskOfRoot(folder, 0),
      `${folder} belongs to user 424242, ${lead} '#424242' dma ... (in a unit of systemd: User=424242)`,
    );
  });

  it('is told to the root of the whole machine without being asked, and to no other user', () => {
    const folder = foreignFolder(scratch());
    const isWhole = /^\s*0\s+0\s/.test(readFileSync('/proc/self/uid_map', 'utf8'));
    assert.equal(riskOfRoot(folder), isRoot && isWhole ? riskOfRoot(folder, 0) : undefined);
  });

  it('is told to root also where there is no /proc, and not to the root of a container of a user', () => {
    const folder = foreignFolder(scratch());
    const riskWith = (map: string | undefined): string | undefined =>
      whileFileHas('/proc/self/uid_map', map, () => riskOfRoot(folder));
    assert.equal(riskWith(undefined), isRoot ? riskOfRoot(folder, 0) : undefined);
    assert.equal(riskWith('         0          0 4294967295\n'), isRoot ? riskOfRoot(folder, 0) : undefined);
    assert.equal(riskWith('         0       1000          1\n'), undefined);
    assert.equal(riskWith('      1000          0          1\n'), undefined);
  });

  it('is told with the number of its owner where users cannot be read', () => {
    const folder = foreignFolder(scratch());
    const { uid } = statSync(isRoot ? folder : scratch());
    const risk = whileFileHas('/etc/passwd', undefined, () => riskOfRoot(folder, 0));
    assert.match(risk!, new RegExp(` belongs to user ${uid}, .* sudo -u '#${uid}' .* User=${uid}\\)$`));
  });

  it('ends with an error in a circle of links', () => {
    if (!isRoot) return assert.ok(foreignPart(scratch()));
    writeFileSync(join(scratch(), 'link40'), '');
    for (let number = 39; number >= 0; number--)
      symlinkSync(`link${number + 1}`, join(scratch(), `link${number}`));
    assert.equal(foreignPart(join(scratch(), 'link0')), undefined, 'as many links as Linux follows');
    symlinkSync('b', join(scratch(), 'a'));
    symlinkSync('a', join(scratch(), 'b'));
    return assert.throws(() => foreignPart(join(scratch(), 'a')), { code: 'ELOOP' });
  });
});
