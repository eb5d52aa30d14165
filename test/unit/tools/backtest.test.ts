import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backtest, backtestManifest, type BacktestOptions } from '../../../tools/backtest.ts';
import { parseCsvSeries } from '../../../tools/csv-series.ts';
import { scratchFolder } from '../../scratch-folder.ts';

describe('a backtest', function () {
  const folder = scratchFolder();
  const options: BacktestOptions = {
    limit: 1000,
    horizonSeconds: 60,
    forecaster: 'linear',
    samples: 20,
    level: 0.8,
  };
  /** Flat for 30 s, then 10 a second. */
  const ramp = Array.from({ length: 100 }, (_, time) => ({ time, value: 100 + 10 * Math.max(0, time - 30) }));

  it('has a row for each sample, and null for what is not known', function () {
    const rows = [...backtest(ramp, options)];
    assert.deepEqual(
      rows.map(({ t }) => t),
      ramp.map(({ time }) => time),
    );
    assert.deepEqual(rows[0], {
      t: 0,
      predicted: null,
      lower: null,
      upper: null,
      risk: null,
      alert: false,
      exhaustion: null,
    });
    assert.equal(rows[25]!.predicted, 100);
    assert.equal(rows[25]!.exhaustion, null);
    assert.ok(Math.abs(rows[80]!.predicted! - 1200) < 1e-6);
    assert.ok(Math.abs(rows[80]!.exhaustion! - 40) < 1e-3);
    assert.ok(rows[80]!.alert && rows[80]!.risk! > 50);
  });

  it('knows nothing of what comes later', function () {
    const whole = [...backtest(ramp, options)];
    for (const length of [1, 31, 50, 99]) {
      assert.deepEqual([...backtest(ramp.slice(0, length), options)], whole.slice(0, length));
    }
  });

  it('leaves out samples that are refused', function () {
    const series = [...ramp, { time: 50, value: 1 }, { time: 200, value: Number.NaN }];
    assert.equal([...backtest(series, options)].length, 100);
  });

  it('writes a stream for every series of a manifest', function () {
    const csv = ['t,value', ...ramp.map(({ time, value }) => `${time},${value}`)].join('\n');
    writeFileSync(join(folder(), 'a.csv'), csv);
    const manifest = join(folder(), 'manifest.json');
    writeFileSync(
      manifest,
      JSON.stringify({ traces: [{ name: 'a', file: 'a.csv', threshold: 1000, horizon: 60 }] }),
    );
    const streams = join(folder(), 'streams');
    assert.equal(backtestManifest(manifest, streams, options), 1);
    const lines = readFileSync(join(streams, 'a.csv'), 'utf8').trimEnd().split('\n');
    assert.equal(lines.length, 101);
    assert.equal(lines[0], 't,pred,q10,q50,q90,alert');
    assert.equal(lines[1], '0,,,,,0');
    assert.equal(lines[26], '25,100,100,100,100,0');
    assert.equal(lines[81]!.split(',').at(-1), '1');
  });

  it('says in one line which file or line it cannot read', function () {
    const missing = join(folder(), 'none.json');
    assert.throws(() => backtestManifest(missing, folder(), options), {
      message: new RegExp(`^${missing}: cannot be read: `),
    });
    writeFileSync(missing, '{"traces": [{}]}');
    assert.throws(() => backtestManifest(missing, folder(), options), {
      message: `${missing}: is not a manifest of traces`,
    });
    assert.throws(() => [...backtest(ramp, { ...options, forecaster: 'oracle' })], {
      message: '--forecaster: expected one of naive, linear, not "oracle"',
    });
    for (const [text, message] of [
      ['', 'x.csv:1: expected the line "t,value"'],
      ['t,value\n1,2\n1;2', 'x.csv:3: expected two numbers, not "1;2"'],
      ['t,value\n1,2,3', 'x.csv:2: expected two numbers, not "1,2,3"'],
      ['t,value\n,2', 'x.csv:2: expected two numbers, not ",2"'],
      ['t,value\n1,two', 'x.csv:2: expected two numbers, not "1,two"'],
    ] as const) {
      assert.throws(() => parseCsvSeries(text, 'x.csv'), { name: 'OutsideError', message });
    }
  });

  it('reads a CSV with gaps and the line ends of any system', function () {
    assert.deepEqual(parseCsvSeries('t,value\r\n1.5,2e3\r\n2,\r\n3,nan\r\n4,-1\r\n', 'x.csv'), [
      { time: 1.5, value: 2000 },
      { time: 4, value: -1 },
    ]);
  });
});
