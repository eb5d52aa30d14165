import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SituationFiles } from '../../../plugins/situation/situation-files.ts';
import { situationFolder, situationOf } from '../../../plugins/situation/situation.ts';
import { exampleSituation } from '../../example-situation.ts';
import { recordedLog } from '../../recorded-log.ts';
import { scratchFolder } from '../../scratch-folder.ts';

describe('the files of situations', () => {
  const scratch = scratchFolder();
  const { log, said } = recordedLog();
  const { time } = exampleSituation();
  let files: SituationFiles;
  beforeEach(() => {
    files = new SituationFiles(scratch(), log);
    said();
  });

  function names(): string[] {
    return readdirSync(situationFolder(scratch())).sort();
  }

  it('are one for each series, the newest, readable by its owner and group', () => {
    files.write('web1', 'memory', exampleSituation({ value: 1 }));
    files.write('web1', 'memory', exampleSituation({ value: 2 }));
    files.write('web1', 'disk-root', exampleSituation({ value: 3 }));
    assert.equal(situationOf(scratch(), 'web1', 'memory', time)?.value, 2);
    assert.equal(situationOf(scratch(), 'web1', 'disk-root', time)?.value, 3);
    assert.deepEqual(names(), ['web1,disk-root.json', 'web1,memory.json']);
    const { mode } = statSync(join(situationFolder(scratch()), 'web1,memory.json'));
    assert.equal(mode & 0o037, 0);
    assert.deepEqual(said(), []);
  });

  it('appear whole: who reads meanwhile sees the one before', () => {
    files.write('web1', 'memory', exampleSituation({ value: 1 }));
    const before = statSync(join(situationFolder(scratch()), 'web1,memory.json')).ino;
    files.write('web1', 'memory', exampleSituation({ value: 2 }));
    assert.notEqual(statSync(join(situationFolder(scratch()), 'web1,memory.json')).ino, before);
  });

  it('go when they are no longer needed, and it is all the same when they are gone already', () => {
    files.write('web1', 'memory', exampleSituation());
    files.remove('web1', 'memory');
    files.remove('web1', 'memory');
    assert.deepEqual(names(), []);
  });

  it('are tidied up: what is old, broken or half written goes, what is somebody else’s stays', () => {
    files.tidy(time);
    files.write('web1', 'old', exampleSituation({ time: time - 121 }));
    files.write('web1', 'new', exampleSituation({ time: time - 119 }));
    const folder = situationFolder(scratch());
    writeFileSync(join(folder, 'web1,broken.json'), '{');
    writeFileSync(join(folder, 'web1,half.json.17.tmp'), '{');
    writeFileSync(join(folder, 'README'), '');
    files.tidy(time);
    assert.deepEqual(names(), ['README', 'web1,new.json']);
    assert.deepEqual(said(), []);
  });

  it('that cannot be written are said once, and nothing is thrown', () => {
    const file = join(scratch(), 'situations');
    writeFileSync(file, 'a file where the folder should be');
    for (let i = 0; i < 3; i++) files.write('web1', `memory${i}`, exampleSituation());
    files.remove('web1', 'memory');
    files.tidy(time);
    const [line, ...more] = said();
    assert.ok(
      line!.startsWith(
        `warning: the folder ${file} cannot be written to (ENOTDIR); alerts come without forecast and processes: `,
      ),
      line,
    );
    assert.deepEqual(more, []);
    rmSync(file);
    mkdirSync(file);
    files.write('web1', 'memory', exampleSituation());
    assert.match(said().join('\n'), /is well again/);
  });

  it('are not written where there is no spool, and nothing is said: nobody delivers there', () => {
    const nowhere = new SituationFiles(join(scratch(), 'no', 'spool'), log);
    nowhere.write('web1', 'memory', exampleSituation());
    assert.deepEqual(said(), []);
    assert.deepEqual(readdirSync(scratch()), []);
  });
});
