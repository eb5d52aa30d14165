import assert from 'node:assert/strict';
import type { EvaluatedRow, LabelledSeries } from '../../../../analysis/scoring/labelled-series.ts';
import {
  calibrationError,
  judgeRisks,
  poolRisks,
  riskBins,
  type RiskBin,
} from '../../../../analysis/scoring/reliability.ts';
import { handMade, leak, values } from '../../../lab/evaluation/hand-made-series.ts';

/** One risk at each sample from 0 to below `until`. */
function rowsOf(series: LabelledSeries, riskAt: (time: number) => number | null): EvaluatedRow[] {
  return series.samples.map(({ time }) => ({
    t: time,
    pred: null,
    q10: null,
    q90: null,
    alert: false,
    risk: riskAt(time),
  }));
}

/** The moments within a horizon before a crossing, where the risk is always 0. */
function crossedMoments(series: LabelledSeries): number {
  const rows = rowsOf(series, () => 0);
  return judgeRisks(series, rows)[0]!.crossed;
}

/** Bins of which only some have moments. */
function binsOf(some: Readonly<Record<number, RiskBin>>): RiskBin[] {
  return Array.from({ length: riskBins }, (_, index) => some[index] ?? { weight: 0, said: 0, crossed: 0 });
}

function near(bins: readonly RiskBin[], expected: readonly RiskBin[]): void {
  for (const [index, bin] of bins.entries()) {
    for (const key of ['weight', 'said', 'crossed'] as const)
      assert.ok(
        Math.abs(bin[key] - expected[index]![key]) < 1e-9,
        `bin ${index}, ${key}: ${bin[key]}, not ${expected[index]![key]}`,
      );
  }
}

describe('the risks of a series', function () {
  it('are counted with the crossing within the horizon, up to the moment of it', function () {
    // 100 is reached at 490 s; the last 60 s before it are the horizon.
    const series = handMade(leak);
    near(
      judgeRisks(
        series,
        rowsOf(series, (time) => (time >= 420 ? 75 : 5)),
      ),
      binsOf({
        0: { weight: 420, said: 21, crossed: 0 },
        7: { weight: 70, said: 52.5, crossed: 60 },
      }),
    );
  });

  it('do not count without a risk, at 100 %, and at or above the limit', function () {
    const series = handMade(leak);
    assert.deepEqual(
      judgeRisks(
        series,
        rowsOf(series, (time) => (time >= 490 ? 99 : time >= 200 ? 100 : null)),
      ),
      binsOf({}),
    );
  });

  it('count near the end only if the crossing came', function () {
    // Ends at 199 s: for what is said after 139 s nobody knows.
    const quiet = handMade(values(200, () => 50));
    const [bin] = judgeRisks(
      quiet,
      rowsOf(quiet, () => 0),
    );
    assert.deepEqual(bin, { weight: 140, said: 0, crossed: 0 });
    const crossing = handMade(values(200, (time) => (time < 190 ? 50 : 120)));
    const [before] = judgeRisks(
      crossing,
      rowsOf(crossing, () => 0),
    );
    assert.deepEqual(before, { weight: 190, said: 0, crossed: 60 });
  });

  it('take a touch of the limit for none, and every lasting stay for a crossing', function () {
    const touching = handMade(values(400, (time) => (time >= 200 && time < 204 ? 100 : 50)));
    assert.equal(crossedMoments(touching), 0);
    // The second stay begins 20 s after the end of the first one.
    const twice = handMade(
      values(400, (time) => ((time >= 200 && time < 210) || (time >= 230 && time < 240) ? 100 : 50)),
    );
    assert.equal(crossedMoments(twice), 80);
  });

  it('of a long series weigh as much as those of a short one when they are pooled', function () {
    const long = binsOf({
      9: { weight: 900, said: 855, crossed: 0 },
      0: { weight: 100, said: 0, crossed: 0 },
    });
    const short = binsOf({ 9: { weight: 2, said: 1.9, crossed: 2 } });
    near(
      poolRisks([long, short, binsOf({})]),
      binsOf({
        0: { weight: 0.1, said: 0, crossed: 0 },
        9: { weight: 1.9, said: 0.855 + 0.95, crossed: 1 },
      }),
    );
  });
});

describe('the calibration error', function () {
  it('is 0 when each risk came true as often as it said', function () {
    const honest = binsOf({ 2: { weight: 4, said: 1, crossed: 1 }, 7: { weight: 4, said: 3, crossed: 3 } });
    assert.deepEqual(calibrationError(honest), { all: 0, said: 0 });
  });

  it('is the mean distance of a bin, with the weight of its moments', function () {
    const bins = binsOf({
      0: { weight: 6, said: 0, crossed: 0 },
      5: { weight: 1, said: 0.5, crossed: 1 },
      9: { weight: 3, said: 2.7, crossed: 1.2 },
    });
    const { all, said } = calibrationError(bins);
    assert.ok(Math.abs(all! - 0.2) < 1e-12 && Math.abs(said! - 0.5) < 1e-12, `${all} ${said}`);
  });

  it('is not known without moments', function () {
    assert.deepEqual(calibrationError(binsOf({})), { all: undefined, said: undefined });
  });
});
