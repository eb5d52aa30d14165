import assert from 'node:assert/strict';
import { defaultForecasterName } from '../../../../analysis/forecasters/registry.ts';
import {
  formatLeadCurve,
  leadCurve,
  leadCurveTable,
  type LeadChoice,
} from '../../../../tools/backtest/lead-curve.ts';

const options = { limit: 1000, horizonSeconds: 60, level: 0.8, forecaster: defaultForecasterName };

/** A sample a second: two leaks of twenty minutes that reach 1000, and one that stops at 930 between them. */
const series = [1000, 930, 1000].flatMap((top, part) =>
  Array.from({ length: 2400 }, (_, second) => ({
    time: 2400 * part + second,
    value: second < 600 ? 200 : Math.min(top, 200 + (second - 600) / 1.5),
  })),
);
const curve = leadCurve('x', series, options);

describe('the curve of lead against false alarms', () => {
  it('has the present configuration once, marked', () => {
    const present = curve.filter(({ isPresent }) => isPresent);
    assert.deepEqual(
      present.map(({ horizonSeconds, riskPercent, crossings, announced }) => [
        horizonSeconds,
        riskPercent,
        crossings,
        announced,
      ]),
      [[60, 50, 2, 2]],
    );
  });

  it('has longer leads at longer horizons and lower thresholds', () => {
    const longest = curve.toSorted((a, b) => b.medianLeadSeconds! - a.medianLeadSeconds!)[0]!;
    const present = curve.find(({ isPresent }) => isPresent)!;
    assert.ok(longest.medianLeadSeconds! > 3 * present.medianLeadSeconds!);
    assert.ok(longest.horizonSeconds > 60, `${longest.horizonSeconds}`);
  });

  it('pays for more lead or more announced crossings with false alarms, as nothing that is beaten is in it', () => {
    for (const [index, { falseAlarms, medianLeadSeconds, announced, isPresent }] of curve.entries()) {
      const before = curve[index - 1];
      if (!before || isPresent || before.isPresent) continue;
      assert.ok(falseAlarms >= before.falseAlarms);
      assert.ok(medianLeadSeconds! > before.medianLeadSeconds! || announced > before.announced);
    }
  });

  it('tells false alarms a week', () => {
    for (const { falseAlarms, falseAlarmsPerWeek } of curve)
      assert.ok(Math.abs(falseAlarmsPerWeek - (falseAlarms * 604_800) / 7199) < 1e-9);
  });

  it('tries no horizon of fewer than four samples, nor one of which the series does not span four', () => {
    const brief = leadCurve('x', series.slice(0, 1201), { ...options, horizonSeconds: 300 });
    assert.ok(brief.every(({ horizonSeconds }) => horizonSeconds <= 300));
    const sparse = leadCurve(
      'x',
      series.filter(({ time }) => time % 20 === 0),
      options,
    );
    assert.ok(sparse.every(({ horizonSeconds, isPresent }) => isPresent || horizonSeconds >= 80));
  });

  it('does not need a crossing', () => {
    const [only, ...others] = leadCurve('x', series.slice(0, 600), options);
    assert.deepEqual([only!.medianLeadSeconds, only!.crossings, others], [null, 0, []]);
  });
});

describe('the table of lead against false alarms', () => {
  const choice: LeadChoice = {
    horizonSeconds: 60,
    riskPercent: 50,
    medianLeadSeconds: null,
    crossings: 3,
    announced: 0,
    falseAlarms: 2,
    falseAlarmsPerWeek: 1.25,
    isPresent: true,
  };
  const longer = { ...choice, horizonSeconds: 120, medianLeadSeconds: 90, announced: 2, isPresent: false };

  it('marks the present configuration, in text and in the page', () => {
    const lines = formatLeadCurve([choice, longer]).split('\n');
    assert.deepEqual(lines.slice(2, 5), [
      'horizon  alert from risk  median lead  announced  false alarms  a week',
      '* 1 min             50 %            -     0 of 3             2     1.3',
      '  2 min             50 %   1 min 30 s     2 of 3             2     1.3',
    ]);
    const page = leadCurveTable([choice, longer]);
    assert.match(page, /<tr><td data-name="horizon">\* 1 min<\/td>.*<td data-name="a week">1\.3<\/td><\/tr>/);
    assert.equal(page.match(/<tr><td/g)!.length, 2);
  });
});
