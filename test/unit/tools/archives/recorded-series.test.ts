import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findCrossings } from '../../../../analysis/scoring/crossings.ts';
import { openArchive } from '../../../../tools/archives/recorded-input.ts';
import { readRecordedSeries } from '../../../../tools/archives/recorded-series.ts';
import { packageRoot } from '../../../../tools/package-root.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('the recorded series', function () {
  const folder = scratchFolder();
  const write = (traces: unknown): string => {
    const manifest = join(folder(), 'manifest.json');
    writeFileSync(manifest, JSON.stringify({ traces }));
    return manifest;
  };
  const entry = { name: 'a', file: 'a.csv', kind: 'leak', threshold: 10, interval: 1 };

  it('are read with what their manifest says', function () {
    writeFileSync(join(folder(), 'a.csv'), 't,value\n0,1\n1,\n2,3\n');
    const series = {
      name: 'a',
      kind: 'leak',
      simulated: false,
      samples: [
        { time: 0, value: 1 },
        { time: 2, value: 3 },
      ],
      limit: 10,
      horizonSeconds: 60,
      intervalSeconds: 1,
      endsMidway: false,
    };
    const others = { source: 'simulated', horizon: 600, censored_tail: true, predictable: false };
    assert.deepEqual(readRecordedSeries(write([entry, { ...entry, ...others }])), [
      series,
      { ...series, simulated: true, horizonSeconds: 600, endsMidway: true, predictable: false },
    ]);
  });

  it('have a source where the manifest names one', function () {
    writeFileSync(join(folder(), 'a.csv'), 't,value\n0,1\n');
    const sources = ['a cluster', 'recorded', 'recorded here', 'simulated'];
    const read = readRecordedSeries(write(sources.map((source) => ({ ...entry, source }))));
    assert.deepEqual(
      read.map(({ source, simulated }) => [source, simulated]),
      [
        ['a cluster', false],
        [undefined, false],
        [undefined, false],
        [undefined, true],
      ],
    );
  });

  it('have the horizon that their first samples give, where that is auto', function () {
    const lines = Array.from({ length: 40 }, (_, index) => `${index * 30},1`);
    writeFileSync(join(folder(), 'a.csv'), ['t,value', ...lines].join('\n'));
    const manifest = write([{ ...entry, horizon: 'auto' }, entry]);
    const horizons = (options?: { readonly horizon: 'auto' }): number[] =>
      readRecordedSeries(manifest, options).map(({ horizonSeconds }) => horizonSeconds);
    assert.deepEqual(horizons(), [600, 60]);
    assert.deepEqual(horizons({ horizon: 'auto' }), [600, 600]);
  });

  it('leave out those that are no headline', function () {
    writeFileSync(join(folder(), 'a.csv'), 't,value\n0,1\n');
    assert.deepEqual(readRecordedSeries(write([{ ...entry, headline: false }])), []);
  });

  it('are refused with one line when the manifest is none', function () {
    const manifest = write([{ name: 'a' }]);
    assert.throws(() => readRecordedSeries(manifest), {
      name: 'OutsideError',
      message: `${manifest}: is not a manifest of labelled series: traces.0.file: is missing (must be text)`,
    });
  });

  it('that come with the project are what their manifest says', function () {
    const manifest = join(packageRoot, 'tools', 'lab', 'evaluation', 'traces', 'manifest.json');
    for (const series of readRecordedSeries(manifest)) {
      const last = series.samples.at(-1)!.time - series.samples[0]!.time;
      assert.ok(last >= 60 && series.samples[0]!.value < series.limit, series.name);
      assert.ok(!series.simulated && findCrossings(series).length <= 2, series.name);
    }
  });

  it('says how a pipe is named, where the name is that of a pipe elsewhere', () => {
    assert.throws(() => openArchive(''), {
      name: 'OutsideError',
      message: /^the file has no name; a pipe is \/dev\/stdin/,
    });
  });
});
