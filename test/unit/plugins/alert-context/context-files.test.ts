import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { ContextFiles } from '../../../../plugins/alert-context/context-files.ts';
import { contextFolder, contextOf } from '../../../../plugins/alert-context/alert-context.ts';
import { exampleAlertContext } from '../../../support/example-context.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('the files of alert contexts', () => {
  const scratch = scratchFolder();
  const { log, said } = recordedLog();
  const { time } = exampleAlertContext();
  let files: ContextFiles;
  beforeEach(() => {
    files = new ContextFiles(nodeDisk, scratch(), log);
    said();
  });

  function names(): string[] {
    return readdirSync(contextFolder(scratch())).sort();
  }

  it('are one for each series, the newest, readable by its owner and group', () => {
    files.write('web1', 'memory', exampleAlertContext({ value: 1 }));
    files.write('web1', 'memory', exampleAlertContext({ value: 2 }));
    files.write('web1', 'disk-root', exampleAlertContext({ value: 3 }));
    assert.equal(contextOf(nodeDisk, scratch(), 'web1', 'memory', time)?.value, 2);
    assert.equal(contextOf(nodeDisk, scratch(), 'web1', 'disk-root', time)?.value, 3);
    assert.deepEqual(names(), ['web1,disk-root.json', 'web1,memory.json']);
    const { mode } = statSync(join(contextFolder(scratch()), 'web1,memory.json'));
    assert.equal(mode & 0o037, 0);
    assert.deepEqual(said(), []);
  });

  it('appear whole: who reads meanwhile sees the one before', () => {
    files.write('web1', 'memory', exampleAlertContext({ value: 1 }));
    const before = statSync(join(contextFolder(scratch()), 'web1,memory.json')).ino;
    files.write('web1', 'memory', exampleAlertContext({ value: 2 }));
    assert.notEqual(statSync(join(contextFolder(scratch()), 'web1,memory.json')).ino, before);
  });

  it('are written again into a spool that was emptied or removed, and not into one that never was there', () => {
    const spool = join(scratch(), 'spool');
    files = new ContextFiles(nodeDisk, spool, log);
    files.write('web1', 'memory', exampleAlertContext());
    assert.ok(!existsSync(spool));
    mkdirSync(spool);
    for (const removed of [contextFolder(spool), spool, spool]) {
      files.write('web1', 'memory', exampleAlertContext());
      assert.ok(contextOf(nodeDisk, spool, 'web1', 'memory', time));
      rmSync(removed, { recursive: true });
    }
    assert.deepEqual(said(), []);
  });

  it('are read by the process that comes after, at about their time', () => {
    files.write('web1', 'memory', exampleAlertContext());
    const next = new ContextFiles(nodeDisk, scratch(), log);
    assert.deepEqual(next.read('web1', 'memory', time + 60), exampleAlertContext());
    assert.equal(next.read('web1', 'memory', time + 600), undefined);
  });

  it('are listed once for very many series, and no file is opened where there is none', () => {
    files.write('web1', 'memory', exampleAlertContext());
    const done: string[] = [];
    const disk = {
      ...nodeDisk,
      list: (folder: string) => (done.push('list'), nodeDisk.list(folder)),
      read: (...args: Parameters<typeof nodeDisk.read>) => (done.push('read'), nodeDisk.read(...args)),
    };
    const next = new ContextFiles(disk, scratch(), log);
    for (let one = 0; one < 100; one++)
      assert.equal(next.read(`web${one}`, 'memory', time + one / 1000)?.time, one === 1 ? time : undefined);
    assert.deepEqual(done, ['list', 'read']);
    next.write('web2', 'memory', exampleAlertContext());
    assert.ok(next.read('web2', 'memory', time));
    next.remove('web2', 'memory');
    assert.equal(next.read('web2', 'memory', time), undefined);
    files.write('web3', 'memory', exampleAlertContext());
    assert.ok(next.read('web3', 'memory', time + 2));
  });

  it('go when they are no longer needed, and it is all the same when they are gone already', () => {
    files.write('web1', 'memory', exampleAlertContext());
    files.remove('web1', 'memory');
    files.remove('web1', 'memory');
    assert.deepEqual(names(), []);
  });

  it('are tidied up: what is old, broken or half written goes, what is somebody else’s stays', () => {
    files.tidy(time, []);
    files.write('web1', 'old', exampleAlertContext({ time: time - 121, riskPercent: 2.9 }));
    files.write('web1', 'new', exampleAlertContext({ time: time - 119, riskPercent: 2.9 }));
    const folder = contextFolder(scratch());
    writeFileSync(join(folder, 'web1,broken.json'), '{');
    writeFileSync(join(folder, 'web1,half.json.17.tmp'), '{');
    writeFileSync(join(folder, 'README'), '');
    files.tidy(time, []);
    assert.deepEqual(names(), ['README', 'web1,new.json']);
    assert.deepEqual(said(), []);
  });

  it('of what was at risk stay for an hour, and while it is predicted; then it is named once, and they go', () => {
    const hourAgo = time - 3600;
    const atRisk = { riskPercent: 100 };
    files.write('a,b', 'disk-/var', exampleAlertContext({ time: hourAgo, ...atRisk }));
    files.write('known', 'memory', exampleAlertContext({ time: hourAgo, ...atRisk }));
    files.write('young', 'memory', exampleAlertContext({ time: hourAgo + 1, ...atRisk }));
    files.write('calm', 'memory', exampleAlertContext({ time: hourAgo, riskPercent: 2.9 }));
    files.write('little', 'memory', exampleAlertContext({ time: hourAgo, riskPercent: 3 }));
    const { riskPercent: _, ...odd } = exampleAlertContext({ time: hourAgo });
    files.write('odd', 'requests', { ...odd, anomaly: { percent: 60, of: 9, tests: ['Grubbs'] } });
    files.write('usual', 'requests', { ...odd, anomaly: { percent: 2, of: 9, tests: [] } });
    files.write('x'.repeat(300), 'memory', exampleAlertContext({ time: hourAgo, ...atRisk }));
    const predicted = [{ host: 'known', resource: 'memory' }];
    assert.deepEqual(
      files.tidy(time, predicted).toSorted((a, b) => (a.host < b.host ? -1 : 1)),
      [
        { host: 'a,b', resource: 'disk-/var', hasLimit: true },
        { host: 'little', resource: 'memory', hasLimit: true },
        { host: 'odd', resource: 'requests', hasLimit: false },
      ],
    );
    assert.deepEqual(names().sort(), ['known,memory.json', 'young,memory.json']);
    assert.deepEqual(files.tidy(time, predicted), []);
    assert.deepEqual(
      files
        .tidy(time + 1, [])
        .map(({ host }) => host)
        .sort(),
      ['known', 'young'],
    );
    assert.deepEqual(names(), []);
  });

  it('of hosts that another process predicts stay, whatever their age', () => {
    const [ours, others] = ['web1', 'web2'].map(
      (own) => new ContextFiles(nodeDisk, scratch(), log, (host) => host === own),
    );
    const old = exampleAlertContext({ time: time - 7200, riskPercent: 100 });
    ours!.write('web1', 'memory', old);
    others!.write('web2', 'memory', old);
    const folder = contextFolder(scratch());
    writeFileSync(join(folder, 'web1,half.json.17.tmp'), '{');
    writeFileSync(join(folder, 'web2,half.json.17.tmp'), '{');
    assert.deepEqual(ours!.tidy(time, []), [{ host: 'web1', resource: 'memory', hasLimit: true }]);
    assert.deepEqual(names(), ['web2,half.json.17.tmp', 'web2,memory.json']);
    assert.deepEqual(others!.tidy(time, []), [{ host: 'web2', resource: 'memory', hasLimit: true }]);
    assert.deepEqual(names(), []);
  });

  it('are read once to be tidied', () => {
    let reads = 0;
    const read: typeof nodeDisk.read = (...args) => {
      reads++;
      return nodeDisk.read(...args);
    };
    const store = { url: 'redis://127.0.0.1:6379', prefix: 'collectd/' };
    files = new ContextFiles({ ...nodeDisk, read }, scratch(), log, () => true, store);
    files.write('web1', 'memory', exampleAlertContext());
    reads = 0;
    files.tidy(time + 5000, []);
    assert.equal(reads, 1);
  });

  it('of a dma predict with another Redis stay for an hour more, which that one has to tidy them', () => {
    const [ours, others] = ['redis://127.0.0.1:6379', 'redis://db2:6379'].map(
      (url) => new ContextFiles(nodeDisk, scratch(), log, undefined, { url, prefix: 'collectd/' }),
    );
    const old = exampleAlertContext({ time: time - 4000, riskPercent: 100 });
    ours!.write('web1', 'memory', old);
    others!.write('web2', 'memory', old);
    others!.write('web3', 'memory', { ...old, riskPercent: 0 });
    others!.write('web4', 'memory', { ...old, time: time - 7201 });
    // As an older version wrote it.
    new ContextFiles(nodeDisk, scratch(), log).write('web5', 'memory', old);
    assert.deepEqual(
      ours!.tidy(time, []).map(({ host }) => host),
      ['web1', 'web4', 'web5'],
    );
    assert.deepEqual(names(), ['web2,memory.json', 'web3,memory.json']);
    assert.equal(contextOf(nodeDisk, scratch(), 'web2', 'memory', time - 4000)?.riskPercent, 100);
    assert.deepEqual(
      others!.tidy(time, []).map(({ host }) => host),
      ['web2'],
    );
    assert.deepEqual(names(), []);
  });

  it('that cannot be written are said once, and nothing is thrown', () => {
    const file = join(scratch(), 'contexts');
    writeFileSync(file, 'a file where the folder should be');
    for (let i = 0; i < 3; i++) files.write('web1', `memory${i}`, exampleAlertContext());
    files.remove('web1', 'memory');
    files.tidy(time, []);
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
    files.write('web1', 'memory', exampleAlertContext());
    assert.match(said().join('\n'), /recovered after/);
  });

  it('are not written where there is no spool, and nothing is said: nobody delivers there', () => {
    const nowhere = new ContextFiles(nodeDisk, join(scratch(), 'no', 'spool'), log);
    nowhere.write('web1', 'memory', exampleAlertContext());
    assert.deepEqual(said(), []);
    assert.deepEqual(readdirSync(scratch()), []);
  });
});
