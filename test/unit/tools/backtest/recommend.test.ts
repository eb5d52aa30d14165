import assert from 'node:assert/strict';
import { defaultForecasterName, forecasterNames } from '../../../../analysis/forecasters/registry.ts';
import { byMerit, formatRecommendation, recommend } from '../../../../tools/backtest/recommend.ts';
import { climbingSeries } from '../../../support/climbing-series.ts';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';

const options = { limit: 1000, horizonSeconds: 30, level: 0.8 };

const ordinary = {
  forecaster: 'x',
  samples: 20,
  mase: 1,
  coverage: 0.8,
  falseAlarms: 0,
  missed: 0,
  medianLeadSeconds: 30,
};

describe('a recommendation', () => {
  it('finds the forecaster that the series was made for, and tries every other', () => {
    const candidates = recommend('x', climbingSeries(100), options);
    assert.notEqual(candidates[0]!.forecaster, 'naive');
    assert.equal(candidates[0]!.missed + candidates[0]!.falseAlarms, 0);
    assert.deepEqual(
      [...new Set(candidates.map(({ forecaster }) => forecaster))].sort(),
      forecasterNames.toSorted(),
    );
    assert.deepEqual(new Set(candidates.map(({ samples }) => samples)), new Set([10, 20, null]));
  });

  it('tries a forecaster that follows the series once, without a window', () => {
    const candidates = recommend('x', climbingSeries(100), options);
    for (const name of forecasterNames) {
      const samples = candidates.flatMap((candidate) =>
        candidate.forecaster === name ? [candidate.samples] : [],
      );
      assert.deepEqual(new Set(samples), new Set(name === 'auto' ? [null] : [10, 20]), name);
      assert.equal(samples.length, name === 'auto' ? 1 : 2);
    }
  });

  it('ranks by wrong answers, then by forecast error', () => {
    const random = seededRandom(7);
    const noisy = Array.from({ length: 300 }, (_, time) => ({ time, value: 500 + 100 * random() }));
    const candidates = recommend('x', noisy, options);
    for (const [index, candidate] of candidates.entries()) {
      const before = candidates[index - 1];
      if (!before) continue;
      const [wrong, wrongBefore] = [candidate, before].map(({ falseAlarms, missed }) => falseAlarms + missed);
      assert.ok(wrong! > wrongBefore! || (wrong === wrongBefore && candidate.mase >= before.mase));
    }
    const linear = candidates.filter(({ forecaster }) => forecaster === 'linear');
    assert.ok(linear[0]!.samples! > linear.at(-1)!.samples!, 'in noise, a long window is the better one');
  });

  it('prefers what announces the crossings, and early, to what has the smallest error, and then the smaller window', () => {
    const right = { ...ordinary, falseAlarms: 1, missed: 1 };
    for (const worse of [
      { ...right, missed: 2, mase: 0.5 },
      { ...right, falseAlarms: 2, mase: 0.5 },
      { ...right, medianLeadSeconds: 20, mase: 0.5 },
      { ...right, mase: 1.1, samples: 10 },
      { ...right, samples: 40 },
    ]) {
      assert.deepEqual([worse, right].toSorted(byMerit), [right, worse]);
    }
    const windowless = { ...right, samples: null };
    assert.deepEqual([right, windowless].toSorted(byMerit), [windowless, right]);
  });

  it('is a table with the best on top, and lines for dma.yaml', () => {
    const found = recommend('x.csv', climbingSeries(100), options);
    const windowed = found.find(({ samples }) => samples !== null)!;
    const following = found.find(({ samples }) => samples === null)!;
    for (const [best, samples, lines] of [
      [
        windowed,
        windowed.samples,
        `    forecaster: ${windowed.forecaster}\n    samples: ${windowed.samples}\n`,
      ],
      [following, '-', `    forecaster: ${following.forecaster}\n`],
    ] as const) {
      const text = formatRecommendation('x.csv', [best, ...found.filter((other) => other !== best)]);
      for (const name of forecasterNames)
        assert.equal(text.match(new RegExp(`^${name} +[\\d-]`, 'gm'))?.length, 1, name);
      assert.match(text, new RegExp(`^x\\.csv\n\nforecaster .*\n${best.forecaster} +${samples} `));
      assert.ok(text.endsWith(`For dma.yaml:\n\n${lines}`), text);
    }
  });

  it('says so when the default is about as good as the best', () => {
    const best = { ...ordinary, forecaster: 'linear', mase: 0.8 };
    const standard = { ...ordinary, forecaster: defaultForecasterName, samples: null };
    const remark = /\n\nauto, the default, is about as good here/;
    const textWith = (more: Partial<typeof ordinary>) =>
      formatRecommendation('x', [best, { ...standard, ...more }]);
    assert.match(textWith({ mase: 0.83 }), remark);
    assert.doesNotMatch(textWith({ mase: 0.85 }), remark);
    assert.doesNotMatch(textWith({ mase: 0.8, missed: 1 }), remark);
    assert.doesNotMatch(formatRecommendation('x', [{ ...standard, mase: 0.83 }, best]), remark);
  });

  it('is refused in one line where nothing can be compared', () => {
    const flat = climbingSeries(100).map(({ time }) => ({ time, value: 5 }));
    for (const series of [flat, climbingSeries(20)]) {
      assert.throws(() => recommend('x', series, options), {
        name: 'OutsideError',
        message:
          'x: nothing can be recommended: the series never changes, or is not longer than the horizon of 30.0 s',
      });
    }
  });
});
