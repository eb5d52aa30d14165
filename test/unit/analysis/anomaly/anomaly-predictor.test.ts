import assert from 'node:assert/strict';
import { AnomalyPredictor } from '../../../../analysis/anomaly/anomaly-predictor.ts';
import type { Anomaly } from '../../../../analysis/anomaly/anomaly-tracker.ts';
import { holt } from '../../../../analysis/forecasters/holt.ts';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';

const options = {
  forecaster: holt,
  horizonSeconds: 60,
  seasons: ['hour', 'day', 'week'],
  votes: 2,
  minimumSamples: 120,
  normalAfterSeconds: 3600,
} as const;
const step = 10;
const day = 86_400;
const start = 1_800_000_000;

/** A change of the alert, in seconds from the start. */
interface Change {
  readonly at: number;
  readonly raised: boolean;
  readonly tests: readonly string[];
}

/** The alerts of a series of some seconds with a sample every 10 s. @param valueAt the value, undefined for a gap */
function alertsOf(seconds: number, valueAt: (second: number) => number | undefined, given = {}): Change[] {
  const predictor = new AnomalyPredictor({ ...options, ...given });
  const changes: Change[] = [];
  let raised = false;
  for (let second = 0; second < seconds; second += step) {
    const value = valueAt(second);
    if (value === undefined) continue;
    const anomaly = predictor.append(start + second, value)!.anomaly!;
    if (anomaly.kind === 'abstention') continue;
    assert.equal(anomaly.percent >= 50, anomaly.raised);
    if (anomaly.raised !== raised) changes.push({ at: second, raised: anomaly.raised, tests: anomaly.tests });
    ({ raised } = anomaly);
  }
  return changes;
}

function noise(seed: number): () => number {
  const random = seededRandom(seed);
  return () => 100 + 10 * (random() + random() + random() - 1.5);
}

function isWithin(second: number, from: number, to: number): boolean {
  return second >= from && second < to;
}

