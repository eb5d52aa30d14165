import assert from 'node:assert/strict';
import {
  normalScore,
  probationOf,
  profiles,
  rowWorths,
  scoresByThreshold,
  worthAt,
  type ScoredFile,
} from '../../../tools/lab/nab/scoring-rule.ts';

const [standard, lowFalsePositives, lowFalseNegatives] = profiles as [
  (typeof profiles)[number],
  (typeof profiles)[number],
  (typeof profiles)[number],
];

/** A file of 100 rows with a window from row 50 to 59, and these scores by row. */
function fileOf(scores: Readonly<Record<number, number>>, name = 'g/a.csv'): ScoredFile {
  const all = new Float64Array(100);
  for (const [row, score] of Object.entries(scores)) all[Number(row)] = score;
  return { name, rows: 100, windows: [[50, 59]], scores: all };
}

describe('the scoring rule of the benchmark', () => {
  it('has the worths that its paper prints', () => {
    assert.ok(Math.abs(worthAt(-1) - 0.98661) < 1e-5);
    assert.ok(Math.abs(worthAt(-0.5) - 0.84828) < 1e-5);
    assert.equal(worthAt(0), 0);
    assert.ok(Math.abs(worthAt(1) + 0.98661) < 1e-5);
    assert.equal(worthAt(3.01), -1);
  });

  it('counts a row by its place in its window, or behind the last one', () => {
    const { worths, windows } = rowWorths(fileOf({}));
    assert.equal(worths[50], 1);
    assert.ok(worths[59]! > 0 && worths[59]! < 0.3);
    assert.ok(worths[60]! < 0 && worths[60]! > -0.3 && worths[65]! < worths[60]!);
    assert.deepEqual([worths[0], worths[99]], [-1, -1]);
    assert.deepEqual([windows[49], windows[50], windows[59], windows[60]], [-1, 0, 0, -1]);
  });

  it('does not score the first 15 % of a file, and 750 rows at most', () => {
    assert.deepEqual(
      [100, 4032, 5000, 20_000].map((rows) => probationOf({ rows })),
      [15, 604, 750, 750],
    );
    const early = fileOf({ 14: 1, 50: 0.5 });
    assert.equal(normalScore([early], standard).falseRows, 0);
  });

  it('gives 0 for nothing, and 100 for the first row of each window alone', () => {
    for (const profile of profiles) {
      assert.equal(normalScore([fileOf({})], profile).score, 0);
      assert.equal(normalScore([fileOf({ 50: 1 })], profile).score, 100);
    }
  });

  it('counts the best detection of a window, and each false one', () => {
    const early = normalScore([fileOf({ 50: 1, 55: 1 })], standard);
    assert.equal(early.score, 100);
    const wrong = fileOf({ 20: 1, 30: 1, 50: 1 });
    const byProfile = profiles.map((profile) => normalScore([wrong], profile, 1).raw);
    assert.deepEqual(
      byProfile.map((raw) => raw.toFixed(6)),
      ['0.780000', '0.560000', '0.780000'],
    );
  });

  it('counts a missed window twice where those are to be avoided', () => {
    assert.deepEqual(
      [standard, lowFalsePositives, lowFalseNegatives].map(
        (profile) => scoresByThreshold([fileOf({})], profile)[0]!.raw,
      ),
      [-1, -1, -2],
    );
  });

  it('takes the one threshold that is best for all files', () => {
    const files = [fileOf({ 50: 0.9, 20: 0.8 }), fileOf({ 50: 0.7 }, 'g/b.csv')];
    const best = normalScore(files, standard);
    assert.deepEqual([best.threshold, best.foundWindows, best.falseRows], [0.7, 2, 1]);
    const careful = normalScore(files, standard, 0.85);
    assert.deepEqual([careful.threshold, careful.foundWindows, careful.falseRows], [0.9, 1, 0]);
    assert.equal(careful.score, 50);
  });
});
