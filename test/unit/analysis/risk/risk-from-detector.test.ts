import assert from 'node:assert/strict';
import type { Verdict } from '../../../../analysis/detector.ts';
import type { Abstention } from '../../../../analysis/forecast.ts';
import type { RiskSource } from '../../../../analysis/risk/pooled-evidence.ts';
import { raiseAtPercent } from '../../../../analysis/risk/risk-percent.ts';
import { RiskTracker, type Risk } from '../../../../analysis/risk/risk.ts';
import { unchangedForecast } from '../../../support/unchanged-forecast.ts';

const limit = 1000;
const horizonSeconds = 60;
const abnormal: Verdict = { kind: 'verdict', abnormal: true, margin: 3 };
const normal: Verdict = { kind: 'verdict', abnormal: false, margin: -3 };
const hardlyNormal: Verdict = { kind: 'verdict', abnormal: false, margin: -1e-9 };
const silent: Abstention = { kind: 'abstention', reason: 'not-finite' };
const short: Abstention = { kind: 'abstention', reason: 'no-time-span', spanSeconds: 0 };

interface Course {
  readonly valueAt?: (second: number) => number;
  readonly verdictAt: (second: number) => Verdict | Abstention | undefined;
  readonly forecast?: Abstention | undefined;
  readonly riskFrom?: RiskSource | undefined;
  readonly intervalSeconds?: number;
  readonly lastSecond?: number;
}

/** The answers after each sample, by default of a flat series at half of the limit. */
function risks(course: Course): { second: number; risk: Risk | Abstention }[] {
  const { valueAt = () => 500, verdictAt, riskFrom, intervalSeconds = 1, lastSecond = 200 } = course;
  const tracker = new RiskTracker(horizonSeconds, { riskFrom });
  return Array.from({ length: Math.floor(lastSecond / intervalSeconds) + 1 }, (_, i) => {
    const second = i * intervalSeconds;
    const value = valueAt(second);
    const forecast = course.forecast ?? unchangedForecast(value);
    return {
      second,
      risk: tracker.update(1.8e9 + second, value, limit, forecast, true, verdictAt(second)),
    };
  });
}

function raised(course: Course): number[] {
  return risks(course)
    .filter(({ risk }) => risk.kind === 'risk' && risk.raised)
    .map(({ second }) => second);
}

function between(from: number, to: number): (second: number) => Verdict {
  return (second) => (second >= from && second < to ? abnormal : normal);
}

/** Just below the limit in the end. */
function leak(second: number): number {
  return Math.min(999, 300 + 5 * Math.max(0, second - 50));
}

/** The second at which an alert is raised on the leak; infinity where none is. */
function firstAlert(verdict: Verdict | undefined, riskFrom?: RiskSource): number {
  return raised({ valueAt: leak, verdictAt: () => verdict, riskFrom })[0] ?? Number.POSITIVE_INFINITY;
}

