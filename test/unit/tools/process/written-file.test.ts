import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkWritable, writeWhole } from '../../../../tools/process/written-file.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const parts = function* (): Generator<string> {
  yield 'new';
  throw new Error('no more');
};

describe('a written file', function () {
  const folder = scratchFolder();

  it('replaces the one before as a whole', async () => {
    const file = join(folder(), 'rows.svm');
    writeFileSync(file, 'old and long');
    await writeWhole(file, '--export', ['a\n', 'b\n']);
    assert.equal(readFileSync(file, 'utf8'), 'a\nb\n');
    assert.deepEqual(readdirSync(folder()), ['rows.svm']);
  });

  it('is left as it was when what goes into it fails midway, and nothing else is left', async () => {
    const file = join(folder(), 'rows.svm');
    writeFileSync(file, 'old');
    await assert.rejects(writeWhole(file, '--export', parts()), {
      name: 'OutsideError',
      message: `--export: ${file} cannot be written: no more`,
    });
    assert.equal(readFileSync(file, 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder()), ['rows.svm']);
  });

  it('is refused beforehand where it cannot be', () => {
    checkWritable(join(folder(), 'new.json'), '--out');
    assert.throws(() => checkWritable(join(folder(), 'none', 'm.json'), '--out'), {
      name: 'OutsideError',
      message: /^--out: \S+m\.json cannot be written: \S+none is no folder that we may write to$/,
    });
    mkdirSync(join(folder(), 'm.json'));
    assert.throws(() => checkWritable(join(folder(), 'm.json'), '--out'), {
      message: /m\.json cannot be written: it is a folder; name a file$/,
    });
    assert.throws(() => checkWritable('/dev/null', '--export'), {
      name: 'OutsideError',
      message: '--export: /dev/null cannot be written: it is no regular file; name another one',
    });
  });

  it('may be a link to one, but not to nothing', async () => {
    const [file, link] = [join(folder(), 'm.json'), join(folder(), 'link')];
    symlinkSync('m.json', link);
    assert.throws(() => checkWritable(link, '--out'), {
      name: 'OutsideError',
      message: `--out: ${link} cannot be written: it is a link to what is not there`,
    });
    writeFileSync(file, 'old');
    checkWritable(link, '--out');
    await writeWhole(link, '--out', ['new']);
    assert.equal(readFileSync(file, 'utf8'), 'new');
  });
});
