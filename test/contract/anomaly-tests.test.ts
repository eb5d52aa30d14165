import assert from 'node:assert/strict';
import {
  keptValue,
  maxSurprise,
  type FollowingTest,
} from '../../analysis/detectors/ensemble/anomaly-test.ts';
import { RecentSamples } from '../../analysis/detectors/ensemble/recent-samples.ts';
import { anomalyTests } from '../../analysis/detectors/ensemble/registry.ts';
import { holt } from '../../analysis/forecasters/holt.ts';
import { seededRandom } from '../../analysis/maths/seeded-random.ts';
import { assertHasRow } from '../support/readme-row.ts';

const options = { forecaster: holt, horizonSeconds: 60, seasons: ['hour', 'day', 'week'] } as const;
/** Seconds between samples. */
const step = 20;
/** Ten hours: ten seasons of an hour. */
const samples = 1800;
/** A time at which all seasons begin. */
const start = 604_800 * 3000;

/** The surprises of a test over a series. */
function surprisesOf(test: FollowingTest, values: readonly number[], from = start): number[] {
  const recent = new RecentSamples();
  return values.map(keptValue).map((value, index) => {
    const time = from + index * step;
    const surprise = test.judge(time, value, recent);
    if (recent.isDue(time)) recent.append(time, value);
    return surprise;
  });
}

function noisy(seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: samples }, () => 64 + Math.round(64 * (random() + random() + random())) / 64);
}

describe('every test of an ensemble', () => {
  it('has a name of its own, and a row in the README', () => {
    assert.equal(new Set(anomalyTests.map(({ name }) => name)).size, anomalyTests.length);
    for (const { name } of anomalyTests) assertHasRow('analysis/detectors/README.md', name);
  });

  for (const test of anomalyTests) {
    const { name, votesFrom } = test;
    const follow = (given: typeof options): FollowingTest =>
      test.follow(given, new Float32Array(test.keeps?.(given) ?? 0), 0);
    describe(name, () => {
      it('votes at a surprise that it can have', () => {
        assert.ok(votesFrom > 0 && votesFrom <= maxSurprise);
      });

      it('is never surprised by a constant series', () => {
        for (const value of [0, 5, -3e12, 0.1])
          for (const surprise of surprisesOf(follow(options), Array<number>(samples).fill(value)))
            assert.ok(Number.isNaN(surprise) || surprise === 0, `${surprise} at ${value}`);
      });

      it('has nothing to judge by at first, and always something later', () => {
        const surprises = surprisesOf(follow(options), noisy(1));
        assert.ok(Number.isNaN(surprises[0]));
        const first = surprises.findIndex((surprise) => !Number.isNaN(surprise));
        assert.ok(first > 0 && first < samples / 2, `${first}`);
        for (const surprise of surprises.slice(first))
          assert.ok(surprise >= 0 && surprise <= maxSurprise, `${surprise}`);
      });

      it('votes when the series moves far away and stays there', () => {
        const values = noisy(2).map((value, index) => (index < 1500 ? value : value + 12));
        const surprises = surprisesOf(follow(options), values);
        const votes = surprises.slice(1500, 1560).filter((surprise) => surprise >= votesFrom);
        assert.ok(votes.length > 0);
      });

      it('votes seldom on noise', () => {
        const surprises = surprisesOf(follow(options), noisy(3));
        const votes = surprises.filter((surprise) => surprise >= votesFrom);
        assert.ok(votes.length <= 0.01 * samples, `${votes.length}`);
      });

      it('gives the same surprises again, in other units, and a year later', () => {
        const values = noisy(4);
        const expected = surprisesOf(follow(options), values);
        assert.deepEqual(surprisesOf(follow(options), values), expected);
        const scaled = surprisesOf(
          follow(options),
          values.map((value) => value * 2 ** 20),
        );
        assert.deepEqual(scaled, expected);
        const later = surprisesOf(follow(options), values, start + 52 * 604_800);
        for (const [index, surprise] of later.entries())
          assert.ok(Object.is(surprise, expected[index]) || Math.abs(surprise - expected[index]!) < 1e-6);
      });

      it('is causal', () => {
        const values = noisy(5);
        const all = surprisesOf(follow(options), values);
        const prefix = surprisesOf(follow(options), values.slice(0, 900));
        assert.deepEqual(prefix, all.slice(0, 900));
      });

      it('does not break on a value that is out of all bounds', () => {
        const values = noisy(6).map((value, index) => (index === 1000 ? 1e300 : value));
        for (const surprise of surprisesOf(follow(options), values).slice(1000))
          assert.ok(surprise >= 0 && surprise <= maxSurprise, `${surprise}`);
      });
    });
  }
});