describe('a series without a limit', () => {
  it('has no judgement before there are enough samples, and says how many it has', () => {
    const predictor = new AnomalyPredictor(options);
    const value = noise(1);
    for (let index = 1; index <= 120; index++) {
      const { anomaly } = predictor.append(start + index * step, value())!;
      assert.deepEqual(anomaly, { kind: 'abstention', reason: 'too-few-samples', have: index, need: 121 });
    }
    assert.equal(predictor.append(start + 121 * step, value())?.anomaly?.kind, 'anomaly');
  });

  it('has neither forecast nor risk nor an end', () => {
    const predictor = new AnomalyPredictor(options);
    const { forecast, risk, verdict } = predictor.append(start, 1)!;
    assert.deepEqual(
      [forecast, risk, verdict, predictor.exhaustion()],
      [
        { kind: 'abstention', reason: 'no-limit' },
        { kind: 'abstention', reason: 'no-limit' },
        undefined,
        undefined,
      ],
    );
  });

  it('refuses samples that are not finite, or not newer', () => {
    const predictor = new AnomalyPredictor(options);
    assert.ok(predictor.append(start, 1));
    assert.equal(predictor.append(start, 2), undefined);
    assert.equal(predictor.append(start - 1, 2), undefined);
    assert.equal(predictor.append(start + 1, Number.NaN), undefined);
    assert.equal(predictor.append(start + 1, Number.POSITIVE_INFINITY), undefined);
    assert.ok(predictor.append(start + 1, 2));
  });

  for (const value of [0, 7, 0.1, -1e12])
    it(`never alerts while it is constantly ${value}`, () => {
      assert.deepEqual(
        alertsOf(day / 2, () => value),
        [],
      );
    });

  it('does not alert on one outlier, however large', () => {
    const value = noise(2);
    for (const outlier of [150, 1e12])
      assert.deepEqual(
        alertsOf(day, (second) => (second === 50_000 ? outlier : value())),
        [],
      );
  });

  it('alerts when it moves away, and tells the tests that say so', () => {
    const value = noise(3);
    const [alert] = alertsOf(day, (second) => value() + (second >= 50_000 ? 60 : 0));
    assert.ok(alert && alert.at >= 50_000 && alert.at <= 50_030, JSON.stringify(alert));
    assert.ok(alert.tests.includes('histogram') && alert.tests.includes('Grubbs'), alert.tests.join());
  });

  it('tells the tests that agreed, as many as have to, while their sample is the evidence', () => {
    const predictor = new AnomalyPredictor(options);
    const value = noise(3);
    let alone = 0;
    let later: Anomaly | undefined;
    for (let second = 0; second < 500; second++) {
      const { anomaly } = predictor.append(start + second, value() + (second >= 300 ? 3000 : 0))!;
      if (anomaly?.kind !== 'anomaly' || !anomaly.raised) continue;
      if (second < 350)
        assert.ok(anomaly.agreed.length >= options.votes, `${second}: ${anomaly.agreed.join()}`);
      if (second < 350 && anomaly.tests.length < options.votes) alone++;
      later = anomaly;
    }
    assert.ok(alone > 0);
    // It stays elsewhere, and that is no news.
    assert.deepEqual([later?.raised, later?.agreed], [true, []]);
  });

  it('alerts when a constant series changes', () => {
    const [alert] = alertsOf(day, (second) => (second >= 50_000 ? 6 : 5));
    assert.ok(alert && alert.at >= 50_000 && alert.at <= 50_030, JSON.stringify(alert));
  });

  for (const normalAfterSeconds of [600, 3600])
    it(`has a new normal when it stays there for ${normalAfterSeconds} s`, () => {
      const value = noise(4);
      const changes = alertsOf(2 * day, (second) => value() + (second >= 50_000 ? 60 : 0), {
        normalAfterSeconds,
      });
      assert.equal(changes.length, 2, JSON.stringify(changes));
      const lasted = changes[1]!.at - changes[0]!.at;
      assert.ok(lasted >= normalAfterSeconds && lasted <= normalAfterSeconds + 60, `${lasted}`);
    });

  it('is over soon when the values of the hour before are back', () => {
    const value = noise(5);
    const changes = alertsOf(day, (second) => value() + (isWithin(second, 50_000, 50_600) ? 60 : 0));
    assert.equal(changes.length, 2, JSON.stringify(changes));
    assert.ok(changes[1]!.at >= 50_600 && changes[1]!.at <= 50_660, `${changes[1]!.at}`);
  });

  it('alerts on what comes at the same time each day once at most', () => {
    const value = noise(6);
    const isJob = (second: number): boolean => second % day >= 20_000 && second % day < 21_800;
    const changes = alertsOf(3 * day, (second) => value() + (isJob(second) ? 200 : 0));
    assert.equal(changes.filter(({ raised }) => raised).length, 1, JSON.stringify(changes));
    assert.ok(changes[0]!.at < day);
  });

  it('does not alert after a pause, when it goes on as before', () => {
    const value = noise(7);
    assert.deepEqual(
      alertsOf(day, (second) => (isWithin(second, 50_000, 60_000) ? undefined : value())),
      [],
    );
  });

  it('does not alert more than once a day on noise, whatever its shape', () => {
    const random = seededRandom(8);
    let walk = 0;
    for (const shape of [
      () => random(),
      () => -Math.log(random() + 1e-9),
      () => Math.exp(3 * random()),
      () => (walk = 0.9 * walk + random() - 0.5),
      () => (random() < 0.02 ? 1 : 0),
    ])
      assert.ok(alertsOf(2 * day, shape).filter(({ raised }) => raised).length <= 2, String(shape));
  });

  it('needs as many votes as it was told', () => {
    const value = noise(9);
    const moved = (second: number): number => value() + (second >= 50_000 ? 60 : 0);
    assert.equal(alertsOf(60_000, moved, { votes: 9 }).length, 0);
    assert.equal(alertsOf(60_000, moved, { votes: 1 })[0]?.raised, true);
  });

  it('is causal, and the same each time', () => {
    const hours = 3600;
    const answers = (seconds: number): (Anomaly | undefined)[] => {
      const predictor = new AnomalyPredictor(options);
      const value = noise(10);
      return Array.from(
        { length: seconds / step },
        (_, index) => predictor.append(start + index * step, value())?.anomaly as Anomaly,
      );
    };
    assert.deepEqual(answers(3 * hours), answers(5 * hours).slice(0, (3 * hours) / step));
  });
});
