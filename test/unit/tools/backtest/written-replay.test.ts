import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { checkReport, writeReplay, writeReport } from '../../../../tools/backtest/written-replay.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('the report of a replay', () => {
  const folder = scratchFolder();

  it('is written beside the earlier one and takes its place', async () => {
    const report = join(folder(), 'report.html');
    writeFileSync(report, 'earlier');
    const earlier = openSync(report, 'r');
    try {
      await writeReport(report, 'later');
      assert.equal(readFileSync(report, 'utf8'), 'later');
      assert.equal(readFileSync(earlier, 'utf8'), 'earlier');
    } finally {
      closeSync(earlier);
    }
    assert.deepEqual(readdirSync(folder()), ['report.html']);
  });

  it('is there before the rest is written', async () => {
    const report = join(folder(), 'report.html');
    const stdout = new PassThrough();
    const texts = {
      summary: {},
      table: () => readFileSync(report, 'utf8'),
      rows: () => [],
      page: () => 'page',
    };
    await writeReplay(stdout, { format: 'table', report }, texts);
    assert.equal(String(stdout.read()), 'page');
  });

  it('is refused beforehand where it cannot be written', () => {
    checkReport(undefined);
    checkReport(join(folder(), 'report.html'));
    assert.throws(() => checkReport('/nosuch/r.html'), {
      name: 'OutsideError',
      message: '--report: /nosuch/r.html cannot be written: /nosuch is no folder that we may write to',
    });
  });
});
