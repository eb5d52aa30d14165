import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { BacktestArguments } from '../../../../tools/backtest/arguments.ts';
import { runBacktestCommand } from '../../../../tools/backtest/run-command.ts';
import { rampSeries } from '../../../ramp-series.ts';
import { scratchFolder } from '../../../scratch-folder.ts';

describe('dma backtest', function () {
  const folder = scratchFolder();
  let file: string;

  beforeEach(function () {
    file = join(folder(), 'ramp.csv');
    const lines = rampSeries(150).map(({ time, value }) => `${time},${value}`);
    writeFileSync(file, ['t,value', ...lines, '151,nan'].join('\n'));
  });

  async function run(given: Partial<BacktestArguments>) {
    const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
    const written = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      streams[name].on('data', (text: Buffer) => (written[name] += text.toString()));
    }
    const common = { limit: '1000', forecaster: 'linear', recommend: false } as BacktestArguments;
    await runBacktestCommand({ ...common, file, ...given }, streams);
    return written;
  }

  it('gives rows to a pipe, and says once what it left out', async function () {
    const { stdout, stderr } = await run({});
    assert.equal(stdout.trimEnd().split('\n').length, 150);
    assert.doesNotMatch(stdout, /NaN/);
    assert.equal(
      stderr,
      `dma backtest: ${file}: 1 of 151 samples are left out: 1 without a number (the first: line 152)\n`,
    );
  });

  it('writes a report beside whatever else is asked for', async function () {
    const report = join(folder(), 'report.html');
    const table = await run({ format: 'table', report });
    assert.match(table.stdout, /\ncrossings +1: 1 announced in time, 0 missed\n/);
    assert.match(readFileSync(report, 'utf8'), /<title>.*ramp\.csv - dma backtest<\/title>/);
    const rows = await run({ format: 'csv', report });
    assert.equal(rows.stdout.trimEnd().split('\n').length, 151);
    await assert.rejects(run({ report: join(folder(), 'none', 'report.html') }), {
      name: 'OutsideError',
      message: /^--report: \S+ cannot be written: ENOENT/,
    });
  });

  it('shows bytes as such when the limit is one of bytes', async function () {
    assert.match((await run({ format: 'table' })).stdout, / limit 1,000, /);
    assert.match((await run({ format: 'table', limit: '1000B' })).stdout, / limit 1,000 B, /);
  });

  it('replays what falls to a lower limit', async function () {
    const lines = rampSeries(150).map(({ time, value }) => `${time},${2000 - value}`);
    writeFileSync(file, ['t,value', ...lines].join('\n'));
    const { stdout } = await run({ format: 'table', lower: true });
    assert.match(stdout, / lower limit 1,000, /);
    assert.match(stdout, /\ncrossings +1: 1 announced in time, 0 missed\n/);
    await assert.rejects(run({ limit: undefined, lower: true }), {
      name: 'UsageError',
      message: /^--lower: goes with --limit/,
    });
  });

  it('says on stderr that samples make no difference to auto', async function () {
    const { stderr } = await run({ forecaster: 'auto', samples: '40' });
    assert.match(stderr, /^dma backtest: --samples: makes no difference to auto, /);
    assert.doesNotMatch((await run({ forecaster: 'auto' })).stderr, /--samples/);
  });
});
