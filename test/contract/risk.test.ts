import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { highestPrediction, raiseAtPercent } from '../../analysis/risk/risk-percent.ts';
import {
  exhaustedSeconds,
  horizonSeconds,
  limit,
  predictSeries,
  raisedSeconds,
} from '../support/predicted-series.ts';
import { seededRandom } from '../../analysis/maths/seeded-random.ts';

/** 400 and 5 more each second, up to second `end`. */
function growthUntil(end: number): (second: number) => number {
  return (second) => 400 + 5 * Math.min(second, end);
}

/** A bulk of 820 that creeps on for 20 s and is given back, and from second 75 on a leak. */
function leakAfterCreepingBulk(second: number): number {
  const bulk = second < 30 || second >= 50 ? 0 : 820 + 0.5 * (second - 30);
  return 100 + bulk + 10 * Math.max(0, second - 75);
}

describe('the risk', () => {
  it('is unknown before there are enough samples, and never 0 then', () => {
    const risks = predictSeries(() => 500, 4, 1).map(({ risk }) => risk);
    for (const [index, risk] of risks.slice(0, 3).entries()) {
      assert.deepEqual(risk, { kind: 'abstention', reason: 'too-few-samples', have: index + 1, need: 4 });
    }
    const none = { kind: 'risk', percent: 0, raised: false, exhausted: false };
    assert.deepEqual(risks.slice(3), [none, none]);
  });

  it('announces a leak also after a bulk allocation that crept on below the limit', () => {
    const moments = predictSeries(leakAfterCreepingBulk, 170, 1);
    const [exhausted] = exhaustedSeconds(moments);
    assert.equal(exhausted, 165);
    const raised = raisedSeconds(moments);
    assert.ok(raised[0]! > 75 && raised[0]! <= exhausted - 15, `raised at ${raised[0]}`);
  });

  it('is causal: a prefix of the series gives the same prefix of the answers', () => {
    const random = seededRandom(11);
    const values = Array.from(
      { length: 400 },
      (_, i) => 200 + 5 * random() + Math.max(0, 8 * (i - 200)) - (i > 320 ? 900 : 0),
    );
    const whole = predictSeries((second) => values[second]!, values.length - 1, 1);
    assert.ok(raisedSeconds(whole).length > 0);
    for (const length of [1, 3, 50, 200, 280, 310, 390]) {
      assert.deepEqual(
        predictSeries((second) => values[second]!, length - 1, 1),
        whole.slice(0, length),
      );
    }
  });

  it('is a percentage: 100 exactly from exhaustion to the end of the alert, from 50 exactly when raised, absent only without a forecast', () => {
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
        let isFailure = false;
        for (const moment of predictSeries((second) => values[second]!, values.length - 1, 1)) {
          const isSecond = moment.value >= limit && before >= 0.98 * limit;
          before = moment.value;
          if (moment.risk.kind === 'abstention') {
            assert.deepEqual(moment.risk, moment.forecast);
            assert.ok(!isSecond);
            isFailure = false;
            continue;
          }
          const { percent, raised, exhausted } = moment.risk;
          assert.ok(percent >= 0 && percent <= 100, `${percent}`);
          isFailure = exhausted || (isFailure && raised);
          assert.equal(percent === 100, isFailure);
          assert.equal(percent >= raiseAtPercent, raised);
          assert.ok(isFailure || percent <= highestPrediction);
          if (isSecond) assert.ok(exhausted);
          if (exhausted) assert.ok(moment.value >= 0.98 * limit);
        }
      }),
    );
  });

  it('stays raised while the resource is exhausted, however flat its series, until 2 % are free', () => {
    const moments = predictSeries((second) => (second < 60 ? 500 : second < 3661 ? limit : 979), 3760, 1);
    const hour = Array.from({ length: 3600 }, (_, i) => 61 + i);
    assert.deepEqual(exhaustedSeconds(moments), hour);
    const raised = raisedSeconds(moments);
    assert.deepEqual(raised.slice(0, 3600), hour);
    assert.ok(raised.at(-1)! < 3700, `still raised at ${raised.at(-1)} s`);
  });

  it('is not exhausted any more when the value has stayed below the limit for ten horizons', () => {
    const moments = predictSeries((second) => (second < 60 ? 500 : second < 61 ? limit : 985), 3760, 1);
    const tenHorizons = Array.from({ length: 10 * horizonSeconds }, (_, i) => 61 + i);
    assert.deepEqual(exhaustedSeconds(moments), tenHorizons);
    assert.ok(raisedSeconds(moments).at(-1)! < 61 + 11 * horizonSeconds);
  });

  it('is exhausted from the second sample at the limit, without a forecast', () => {
    const [first, second] = predictSeries(() => limit, 2, 1);
    assert.equal(first!.risk.kind, 'abstention');
    assert.equal(second!.forecast.kind, 'abstention');
    assert.deepEqual(second!.risk, { kind: 'risk', percent: 100, raised: true, exhausted: true });
  });

  it('is not raised by a growth that stops in the middle, and is by the same one that goes on', () => {
    assert.deepEqual(raisedSeconds(predictSeries(growthUntil(40), 300)), []);
    const [raised] = raisedSeconds(predictSeries(growthUntil(120), 120));
    assert.ok(raised! > 40 && raised! < 110, `raised at ${raised} s`);
  });

  it('is cleared when what had been growing stays where it is', () => {
    const raised = raisedSeconds(predictSeries((second) => 300 + 6.5 * Math.min(second, 100), 400, 1));
    assert.ok(raised[0]! < 100, `raised at ${raised[0]} s`);
    assert.ok(raised.at(-1)! > 100 && raised.at(-1)! < 100 + horizonSeconds, `cleared at ${raised.at(-1)} s`);
  });

  it('knows what has fallen again and again at one height, also when it falls lower each time', () => {
    for (const fall of [0, 0.1, 1]) {
      const teeth = (second: number): number => 300 + 7 * (second % 90) - fall * Math.floor(second / 90);
      const late = raisedSeconds(predictSeries(teeth, 3600, 1)).filter((second) => second > 300);
      assert.deepEqual(late, [], `by ${fall}`);
    }
  });

  it('is cleared at once when what had grown is given back, and more', () => {
    for (const after of [300, 290]) {
      const series = (second: number): number =>
        second < 135 ? 300 + 20 * Math.min(30, Math.max(0, second - 100)) : after;
      const last = raisedSeconds(predictSeries(series, 250, 1)).at(-1)!;
      assert.ok(last >= 130 && last <= 136, `back to ${after}: cleared at ${last} s`);
    }
  });
});
