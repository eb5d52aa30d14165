import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seededRandom } from '../../../analysis/maths/seeded-random.ts';
import { committeeScores } from '../../../tools/lab/nab/committee-scores.ts';
import {
  detectorsOf,
  readCorpus,
  readPublished,
  readResults,
  readThresholds,
} from '../../../tools/lab/nab/corpus.ts';
import { groupsOf, heldOutScore } from '../../../tools/lab/nab/held-out.ts';
import { normalScore, profiles } from '../../../tools/lab/nab/scoring-rule.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const rows = 1000;
/** The first odd row of each made file, by name. */
const files: Readonly<Record<string, number>> = { 'real/a.csv': 600, 'real/b.csv': 700, 'made/c.csv': 500 };

function timeOf(row: number): string {
  return new Date(Date.UTC(2014, 3, 1) + row * 300_000).toISOString().slice(0, 19).replace('T', ' ');
}

describe('a run of the benchmark', () => {
  const scratch = scratchFolder();

  function write(name: string, text: string): void {
    const file = join(scratch(), name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** A small checkout: noise that is odd for ten rows, within a window of forty. */
  beforeEach(() => {
    const labels: Record<string, unknown> = {};
    for (const [index, [name, odd]] of Object.entries(files).entries()) {
      const random = seededRandom(index + 1);
      const valueOf = (row: number): number => random() + (row >= odd && row < odd + 10 ? 5 : 0);
      const lines = Array.from({ length: rows }, (_, row) => `${timeOf(row)},${valueOf(row)}`);
      write(`data/${name}`, `timestamp,value\n${lines.join('\n')}\n`);
      labels[name] = [[`${timeOf(odd - 15)}.000000`, `${timeOf(odd + 25)}.000000`]];
      const [folder, base] = name.split('/');
      const results = Array.from({ length: rows }, (_, row) => `${timeOf(row)},0,${row === odd ? 1 : 0},0`);
      write(
        `results/perfect/${folder}/perfect_${base}`,
        `timestamp,value,anomaly_score,label\n${results.join('\n')}\n`,
      );
    }
    write('labels/combined_windows.json', JSON.stringify(labels));
    write('results/final_results.json', JSON.stringify({ perfect: { standard: 90 } }));
  });

  it('reads data, windows, results and published scores of a checkout', () => {
    const corpus = readCorpus(scratch());
    assert.deepEqual(
      corpus.map(({ name, windows }) => [name, windows]),
      Object.entries(files).map(([name, odd]) => [name, [[odd - 15, odd + 25]]]),
    );
    assert.equal(corpus[0]!.times[1]! - corpus[0]!.times[0]!, 300);
    assert.deepEqual(detectorsOf(scratch()), ['perfect']);
    assert.deepEqual(readPublished(scratch()), { perfect: { standard: 90 } });
    const thresholds = { perfect: { standard: { threshold: 0.5, score: 1 } } };
    write('config/thresholds.json', JSON.stringify(thresholds));
    assert.deepEqual(readThresholds(scratch()), thresholds);
    const { score, foundWindows, falseRows } = normalScore(
      readResults(scratch(), 'perfect', corpus),
      profiles[0]!,
    );
    assert.deepEqual([foundWindows, falseRows], [3, 0]);
    assert.ok(score > 90 && score < 100, `${score}`);
  });

  it('lets the committee find what is odd, and nothing else', () => {
    const scored = readCorpus(scratch()).map((file) => committeeScores(file));
    for (const profile of profiles) {
      const { foundWindows, falseRows } = normalScore(scored, profile);
      assert.deepEqual([foundWindows, falseRows], [3, 0]);
    }
    for (const { scores } of scored)
      assert.ok(scores.every((score) => score >= 0 && score <= 1) && scores[0] === 0);
  });

  it('judges each row by those before it alone', () => {
    const [file] = readCorpus(scratch());
    const whole = committeeScores(file!).scores;
    const half = rows / 2;
    const { times, values } = file!;
    const part = committeeScores({
      ...file!,
      rows: half,
      times: times.subarray(0, half),
      values: values.subarray(0, half),
    });
    assert.deepEqual(part.scores, whole.slice(0, half));
  });

  it('leaves out rows that are not newer than the one before', () => {
    const [file] = readCorpus(scratch());
    const times = file!.times.slice();
    times[800] = times[799]!;
    const { scores } = committeeScores({ ...file!, times });
    assert.equal(scores[800], 0);
    assert.deepEqual(scores.slice(0, 800), committeeScores(file!).scores.slice(0, 800));
  });

  it('holds out each source when the threshold is chosen', () => {
    const scored = readCorpus(scratch()).map((file) => committeeScores(file));
    assert.deepEqual(groupsOf(scored), ['real', 'made']);
    const { foundWindows, falseRows } = heldOutScore(scored, profiles[0]!);
    assert.ok(foundWindows >= 2 && falseRows === 0, `${foundWindows} ${falseRows}`);
  });

  it('says what is wrong with a folder that is no checkout', () => {
    assert.throws(() => readCorpus(join(scratch(), 'none')), {
      name: 'OutsideError',
      message: /cannot be read; --data is a checkout of/,
    });
    const corpus = readCorpus(scratch());
    write('results/short/real/short_a.csv', 'timestamp,anomaly_score\n');
    assert.throws(() => readResults(scratch(), 'short', corpus), /has 0 rows, and its data 1000/);
    write('results/short/real/short_a.csv', 'timestamp,score\n');
    assert.throws(() => readResults(scratch(), 'short', corpus), /has no column anomaly_score/);
    write('labels/combined_windows.json', '{"real/a.csv": [["2015-01-01 00:00:00", "2015-01-02 00:00:00"]]}');
    assert.throws(() => readCorpus(scratch()), /real\/a\.csv has no row at 2015-01-01 00:00:00/);
  });
});
