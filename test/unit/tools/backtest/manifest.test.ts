import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Detector } from '../../../../analysis/detector.ts';
import { backtestManifest } from '../../../../tools/backtest/manifest.ts';
import { climbingSeries } from '../../../support/climbing-series.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('the replay of a manifest', function () {
  const folder = scratchFolder();
  const options = { forecaster: 'linear', samples: 20 };

  it('writes a stream for every series, and says what it left out of which', function () {
    const lines = climbingSeries(150).map(({ time, value }) => `${time},${value}`);
    writeFileSync(join(folder(), 'a.csv'), ['t,value', ...lines].join('\n'));
    writeFileSync(join(folder(), 'b.csv'), ['t,value', ...lines, '7,7'].join('\n'));
    const manifest = join(folder(), 'manifest.json');
    const traces = ['a', 'b'].map((name) => ({ name, file: `${name}.csv`, threshold: 1000, horizon: 60 }));
    writeFileSync(manifest, JSON.stringify({ traces }));
    const streams = join(folder(), 'streams');
    const shares: number[] = [];
    const { count, remarks } = backtestManifest(manifest, streams, options, (share) => shares.push(share));
    assert.equal(count, 2);
    assert.deepEqual(shares, [0, 0.5]);
    assert.deepEqual(
      remarks.map((remark) => remark.slice(folder().length + 1, folder().length + 36)),
      ['b.csv: 1 of 151 samples is left out'],
    );
    for (const name of ['a.csv', 'b.csv']) {
      const written = readFileSync(join(streams, name), 'utf8').trimEnd().split('\n');
      assert.equal(written.length, 151);
      assert.equal(written[0], 't,pred,q10,q50,q90,alert');
      assert.equal(written[1], '0,,,,,0');
      const [t, pred, q10, q50, q90, alert] = written[26]!.split(',');
      assert.deepEqual([t, pred, q50, alert], ['25', '100', '100', '0']);
      assert.ok(Number(q10) < 100 && Number(q90) > 100, 'nothing is known yet of what it may do');
      assert.equal(written[41]!.split(',').at(-1), '0');
      assert.equal(written[116]!.split(',').at(-1), '1');
      assert.doesNotMatch(written.join(), /nan|null|undefined/i);
    }
  });

  it('finds a file whose path is absolute', function () {
    const lines = climbingSeries(30).map(({ time, value }) => `${time},${value}`);
    const file = join(folder(), 'a.csv');
    writeFileSync(file, ['t,value', ...lines].join('\n'));
    const manifest = join(folder(), 'manifest.json');
    writeFileSync(manifest, JSON.stringify({ traces: [{ name: 'a', file, threshold: 1000 }] }));
    assert.equal(backtestManifest(manifest, join(folder(), 'streams'), options).count, 1);
  });

  it('alerts from what a detector says, too', function () {
    const lines = climbingSeries(60).map(({ time }) => `${time},100`);
    writeFileSync(join(folder(), 'a.csv'), ['t,value', ...lines].join('\n'));
    const manifest = join(folder(), 'manifest.json');
    writeFileSync(manifest, JSON.stringify({ traces: [{ name: 'a', file: 'a.csv', threshold: 1000 }] }));
    const alertsWith = (more: Partial<Parameters<typeof backtestManifest>[2]>): string[] => {
      backtestManifest(manifest, folder(), { ...options, ...more });
      const written = readFileSync(join(folder(), 'a.csv'), 'utf8').trimEnd().split('\n');
      writeFileSync(join(folder(), 'a.csv'), ['t,value', ...lines].join('\n'));
      assert.equal(written[0], 't,pred,q10,q50,q90,alert');
      return written.slice(1).map((line) => line.split(',').at(-1)!);
    };
    const detector: Detector = {
      name: 'fake',
      about: 'made for a test',
      judge: () => ({ kind: 'verdict', abnormal: true, margin: 5 }),
    };
    assert.ok(!alertsWith({ detector, riskFrom: 'forecast' }).includes('1'));
    assert.equal(alertsWith({ detector, riskFrom: 'detector' }).at(-1), '1');
  });

  it('says in one line which file it cannot use', function () {
    const missing = join(folder(), 'none.json');
    assert.throws(() => backtestManifest(missing, folder(), options), {
      message: new RegExp(`^${missing}: cannot be read: `),
    });
    for (const [text, reason] of [
      ['{}', /expected \{"traces": \[\{"name", "file", "threshold", "horizon"\}\]\}$/],
      ['5', /expected \{"traces": /],
      ['{"traces": [{}]}', /traces\.0\.name: is missing \(must be text\)$/],
      ['{', /.*JSON/],
      [
        '{"traces": [{"name": "../x", "file": "x", "threshold": 1}]}',
        /traces\.0\.name: expected letters, digits, _, \. and - alone, not "\.\.\/x"$/,
      ],
      [
        '{"traces": [{"name": "zürich", "file": "x", "threshold": "13GB"}]}',
        /traces\.0\.threshold: must be a number, not "13GB"$/,
      ],
    ] as const) {
      writeFileSync(missing, text);
      assert.throws(() => backtestManifest(missing, folder(), options), {
        name: 'OutsideError',
        message: new RegExp(`^${missing}: is not a manifest of traces: ${reason.source}`),
      });
    }
  });
});
