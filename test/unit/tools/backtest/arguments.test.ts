import assert from 'node:assert/strict';
import { checkSource, formatOf } from '../../../../tools/backtest/arguments.ts';
import { noArguments } from './no-arguments.ts';

describe('the command line of dma backtest', () => {
  it('names one source, and only what goes with it', () => {
    for (const given of [
      { file: 'x.csv' },
      { target: 'memory', host: 'web1', from: '-7d', to: 'now' },
      { target: 'memory', series: 'a/b/c' },
      { manifest: 'm', streams: 's', forecaster: 'naive', samples: '10' },
      { file: 'x.csv', recommend: true },
      { file: 'x.rrd', select: 'used', consolidation: 'max', from: '-7d', to: 'now' },
      { file: 'x.csv', limit: '5', lower: true },
      { file: 'x.csv', limit: '90%', capacity: '64GiB' },
      { target: 'memory', limit: '5', lower: false },
    ]) {
      checkSource({ ...noArguments, ...given });
    }
    for (const [given, message] of [
      [{}, /^say what to replay: a file, --prometheus, --target, --series, or --manifest$/],
      [{ file: 'x.csv', target: 'memory' }, /only one of them$/],
      [{ file: 'x.csv', prometheus: 'http://p' }, /only one of them$/],
      [{ manifest: 'm' }, /^--manifest and --streams go together/],
      [{ file: 'x.csv', streams: 's' }, /^--manifest and --streams go together/],
      [{ manifest: 'm', streams: 's', from: '-7d' }, /^--from: does not go with --manifest$/],
      [{ target: 'memory', select: 'used' }, /^--select: goes with a file only$/],
      [{ file: 'x.csv', host: 'web1' }, /^--host: goes with --target or --series only$/],
      [{ manifest: 'm', streams: 's', limit: '5' }, /^--limit: does not go with --manifest/],
      [{ manifest: 'm', streams: 's', lower: true }, /^--lower: does not go with --manifest/],
      [{ target: 'memory', capacity: '5' }, /^--capacity: goes with a file; a target has its own$/],
      [{ target: 'memory', timeColumn: 'x' }, /^--time-column: goes with a file only$/],
      [{ target: 'memory', lower: true }, /^--lower: goes with --limit, /],
      [{ file: 'x.csv', recommend: true, samples: '20' }, /^--recommend: /],
      [{ file: 'x.csv', recommend: true, forecaster: 'linear' }, /^--recommend: /],
    ] as const) {
      assert.throws(() => checkSource({ ...noArguments, ...given }), { name: 'UsageError', message });
    }
  });

  it('prints a summary for people and rows for programs, unless it is told', () => {
    assert.equal(formatOf(noArguments, true), 'table');
    assert.equal(formatOf(noArguments, false), 'jsonl');
    assert.equal(formatOf({ ...noArguments, format: 'csv' }, true), 'csv');
    assert.equal(formatOf({ ...noArguments, json: true }, true), 'json');
    assert.equal(formatOf({ ...noArguments, recommend: true }, false), 'table');
    for (const given of [
      { format: 'xml' },
      { json: true, format: 'csv' },
      { recommend: true, format: 'jsonl' },
    ] as const) {
      assert.throws(() => formatOf({ ...noArguments, ...given }, false), { name: 'UsageError' });
    }
  });
});
