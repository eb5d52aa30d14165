import assert from 'node:assert/strict';
import type { Forecast } from '../../../../analysis/forecast.ts';
import { Scorecard } from '../../../../analysis/scoring/scorecard.ts';

function forecastOf(mean: number, halfWidth: number): Forecast {
  return {
    kind: 'forecast',
    mean,
    lower: mean - halfWidth,
    upper: mean + halfWidth,
    level: 0.8,
    residualStandardError: 1,
    observations: 20,
  };
}

describe('the scorecard', () => {
  it('knows nothing before the first horizon has passed', () => {
    const card = new Scorecard(10);
    card.observe(0, 5);
    card.expect(0, forecastOf(5, 1));
    card.observe(9.9, 50);
    assert.equal(card.meanAbsoluteError, undefined);
    assert.equal(card.coverage, undefined);
    assert.equal(card.bias, undefined);
  });

  it('tells whether forecasts are too high or too low', () => {
    for (const [mean, bias] of [
      [8, 3],
      [1, -4],
    ] as const) {
      const card = new Scorecard(10);
      card.observe(0, 5);
      card.expect(0, forecastOf(mean, 1));
      card.observe(10, 5);
      assert.equal(card.bias, bias);
      assert.equal(card.meanAbsoluteError, Math.abs(bias));
    }
  });

  it('compares a forecast with the value at its time, between the samples around it', () => {
    const card = new Scorecard(10);
    card.observe(0, 5);
    card.expect(0, forecastOf(5, 1));
    card.observe(8, 20);
    card.observe(12, 40);
    assert.equal(card.meanAbsoluteError, 25);
    assert.equal(card.coverage, 0);
  });

  it('counts the values that fell within the interval, its ends included', () => {
    const card = new Scorecard(1);
    for (const [time, mean] of [
      [0, 5],
      [0.25, 6],
      [0.5, 4],
      [0.75, 7],
    ] as const) {
      card.expect(time, forecastOf(mean, 1));
    }
    card.observe(0.99, 5);
    card.observe(2, 5);
    assert.ok(Math.abs(card.coverage! - 0.75) < 0.02, `${card.coverage}`);
    assert.ok(Math.abs(card.meanAbsoluteError! - 1) < 0.03, `${card.meanAbsoluteError}`);
  });

  it('forgets errors after tens of horizons', () => {
    const card = new Scorecard(1);
    for (let time = 0; time < 100; time++) {
      card.observe(time, 0);
      card.expect(time, time < 10 ? forecastOf(1000, 1) : forecastOf(0, 1));
    }
    assert.ok(card.meanAbsoluteError! < 1, `${card.meanAbsoluteError}`);
    assert.ok(card.coverage! > 0.99, `${card.coverage}`);
  });

  it('goes on for as long as one likes, a forecast for each sample', () => {
    for (const step of [1, 0.3, 10 / 64, 0.1]) {
      const card = new Scorecard(10);
      for (let time = 0; time < 1000; time += step) {
        card.observe(time, time);
        card.expect(time, forecastOf(time + 12, 3));
      }
      assert.ok(Math.abs(card.bias! - 2) < 1e-6, `${card.bias}`);
      assert.ok(Math.abs(card.coverage! - 1) < 1e-9);
    }
  });

  it('scores a forecast by the first value ever, where that comes late', () => {
    const card = new Scorecard(10);
    card.expect(0, forecastOf(5, 1));
    card.observe(20, 7);
    assert.equal(card.bias, -2);
  });

  it('keeps all the forecasts of one horizon, as far as they are a 64th of it apart', () => {
    const card = new Scorecard(64);
    for (let time = 0; time <= 64; time++) card.expect(time, forecastOf(time === 64 ? 65 : 0, 1));
    card.observe(0, 0);
    card.observe(128, 0);
    assert.ok(card.meanAbsoluteError! > 0.9, `${card.meanAbsoluteError}`);
  });

  it('forgets no forecast that waits when no value comes for a while', () => {
    const card = new Scorecard(10);
    card.observe(0, 0);
    for (let time = 0; time < 20; time++) card.expect(time, forecastOf(time, 1));
    card.observe(20, 20);
    assert.ok(Math.abs(card.bias! + 10) < 1e-9, `${card.bias}`);
  });

  it('thins out forecasts that come too fast, and still scores the first of them', () => {
    const card = new Scorecard(64);
    for (let i = 0; i < 10; i++) card.expect(i / 16, forecastOf(i === 0 ? 0 : 100, 1));
    card.observe(0, 0);
    card.observe(70, 0);
    assert.equal(card.meanAbsoluteError, 0);
  });
});
