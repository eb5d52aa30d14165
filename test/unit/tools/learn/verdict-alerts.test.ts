import assert from 'node:assert/strict';
import { judgedEvents, verdictAlerts } from '../../../../tools/learn/verdict-alerts.ts';
import { handMadeLearningSeries, range, times } from './hand-made-learning-series.ts';

describe('alerts from verdicts', () => {
  it('are raised when a verdict has lasted for a twelfth of the horizon, once', () => {
    const series = handMadeLearningSeries({ labels: times(30, -1) });
    const margins = Float64Array.from([...times(5, -1), ...times(20, 0.1), ...times(5, 0)]);
    assert.deepEqual(verdictAlerts(series, margins), [{ at: 10, until: 24, label: -1 }]);
  });

  it('are not raised by a shorter one, nor across rows that were not judged', () => {
    const series = handMadeLearningSeries({ labels: times(24, -1) });
    const short = [...times(5, 1), -1];
    const broken = [...times(4, 1), Number.NaN];
    assert.deepEqual(
      verdictAlerts(series, Float64Array.from([...short, ...short, ...broken, ...broken])),
      [],
    );
  });

  it('take one interval at least', () => {
    const series = { ...handMadeLearningSeries({ labels: times(30, -1) }), intervalSeconds: 10 };
    assert.equal(verdictAlerts(series, new Float64Array(30).fill(1))[0]!.at, 10);
  });
});

const judge = (series: ReturnType<typeof handMadeLearningSeries>, margins: readonly number[]) => {
  const array = Float64Array.from(margins);
  return judgedEvents(series, array, verdictAlerts(series, array));
};

describe('what alerts were wanted for', () => {
  const crossing = handMadeLearningSeries({ labels: [...times(40, -1), ...times(80, 1)], crossings: [100] });

  it('is a crossing, with the time from the alert to it', () => {
    assert.deepEqual(judge(crossing, [...times(60, -1), ...times(60, 1)]), [
      { kind: 'crossing', at: 100, seconds: 35 },
    ]);
  });

  it('is not announced by an alert at or after it', () => {
    const late = judge(crossing, [...times(95, -1), ...times(25, 1)]);
    assert.deepEqual(late, [{ kind: 'crossing', at: 100, seconds: null }]);
  });

  it('is not announced by an alert that was over a horizon before', () => {
    assert.equal(judge(crossing, [...times(30, 1), ...times(90, -1)])[0]!.seconds, null);
  });

  it('is no sudden crossing, and none that was not judged', () => {
    const made = { labels: times(120, 1), crossings: [100] };
    assert.deepEqual(judge(handMadeLearningSeries({ ...made, predictable: false }), times(120, 1)), []);
    assert.deepEqual(judge(handMadeLearningSeries(made), times(120, Number.NaN)), []);
  });

  const ranges = [range(-1, 0, 40), range(1, 40, 80)];
  const labels = [...times(40, -1), ...times(40, 1)];

  it('is a fault, with the time from its beginning to the alert', () => {
    const series = handMadeLearningSeries({ labels, ranges });
    assert.deepEqual(judge(series, [...times(50, -1), ...times(30, 1)]), [
      { kind: 'fault', at: 40, seconds: 15 },
    ]);
    assert.deepEqual(judge(series, times(80, -1)), [{ kind: 'fault', at: 40, seconds: null }]);
  });

  it('is found at once when the alert was on before', () => {
    const series = handMadeLearningSeries({ labels, ranges });
    assert.equal(judge(series, [...times(20, -1), ...times(60, 1)])[0]!.seconds, 0);
  });

  it('is the crossing, when the fault leads to one in it or within a horizon after it', () => {
    for (const [at, expected] of [
      [70, { kind: 'crossing', at: 70, seconds: 15 }],
      [139, { kind: 'crossing', at: 139, seconds: 84 }],
      [141, { kind: 'fault', at: 40, seconds: 15 }],
      [30, { kind: 'fault', at: 40, seconds: 15 }],
    ] as const) {
      const series = handMadeLearningSeries({ labels, ranges, crossings: [at] });
      assert.deepEqual(judge(series, [...times(50, -1), ...times(30, 1)]), [expected]);
    }
  });
});
