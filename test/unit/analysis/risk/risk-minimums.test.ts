import assert from 'node:assert/strict';
import { exhaustedSeconds, limit, predictSeries, raisedSeconds } from '../../../support/predicted-series.ts';

/** Flat at 300 for 50 s, then to the limit within 100 s, and a little beyond it. */
function leak(second: number): number {
  return Math.min(limit + 10, 300 + 7 * Math.max(0, second - 50));
}

/** The first crossing of it. */
const crossing = 150;

function raisedAt(options: Parameters<typeof predictSeries>[3]): number {
  return raisedSeconds(predictSeries(leak, 200, 1, options))[0]!;
}

describe('what has to be there before there is a risk', () => {
  it('is four samples by default', () => {
    const kinds = predictSeries(leak, 5, 1).map(({ risk }) => risk.kind);
    assert.deepEqual(kinds, ['abstention', 'abstention', 'abstention', 'risk', 'risk', 'risk']);
  });

  it('may be more samples, and the abstention says how many', () => {
    const moments = predictSeries(() => 500, 40, 1, { minimumSamples: 30 });
    assert.deepEqual(moments[28]!.risk, {
      kind: 'abstention',
      reason: 'too-few-samples',
      have: 29,
      need: 30,
    });
    assert.equal(moments[28]!.forecast.kind, 'forecast');
    assert.equal(moments[29]!.risk.kind, 'risk');
  });

  it('may be a longer past, in horizons, and the abstention says how long', () => {
    const moments = predictSeries(() => 500, 100, 1, { minimumWindowRatio: 1.5 });
    assert.deepEqual(moments[89]!.risk, {
      kind: 'abstention',
      reason: 'too-short-a-past',
      spanSeconds: 89,
      needSeconds: 90,
    });
    assert.equal(moments[90]!.risk.kind, 'risk');
  });

  it('holds back an alert, and not exhaustion', () => {
    for (const options of [{ minimumSamples: 150 }, { minimumWindowRatio: 2.48 }]) {
      const moments = predictSeries(leak, 200, 1, options);
      assert.ok(raisedAt({}) < 145);
      const [raised] = raisedSeconds(moments);
      assert.ok(raised! >= 149 && raised! <= crossing, `raised at ${raised} s`);
    }
    const exhausted = predictSeries(leak, 200, 1, { minimumSamples: 1000 });
    assert.deepEqual(raisedSeconds(exhausted), exhaustedSeconds(exhausted));
    assert.equal(exhaustedSeconds(exhausted)[0], crossing);
  });
});

describe('the lead time that is worth an alert', () => {
  it('is any by default', () => {
    assert.equal(raisedAt({ minimumLeadSeconds: 0 }), raisedAt({}));
  });

  it('lets a timely alert pass', () => {
    const lead = crossing - raisedAt({});
    assert.equal(raisedAt({ minimumLeadSeconds: lead - 3 }), raisedAt({}));
  });

  it('suppresses a late alert, but not exhaustion', () => {
    const moments = predictSeries(leak, 200, 1, { minimumLeadSeconds: 100 });
    assert.deepEqual(raisedSeconds(moments), exhaustedSeconds(moments));
    assert.ok(exhaustedSeconds(moments)[0]! <= crossing + 1);
    for (const { risk, value } of moments) {
      if (risk.kind === 'risk' && value < limit && !risk.exhausted) assert.ok(risk.percent < 50);
    }
  });

  it('does not take back an alert that was raised in time', () => {
    const lead = crossing - raisedAt({});
    const raised = raisedSeconds(predictSeries(leak, crossing, 1, { minimumLeadSeconds: lead - 3 }));
    assert.equal(raised.at(-1), crossing);
    assert.equal(raised.length, lead + 1);
  });
});
