import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { TestResults } from '../../../../plugins/spool/test-results.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('the results of tests in a spool', () => {
  const scratch = scratchFolder();
  let results: TestResults;
  beforeEach(() => {
    mkdirSync(join(scratch(), 'tmp'));
    results = new TestResults(nodeDisk, scratch());
  });

  it('are read as they were written, and replaced in one step', () => {
    assert.equal(results.read('a'), undefined);
    results.write('a', { taken: 5, notifiers: { log: null } });
    const done = {
      taken: 5,
      notifiers: {
        log: { kind: 'taken' },
        http: { kind: 'failed', reason: 'timeout', message: 'no answer', cure: 'wait' },
      },
    } as const;
    results.write('a', done);
    assert.deepEqual(results.read('a'), { ...done });
    assert.deepEqual(readdirSync(join(scratch(), 'tmp')), []);
  });

  it('are removed when they are old, and nothing else is', () => {
    results.forget(0);
    for (const token of ['old', 'young']) results.write(token, { taken: 0, notifiers: {} });
    utimesSync(join(scratch(), 'tests/old.json'), 1000, 1000);
    utimesSync(join(scratch(), 'tests/young.json'), 1500, 1500);
    results.forget(1700);
    assert.deepEqual(readdirSync(join(scratch(), 'tests')), ['young.json']);
  });

  it('are refused when they are malformed', () => {
    results.write('a', { taken: 0, notifiers: {} });
    writeFileSync(join(scratch(), 'tests/a.json'), '{"version":1}');
    assert.throws(() => results.read('a'), { name: 'ZodError' });
    assert.ok(existsSync(join(scratch(), 'tests/a.json')));
  });
});
