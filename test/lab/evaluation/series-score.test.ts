import assert from 'node:assert/strict';
import { scoreSeries } from '../../../tools/lab/evaluation/series-score.ts';
import { handMade, leak, rowsWithAlerts, values } from './hand-made-series.ts';

function isNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

describe('the score of a series', function () {
  const leaking = handMade(leak);
  const flat = handMade(values(7201, () => 50));
  it('is all of it for a lead of half a horizon and no false alarm', function () {
    const score = scoreSeries(leaking, rowsWithAlerts(leaking, [460, 500]));
    assert.deepEqual([score.utility, score.promptness, score.quietness], [1, 1, 1]);
    assert.deepEqual([score.crossings, score.predictable, score.leads], [1, 1, [30]]);
  });

  it('is a share of it for a shorter lead, not more for a longer one, and nothing for silence', function () {
    assert.equal(scoreSeries(leaking, rowsWithAlerts(leaking, [475, 500])).utility, 0.5);
    assert.equal(scoreSeries(leaking, rowsWithAlerts(leaking, [420, 500])).utility, 1);
    assert.equal(scoreSeries(leaking, rowsWithAlerts(leaking)).utility, 0);
  });

  it('is all of it for silence where nothing is crossed', function () {
    const score = scoreSeries(flat, rowsWithAlerts(flat));
    assert.deepEqual([score.utility, score.promptness, score.watchedHours], [1, undefined, 2]);
  });

  it('falls with false alarms per 60 horizons and with the time on alert', function () {
    // Two hours are two times 60 horizons; one false alarm of 12 s.
    const score = scoreSeries(flat, rowsWithAlerts(flat, [100, 111]));
    assert.deepEqual([score.falseEpisodes, score.falseSeconds], [1, 12]);
    isNear(score.utility, 1 / (1 + (1 + 12 / 600) / 2 + (4 * 12) / 7200));
  });

  it('does not dilute a false alarm in a short series by more than it is long', function () {
    const short = handMade(values(121, () => 50));
    const score = scoreSeries(short, rowsWithAlerts(short, [100, 101]));
    isNear(score.utility, 1 / (1 + (1 + 2 / 600) / 1 + (4 * 2) / 120));
  });

  it('is the product of both where there is a crossing and a false alarm', function () {
    const score = scoreSeries(leaking, rowsWithAlerts(leaking, [100, 101], [475, 500]));
    // Below the limit for 490 s.
    isNear(score.utility, 0.5 / (1 + (1 + 2 / 600) / 1 + (4 * 2) / 490));
  });

  it('counts only time below the limit as watched, and a gap as five intervals', function () {
    isNear(scoreSeries(leaking, []).watchedHours, 490 / 3600);
    const samples = flat.samples.filter(({ time }) => time <= 100 || time >= 200);
    isNear(scoreSeries({ ...flat, samples }, []).watchedHours, (7200 - 100 + 5) / 3600);
  });

  it('asks for nothing where the crossing cannot be predicted', function () {
    const score = scoreSeries({ ...leaking, predictable: false }, rowsWithAlerts(leaking, [460, 500]));
    assert.deepEqual([score.predictable, score.leads, score.utility], [0, [], 1]);
  });
});
