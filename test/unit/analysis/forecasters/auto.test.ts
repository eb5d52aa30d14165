import assert from 'node:assert/strict';
import type { Forecast, Follower } from '../../../../analysis/forecast.ts';
import { auto } from '../../../../analysis/forecasters/auto.ts';
import { defaultForecasterName } from '../../../../analysis/forecasters/registry.ts';
import { Window } from '../../../../analysis/window.ts';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';

const horizonSeconds = 60;

function followerOf(valueAt: (second: number) => number, seconds: number, interval = 1): Follower {
  const follower = auto.follow(horizonSeconds);
  for (let i = 0; i * interval <= seconds; i++) follower.append(1.8e9 + i * interval, valueAt(i * interval));
  return follower;
}

function forecastOf(follower: Follower, aheadSeconds = horizonSeconds): Forecast {
  const forecast = follower.forecast(aheadSeconds);
  assert.ok(forecast.kind === 'forecast', JSON.stringify(forecast));
  return forecast;
}

/** Mean absolute error one horizon ahead, as a multiple of that of "no change"; from second `from` on. */
function relativeError(
  valueAt: (second: number) => number,
  seconds: number,
  from: number,
  interval = 1,
): number {
  const follower = auto.follow(horizonSeconds);
  let error = 0;
  let unchanged = 0;
  for (let i = 0; i * interval + horizonSeconds <= seconds; i++) {
    const second = i * interval;
    follower.append(1.8e9 + second, valueAt(second));
    if (second < from) continue;
    const later = valueAt(second + horizonSeconds);
    error += Math.abs(forecastOf(follower).mean - later);
    unchanged += Math.abs(valueAt(second) - later);
  }
  return error / unchanged;
}

function teeth(second: number): number {
  return 10 * (second % 50);
}

describe('the mixture of experts', () => {
  it('abstains where the numbers are too large to compute with', () => {
    const follower = followerOf((second) => (second % 2 === 0 ? 1.7e308 : -1.7e308), 200);
    assert.deepEqual(follower.forecast(horizonSeconds), { kind: 'abstention', reason: 'not-finite' });
  });

  it('is what is used where nobody says', () => {
    assert.equal(defaultForecasterName, auto.name);
  });

  it('comes near a line within two horizons, and stays there, at fast and at slow sampling', () => {
    for (const interval of [0.125, 0.5, 1, 2, 5]) {
      for (const seconds of [120, 300, 1200]) {
        const { mean } = forecastOf(followerOf((second) => 5e3 + 3 * second, seconds, interval));
        const share = (mean - (5e3 + 3 * seconds)) / (3 * horizonSeconds);
        assert.ok(
          share > 0.85 && share < 1.05,
          `${share} of the growth, every ${interval} s, after ${seconds} s`,
        );
      }
    }
  });

  it('damps a trend that has misled before', () => {
    const lineShare = (forecastOf(followerOf((second) => 10 * second, 1549)).mean - 15_490) / 600;
    const toothShare = (forecastOf(followerOf(teeth, 1549)).mean - 490) / 600;
    assert.ok(lineShare > 0.85 && toothShare < 0.1, `${lineShare} and ${toothShare}`);
  });

  it('expects a series back that has always come back', () => {
    const random = seededRandom(3);
    const values = Array.from({ length: 4000 }, () => 100 + 20 * (random() - 0.5));
    assert.ok(relativeError((second) => values[second]!, 3900, 1200) < 0.85);
  });

  it('is hardly worse than "no change" on a random walk, and much better on a line', () => {
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed);
      let sum = 0;
      const walk = Array.from({ length: 5000 }, () => (sum += random() - 0.5));
      assert.ok(relativeError((second) => walk[second]!, 4900, 600) < 1.15, `seed ${seed}`);
    }
    assert.ok(relativeError((second) => 7 * second, 900, 120) < 0.15);
  });

  it('forecasts alike at fast and at slow sampling', () => {
    // One value a second, whatever the sampling: noise around a level that changes every 400 s.
    const random = seededRandom(1);
    const noise = Array.from({ length: 8000 }, () => 100 * (random() - 0.5));
    const levels = Array.from({ length: 20 }, () => 200 * (random() - 0.5));
    const series = (second: number): number => noise[Math.floor(second)]! + levels[Math.floor(second / 400)]!;
    const [fast, slow] = [0.125, 1].map((interval) => relativeError(series, 7900, 1200, interval));
    assert.ok(Math.abs(fast! - slow!) < 0.02, `${fast} and ${slow}`);
  });

  it('is at most as far back at an old level as a mean over twenty horizons is', () => {
    // Half of that time after a jump, a mean over so much has come half of the way, and one that fades 63 %.
    const { lower } = forecastOf(followerOf((second) => (second < 6000 ? 0 : 100), 6600));
    assert.ok(lower > 40 && lower < 75, `${lower}`);
  });

  it('goes as far as it is asked: the nearer, the less', () => {
    const follower = followerOf((second) => 3 * second, 300);
    const changes = [1, 15, 60, 240].map((ahead) => forecastOf(follower, ahead).mean - 900);
    for (const [index, change] of changes.slice(1).entries()) assert.ok(change > changes[index]!);
    assert.ok(changes[0]! > 0 && changes[0]! < 4);
    assert.ok(Math.abs(changes[3]! / changes[2]! - 4) < 0.2);
  });

  it('has an interval that says how much the experts disagree', () => {
    const random = seededRandom(8);
    const flat = forecastOf(followerOf(() => 500, 300));
    const noisy = forecastOf(followerOf(() => 500 + 50 * random(), 300));
    assert.ok(flat.lower === 500 && flat.upper === 500);
    assert.ok(noisy.upper > noisy.mean && noisy.lower < noisy.mean);
  });

  it('abstains from three samples, with the numbers', () => {
    assert.deepEqual(followerOf((second) => second, 2).forecast(60), {
      kind: 'abstention',
      reason: 'too-few-samples',
      have: 3,
      need: 4,
    });
  });

  it('forgets an absurd sample within a day', () => {
    const follower = followerOf((second) => (second === 200 ? 1e18 : 500 + (second % 7)), 86_400, 10);
    const { mean, lower, upper } = forecastOf(follower);
    assert.ok(lower <= mean && mean <= upper);
    assert.ok(lower > 400 && upper < 600, `${lower} to ${upper}`);
  });

  it('does not depend on when the series began', () => {
    const random = seededRandom(2);
    const samples = Array.from({ length: 300 }, (_, i) => ({
      time: 0.5 * i,
      value: Math.round(64 * random()) + i,
    }));
    const early = auto.forecast(Window.of(samples), horizonSeconds);
    for (const shift of [1.8e9, 1.8e9 + 0.5, 1e9 / 8]) {
      const shifted = samples.map(({ time, value }) => ({ time: time + shift, value }));
      assert.deepEqual(auto.forecast(Window.of(shifted), horizonSeconds), early);
    }
  });
});