describe('the risk that a detector has a part in', () => {
  it('is raised when the verdict has lasted for a tenth of the horizon or so', () => {
    const seconds = raised({ verdictAt: between(50, 80), riskFrom: 'detector' });
    assert.ok(seconds[0]! >= 53 && seconds[0]! <= 60, `raised at ${seconds[0]} s`);
  });

  it('is raised by a verdict at its boundary in the end, and by a little less never', () => {
    for (const margin of [1e-6, -1e-6]) {
      const verdict: Verdict = { kind: 'verdict', abnormal: margin > 0, margin };
      const seconds = raised({ verdictAt: () => verdict, riskFrom: 'detector' });
      assert.equal(seconds.length > 0, margin > 0);
    }
  });

  it('is not raised by one abnormal verdict among normal ones, however sure and however rare samples are', () => {
    const sure: Verdict = { kind: 'verdict', abnormal: true, margin: 1000 };
    for (const riskFrom of ['detector', 'both'] as const) {
      for (const intervalSeconds of [1, 10, 60, 300]) {
        const course = {
          // Rare samples have to rise for an alert.
          valueAt: (second: number) => 300 + second / 1000,
          verdictAt: (second: number) => (second === 20 * intervalSeconds ? sure : hardlyNormal),
          riskFrom,
          intervalSeconds,
          lastSecond: 40 * intervalSeconds,
        };
        assert.deepEqual(raised(course), []);
      }
    }
  });

  it('is raised by the second one where samples are rare', () => {
    const seconds = raised({
      valueAt: (second) => 300 + second / 1000,
      verdictAt: (second) => (second >= 1200 ? abnormal : hardlyNormal),
      riskFrom: 'detector',
      intervalSeconds: 60,
      lastSecond: 3600,
    });
    assert.equal(seconds[0], 1260);
  });

  it('is cleared a third of the horizon after the last abnormal verdict', () => {
    const seconds = raised({ verdictAt: between(50, 80), riskFrom: 'detector' });
    assert.equal(seconds.at(-1)! - seconds[0]! + 1, seconds.length);
    assert.equal(seconds.at(-1), 79 + 20);
  });

  it('is cleared likewise when the detector begins to abstain', () => {
    const course: Course = {
      verdictAt: (second) => (second < 80 ? abnormal : silent),
      riskFrom: 'detector',
    };
    assert.equal(raised(course).at(-1), 79 + 20);
  });

  it('stays at 100 while the resource is exhausted, whatever the verdict', () => {
    const said = risks({
      valueAt: (second) => (second < 100 ? 500 : limit + 5),
      verdictAt: () => normal,
      riskFrom: 'detector',
    });
    for (const { second, risk } of said.filter((each) => each.second > 101)) {
      assert.deepEqual(risk, { kind: 'risk', percent: 100, raised: true, exhausted: true }, `${second} s`);
    }
  });

  it('follows the detector and not the climb when it alone is asked', () => {
    assert.ok(raised({ valueAt: leak, verdictAt: () => undefined }).length > 0);
    assert.deepEqual(raised({ valueAt: leak, verdictAt: () => normal, riskFrom: 'detector' }), []);
    assert.deepEqual(raised({ verdictAt: () => abnormal, riskFrom: 'forecast' }), []);
  });

  it('is judged by both when nothing else is asked for: a sure verdict hastens an alert, a normal one changes nothing', () => {
    const sure: Verdict = { kind: 'verdict', abnormal: true, margin: 5 };
    assert.equal(firstAlert(sure), firstAlert(sure, 'both'));
    assert.ok(firstAlert(sure) < firstAlert(undefined));
    assert.equal(firstAlert(normal), firstAlert(undefined));
    assert.equal(firstAlert(sure, 'forecast'), firstAlert(undefined));
  });

  for (const [title, age, left, zigzag, expected] of [
    ['five points, 100 s from the limit', 40, 100, 0, 5],
    ['four points, 70 s from it', 40, 70, 0, 4],
    ['three points, 50 s from it', 40, 50, 0, 3],
    ['two points, 30 s from it', 40, 30, 0, 2],
    ['four points, 30 s from it, where the climb is noisy', 40, 30, 5, 4],
    ['six points in a climb that is younger than a third of the horizon', 15, 50, 0, 6],
  ] as const)
    it(`is raised by a verdict that is as sure as can be after ${title}`, () => {
      const begin = 900;
      const sure: Verdict = { kind: 'verdict', abnormal: true, margin: 100 };
      const valueAt = (second: number): number =>
        limit - 5 * (age + left - Math.max(0, second - begin)) + zigzag * (second % 2);
      const verdictAt = (second: number): Verdict => (second >= begin + age ? sure : normal);
      const [first] = raised({ valueAt, verdictAt, riskFrom: 'detector', lastSecond: begin + age + 10 });
      assert.equal(first! - (begin + age) + 1, expected);
    });

  it('is not raised by both without a climb', () => {
    assert.deepEqual(raised({ verdictAt: () => abnormal, riskFrom: 'both' }), []);
  });

  it('is from 50 to 99 % while an alert is on before the limit is reached, and below 50 % without one', () => {
    const sure: Verdict = { kind: 'verdict', abnormal: true, margin: 1000 };
    const course: Course = {
      verdictAt: (second) => (second >= 50 && second < 80 ? sure : normal),
      riskFrom: 'detector',
    };
    const percents = risks(course).map(({ risk }) => (risk.kind === 'risk' ? risk.percent : 0));
    assert.deepEqual([percents[49], percents[80], percents[99], percents[100]! < 50], [0, 50, 50, true]);
    assert.ok(percents[79]! > 50 && percents[79]! <= 99, `${percents[79]}`);
    assert.ok(percents[52]! > 0 && percents[52]! < 50, `${percents[52]}`);
  });

  it('is at least what raises the alert while it is on, and less while it is not', () => {
    for (const { risk } of risks({ verdictAt: between(50, 80), riskFrom: 'detector' })) {
      if (risk.kind === 'risk') assert.equal(risk.percent >= raiseAtPercent, risk.raised);
    }
  });

  it("is an abstention with the detector's reason when the detector alone is asked", () => {
    const said = risks({ verdictAt: () => silent, riskFrom: 'detector' });
    assert.deepEqual(said.at(-1)!.risk, silent);
    const unknown = risks({ verdictAt: () => normal, forecast: short, riskFrom: 'detector' });
    assert.equal(unknown.at(-1)!.risk.kind, 'risk');
  });

  it("is an abstention with the forecast's reason when both are", () => {
    const said = risks({ verdictAt: () => normal, forecast: short, riskFrom: 'both' });
    assert.deepEqual(said.at(-1)!.risk, short);
    const unknown = risks({ verdictAt: () => silent, riskFrom: 'both' });
    assert.equal(unknown.at(-1)!.risk.kind, 'risk');
  });
});
