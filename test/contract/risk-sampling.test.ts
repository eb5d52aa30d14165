import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { highestPrediction } from '../../analysis/risk/risk-percent.ts';
import {
  exhaustedSeconds,
  horizonSeconds,
  limit,
  predictSeries,
  raisedSeconds,
  type Moment,
} from '../support/predicted-series.ts';
import { seededRandom } from '../../analysis/maths/seeded-random.ts';

const intervals = [0.125, 0.5, 1, 2, 5];

/** 300 before second 100; then up to 900 within `seconds`; then `atTop` seconds there; then all is given back. */
function allocation(seconds: number, atTop: number): (second: number) => number {
  return (second) => {
    const since = second - 100;
    if (since >= seconds + atTop) return 300;
    return 300 + 600 * Math.min(1, Math.max(0, since / seconds));
  };
}

/** 300 before second 100; then up to the limit within `seconds` and a little beyond it. */
function growth(seconds: number): (second: number) => number {
  return (second) => Math.min(limit + 20, 300 + ((limit - 300) / seconds) * Math.max(0, second - 100));
}

/** Given back little by little for 40 s, then 600 more within 5 s. */
function bulkAfterRelease(second: number): number {
  return 300 - 3 * Math.min(second, 40) + 600 * Math.min(1, Math.max(0, (second - 40) / 5));
}

/** A growth of 30 s over the limit, all of which is given back at second 140. */
function givenBack(second: number): number {
  return second < 140 ? growth(30)(second) : 300;
}

/** Seconds from the alert to the crossing, by the samples. */
function leadSeconds(moments: readonly Moment[]): number {
  const crossing = moments.find(({ value }) => value >= limit)!.second;
  return crossing - (raisedSeconds(moments)[0] ?? Number.POSITIVE_INFINITY);
}

for (const interval of intervals) {
  describe(`the risk with a sample every ${interval} s`, () => {
    it('does not rise for a constant, nor for noise well below the limit', () => {
      for (const [level, noise] of [
        [0, 0],
        [999, 0],
        [500, 200],
        [850, 60],
      ] as const) {
        for (const seed of [5, 6, 7]) {
          const random = seededRandom(seed);
          const moments = predictSeries(() => level + noise * (random() - 0.5), 1200 * interval, interval);
          assert.deepEqual(raisedSeconds(moments), [], `${level} with noise of ${noise}, seed ${seed}`);
        }
      }
    });

    it('is not raised by one outlier that stays below the limit', () => {
      const level = fc.constantFrom(0, 100, 500, 900);
      const outlier = fc.double({ min: -1e9, max: limit - 1e-9, noNaN: true });
      fc.assert(
        fc.property(level, outlier, fc.integer({ min: 0, max: 90 }), (constant, value, position) => {
          const series = (second: number): number => (second === position * interval ? value : constant);
          assert.deepEqual(raisedSeconds(predictSeries(series, 110 * interval, interval)), []);
        }),
        { numRuns: 60, examples: [[500, 999.9, 50]] },
      );
    });

    it('is not raised by one outlier on a slow climb', () => {
      for (const [slope, outlier] of [
        [0.5, 980],
        [0.5, 999],
        [1, 950],
      ] as const) {
        const series = (second: number): number => (second === 200 ? outlier : 300 + slope * second);
        const moments = predictSeries(series, 300, interval);
        assert.deepEqual(raisedSeconds(moments), [], `of ${outlier} at ${slope} a second`);
      }
    });

    it('is not raised by one outlier at the limit or above', () => {
      for (const outlier of [1000, 1001, 5000]) {
        const moments = predictSeries((second) => (second === 100 ? outlier : 500), 200, interval);
        assert.deepEqual(raisedSeconds(moments), []);
      }
    });

    it('is raised by a jump over the limit with its second sample there', () => {
      const moments = predictSeries((second) => (second >= 100 ? 1000 : 500), 200, interval);
      assert.equal(raisedSeconds(moments)[0], 100 + interval);
      assert.equal(exhaustedSeconds(moments)[0], 100 + interval);
    });

    it('is not raised by a bulk allocation of 2 s or 5 s', () => {
      for (const seconds of [2, 5]) {
        assert.deepEqual(
          raisedSeconds(predictSeries(allocation(seconds, 98), 300, interval)),
          [],
          `of ${seconds} s`,
        );
      }
    });

    it('is not raised by a bulk allocation of 5 s after memory has been given back little by little', () => {
      assert.deepEqual(raisedSeconds(predictSeries(bulkAfterRelease, 300, interval)), []);
    });

    it('is raised by a growth of 30 s, at least 5 s before the limit, and stays through it', () => {
      const moments = predictSeries(growth(30), 200, interval);
      const lead = leadSeconds(moments);
      assert.ok(lead >= 5 && lead < 30, `lead time ${lead} s`);
      assert.equal(
        raisedSeconds(moments).length,
        moments.filter(({ second }) => second >= 130 - lead).length,
      );
      for (const { risk, value } of moments) {
        if (risk.kind === 'risk' && value < limit) assert.ok(risk.percent <= highestPrediction);
      }
    });

    it('is raised the earlier, the slower the growth', () => {
      let before = 0;
      for (const seconds of [30, 60, 120, 240]) {
        const lead = leadSeconds(predictSeries(growth(seconds), 100 + seconds, interval));
        assert.ok(lead > before && lead < seconds, `lead time ${lead} s of ${seconds} s`);
        before = lead;
      }
    });

    it('is one episode from the growth to its end, and cleared soon when all is given back', () => {
      const raised = raisedSeconds(predictSeries(givenBack, 300, interval));
      assert.ok(
        raised.at(-1)! >= 140 - interval && raised.at(-1)! < 140 + horizonSeconds / 2,
        `cleared at ${raised.at(-1)} s`,
      );
      const gaps = raised.slice(1).filter((second, index) => second - raised[index]! > interval);
      assert.deepEqual(gaps, []);
    });
  });
}
