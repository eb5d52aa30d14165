import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { highestPrediction, raiseAtPercent } from '../../analysis/risk.ts';
import { horizonSeconds, limit, predictSeries, raisedSeconds } from '../predicted-series.ts';
import { seededRandom } from '../seeded-random.ts';

const intervals = [0.125, 0.5, 1, 2];

/** 300 before second 100; then up by `seconds` and 600; then `atTop` seconds there; then all is given back. */
function allocation(seconds: number, atTop: number): (second: number) => number {
  return (second) => {
    const since = second - 100;
    if (since >= seconds + atTop) return 300;
    return 300 + 600 * Math.min(1, Math.max(0, since / seconds));
  };
}

/** 400 and 5 more each second, up to second `end`. */
function growthUntil(end: number): (second: number) => number {
  return (second) => 400 + 5 * Math.min(second, end);
}

/** Given back little by little for 40 s, then 600 more within 5 s. */
function bulkAfterRelease(second: number): number {
  return 300 - 3 * Math.min(second, 40) + 600 * Math.min(1, Math.max(0, (second - 40) / 5));
}

describe('the risk', () => {
  it('is unknown before there are enough samples, and never 0 then', () => {
    const risks = predictSeries(() => 500, 3, 1).map(({ risk }) => risk?.percent);
    assert.deepEqual(risks, [undefined, undefined, 0, 0]);
  });

  it('is causal: a prefix of the series gives the same prefix of the answers', () => {
    const random = seededRandom(11);
    const values = Array.from(
      { length: 400 },
      (_, i) => 200 + 5 * random() + Math.max(0, 8 * (i - 200)) - (i > 280 ? 600 : 0),
    );
    const whole = predictSeries((second) => values[second]!, values.length - 1, 1);
    assert.ok(raisedSeconds(whole).length > 0);
    for (const length of [1, 3, 50, 200, 390]) {
      assert.deepEqual(
        predictSeries((second) => values[second]!, length - 1, 1),
        whole.slice(0, length),
      );
    }
  });

  it('is a percentage: 100 exactly when exhausted, from 50 exactly when raised, absent without a forecast', () => {
    const value = fc.oneof(
      fc.double({ min: 0, max: 1200, noNaN: true }),
      fc.constantFrom(0, 979, 981, 999, 1000),
    );
    const piece = fc.tuple(
      value,
      fc.double({ min: -40, max: 40, noNaN: true }),
      fc.integer({ min: 1, max: 40 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (pieces) => {
        const values = pieces.flatMap(([start, slope, length]) =>
          Array.from({ length }, (_, i) => Math.max(0, start + slope * i)),
        );
        let before = 0;
        for (const moment of predictSeries((second) => values[second]!, values.length - 1, 1)) {
          const isSecond = moment.value >= limit && before >= 0.98 * limit;
          before = moment.value;
          if (moment.risk === undefined) {
            assert.equal(moment.forecast.kind, 'abstention');
            continue;
          }
          const { percent, raised, exhausted } = moment.risk;
          assert.ok(percent >= 0 && percent <= 100, `${percent}`);
          assert.equal(percent === 100, exhausted);
          assert.equal(percent >= raiseAtPercent, raised);
          if (isSecond) assert.ok(exhausted);
          if (exhausted) assert.ok(moment.value >= 0.98 * limit);
        }
      }),
    );
  });

  it('stays raised while the resource is exhausted, however flat its series', () => {
    const moments = predictSeries((second) => (second < 60 ? 500 : second < 61 ? 1000 : 985), 3660, 1);
    assert.deepEqual(
      raisedSeconds(moments),
      Array.from({ length: 3600 }, (_, i) => 61 + i),
    );
    assert.ok(moments.slice(61).every(({ risk }) => risk?.exhausted && risk.percent === 100));
  });

  it('is exhausted from the second sample at the limit, without a forecast', () => {
    const [first, second] = predictSeries(() => limit, 2, 1);
    assert.equal(first!.risk, undefined);
    assert.deepEqual(second!.risk, { percent: 100, raised: true, exhausted: true });
  });

  it('is not raised by a growth that has just stopped when its evidence has lasted long enough', () => {
    assert.deepEqual(raisedSeconds(predictSeries(growthUntil(64.5), 200)), []);
    assert.ok(raisedSeconds(predictSeries(growthUntil(70), 200)).length > 0);
  });

  for (const interval of intervals) {
    describe(`with a sample every ${interval} s`, () => {
      it('does not rise for a constant, nor for noise well below the limit', () => {
        for (const [level, noise] of [
          [0, 0],
          [999, 0],
          [500, 200],
          [850, 60],
        ] as const) {
          const random = seededRandom(5);
          const moments = predictSeries(() => level + noise * (random() - 0.5), 1200 * interval, interval);
          assert.deepEqual(raisedSeconds(moments), [], `${level} with noise of ${noise}`);
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
          { numRuns: 60 },
        );
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
        assert.equal(moments.find(({ risk }) => risk?.exhausted)!.second, 100 + interval);
      });

      it('is not raised by a bulk allocation of 2 s', () => {
        assert.deepEqual(raisedSeconds(predictSeries(allocation(2, 98), 300, interval)), []);
      });

      it('is not raised by a bulk allocation of 5 s after memory has been given back little by little', () => {
        assert.deepEqual(raisedSeconds(predictSeries(bulkAfterRelease, 300, interval)), []);
      });

      it('is raised by the same allocation over 30 s, before the limit, and cleared when it is given back', () => {
        const raised = raisedSeconds(predictSeries(allocation(30, 5), 300, interval));
        assert.ok(raised[0]! > 100 && raised[0]! < 125, `raised at ${raised[0]} s`);
        assert.ok(
          raised.at(-1)! >= 130 && raised.at(-1)! < 135 + horizonSeconds / 4,
          `cleared at ${raised.at(-1)} s`,
        );
        const gaps = raised.slice(1).filter((second, index) => second - raised[index]! > interval);
        assert.deepEqual(gaps, [], 'it is one episode');
      });

      it('is raised ahead of a growth that goes on to the limit, and stays through it', () => {
        const moments = predictSeries((second) => 300 + 25 * Math.max(0, second - 100), 140, interval);
        const crossing = moments.find(({ value }) => value >= limit)!.second;
        const raised = raisedSeconds(moments);
        const before = moments.filter(({ risk, value }) => risk?.raised && value < limit);
        assert.equal(Math.max(...before.map(({ risk }) => risk!.percent)), highestPrediction);
        assert.ok(crossing - raised[0]! >= 5, `lead time ${crossing - raised[0]!} s`);
        assert.equal(raised.length, moments.filter(({ second }) => second >= raised[0]!).length);
      });
    });
  }
});
