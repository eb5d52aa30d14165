import assert from 'node:assert/strict';
import { scoreForecasts } from '../../../../analysis/scoring/forecast-score.ts';
import type { EvaluatedRow } from '../../../../analysis/scoring/labelled-series.ts';
import { handMade, values } from '../../../lab/evaluation/hand-made-series.ts';

function row(
  t: number,
  pred: number | null,
  q10: number | null = null,
  q90: number | null = null,
): EvaluatedRow {
  return { t, pred, q10, q90, alert: false };
}

describe('the forecasts for a series', function () {
  /** One more each second. */
  const line = handMade(values(100, (time) => time));

  it('are compared with the value one horizon later, in % of the limit, and so is "no change"', function () {
    const { errorPercent, naiveErrorPercent } = scoreForecasts({ ...line, limit: 200 }, [
      row(10, 80),
      row(20, 70),
    ]);
    assert.deepEqual([errorPercent, naiveErrorPercent], [5, 30]);
  });

  it('are compared with a value between two samples on the straight line', function () {
    assert.equal(scoreForecasts({ ...line, horizonSeconds: 10.25 }, [row(10, 20)]).errorPercent, 0.25);
  });

  it('cover what is inside of the interval, its ends included', function () {
    const rows = [row(0, 60, 60, 61), row(1, 60, 50, 61), row(2, 60, 63, 64), row(3, 60, 0, 62), row(4, 60)];
    assert.equal(scoreForecasts(line, rows).coverage, 0.5);
  });

  it('are left out where the series ends before, and where the method abstained', function () {
    const { errorPercent } = scoreForecasts(line, [row(10, 71), row(39.5, 0), row(20, null)]);
    assert.equal(errorPercent, 1);
  });

  it('leave nothing to tell when there are none', function () {
    const nothing = { errorPercent: undefined, naiveErrorPercent: undefined, coverage: undefined };
    assert.deepEqual(scoreForecasts(line, [row(10, null, 1, 2)]), nothing);
    assert.deepEqual(scoreForecasts(line, []), nothing);
  });
});
