import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defaultMethod } from '../../../tools/lab/evaluation/default-method.ts';
import { scoreSeries } from '../../../tools/lab/evaluation/series-score.ts';
import { totalScore } from '../../../tools/lab/evaluation/total-score.ts';
import { longTraces } from '../../../tools/lab/evaluation/training-material.ts';
import { readRecordedSeries } from '../../../tools/archives/recorded-series.ts';

interface Trace {
  readonly name: string;
  readonly source: string;
  readonly path: string;
  readonly licence: string;
}

/** The text that a licence asks for, beside the series. */
const licenceFiles: Readonly<Record<string, string>> = {
  'microsoft/gctoolkit-testdata': 'LICENSE.gctoolkit-testdata',
  'IntelligentDDS/Nezha': 'LICENSE.nezha',
  'exathlonbenchmark/exathlon': 'NOTICE.exathlon',
  'vlsi/ksar': 'LICENSE.ksar',
};

describe('the real series of hours to weeks', function () {
  const folder = dirname(longTraces);
  const { traces } = JSON.parse(readFileSync(longTraces, 'utf8')) as { traces: Trace[] };

  it('are predicted no worse than they have been', function () {
    const method = defaultMethod();
    const scores = readRecordedSeries(longTraces).map((each) => scoreSeries(each, method.rowsOf(each)));
    const { series, score, predictable, hits, quietSeries, silentSeries } = totalScore(scores);
    const falseAlarms = scores.reduce((sum, { falseEpisodes }) => sum + falseEpisodes, 0);
    assert.deepEqual([series, predictable, quietSeries], [51, 9, 43]);
    const figures = `${score} ${hits} ${falseAlarms} ${silentSeries}`;
    assert.ok(score! >= 0.78 && hits >= 8 && falseAlarms <= 24 && silentSeries >= 33, figures);
  });

  it('name their source and path, and have its licence beside them', function () {
    const readme = readFileSync(join(folder, '..', 'README.md'), 'utf8');
    for (const { name, source, path, licence } of traces) {
      assert.ok(path.length > 0 && /^(MIT|BSD-3-Clause|Apache-2\.0)$/.test(licence), name);
      const file = licenceFiles[source]!;
      assert.ok(existsSync(join(folder, file)), `${name}: ${file}`);
      assert.ok(readme.includes(`https://github.com/${source}`), `${source} in traces/README.md`);
      assert.ok(readme.includes(`real/${file}`), `${file} in traces/README.md`);
    }
    assert.deepEqual(new Set(traces.map(({ source }) => source)), new Set(Object.keys(licenceFiles)));
  });

  it('are named once, each with a file of its own', function () {
    const names = traces.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const name of names) assert.ok(existsSync(join(folder, `${name}.csv`)), name);
  });
});

describe('a recorded queue that falls behind further with each of its tides', () => {
  it('is announced, although its earlier tides came to nothing', () => {
    const recorded = readRecordedSeries(join(dirname(longTraces), '..', 'hours-2', 'manifest.json'));
    const queues = recorded.filter(({ name }) => name.startsWith('hour2_queue_falls_behind_'));
    const method = defaultMethod();
    for (const queue of queues) {
      const { predictable, leads } = scoreSeries(queue, method.rowsOf(queue));
      assert.deepEqual([predictable, leads.length], [1, 1], queue.name);
    }
    assert.equal(queues.length, 2);
  });
});
