import assert from 'node:assert/strict';
import { SeriesPredictor } from '../../../../analysis/series-predictor.ts';
import { findForecaster } from '../../../../analysis/forecasters/registry.ts';
import type { Sample } from '../../../../analysis/window.ts';
import type { BacktestOptions } from '../../../../tools/backtest/replay.ts';
import { changesAhead, type Changes } from '../../../../tools/explain/changes.ts';
import { explainedState, isOn } from '../../../../tools/explain/explained-state.ts';

const options: BacktestOptions = { limit: 1000, horizonSeconds: 60, forecaster: 'auto', level: 0.8 };

/** A sample a second: 200 for two minutes, then 5 a second more. */
function leak(seconds: number): Sample[] {
  return Array.from({ length: 120 + seconds }, (_, second) => ({
    time: 1.8e9 + second,
    value: 200 + 5 * Math.max(0, second - 119) + Math.sin(second * second),
  }));
}

function changesOf(past: readonly Sample[], with_: BacktestOptions = options): Changes {
  return changesAhead(past, with_, explainedState(past, with_)!);
}

/** Seconds until an alert is on (or off) when the values after the past are these, by the code of `dma predict`. */
function secondsUntil(
  past: readonly Sample[],
  isAlert: boolean,
  valueAfter: (second: number) => number,
): number {
  const predictor = new SeriesPredictor({ ...options, forecaster: findForecaster('auto')! });
  for (const { time, value } of past) predictor.append(time, value, options.limit);
  const last = past.at(-1)!;
  for (let second = 1; second <= 600; second++) {
    const prediction = predictor.append(last.time + second, valueAfter(second), options.limit)!;
    if (isOn(prediction) === isAlert) return second;
  }
  return Number.POSITIVE_INFINITY;
}

function mirrored(past: readonly Sample[]): Sample[] {
  return past.map(({ time, value }) => ({ time, value: 2000 - value }));
}

function near(one: number | undefined, other: number | undefined): boolean {
  return one === other || Math.abs(one! - other!) < 2;
}

describe('what would change a risk', () => {
  it('is, before the alert of a leak, the time at which it comes when the leak goes on', () => {
    const past = leak(80);
    const { value } = past.at(-1)!;
    const { stays, goesOn } = changesOf(past);
    assert.equal(stays, undefined, 'a leak that stops raises nothing');
    assert.ok(Math.abs(goesOn!.ratePerSecond - 5) < 0.3, `${goesOn!.ratePerSecond}`);
    assert.ok(Math.abs(goesOn!.limitSeconds - (1000 - value) / 5) < 5, `${goesOn!.limitSeconds}`);
    const comes = secondsUntil(past, true, (second) => value + goesOn!.ratePerSecond * second);
    assert.equal(goesOn!.alertSeconds, comes);
    assert.ok(comes < goesOn!.limitSeconds);
  });

  it('is the slowest rise that raises an alert within the horizon', () => {
    const past = leak(0);
    const { value } = past.at(-1)!;
    const { goesOn, leastRate } = changesOf(past);
    assert.equal(goesOn, undefined, 'it does not climb');
    const comes = (rate: number): number => secondsUntil(past, true, (second) => value + rate * second);
    assert.ok(comes(leastRate!) <= 60, `${leastRate}: ${comes(leastRate!)}`);
    assert.ok(comes(leastRate! * 0.9) > 60, `${leastRate}: ${comes(leastRate! * 0.9)}`);
  });

  it('is, with an alert, the time at which it ends, and the value that ends it sooner', () => {
    const past = leak(140);
    const { value } = past.at(-1)!;
    const { stays, goesOn, leastRate } = changesOf(past);
    assert.equal(
      stays,
      secondsUntil(past, false, () => value),
    );
    assert.deepEqual([goesOn!.alertSeconds, leastRate], [undefined, undefined]);
  });

  it('is, beyond the limit, the value to which it has to go back', () => {
    const past = leak(165);
    const { stays, goesOn, endsAt } = changesOf(past);
    assert.deepEqual([stays, goesOn], [undefined, undefined]);
    assert.ok(endsAt! > 900 && endsAt! < 985, `${endsAt}`);
    assert.ok(secondsUntil(past, false, () => endsAt!) <= 60);
    assert.ok(secondsUntil(past, false, () => endsAt! + 20) > 60);
  });

  it('is the same on the other side, for a lower limit', () => {
    const lower: BacktestOptions = { ...options, limitSide: 'lower' };
    for (const seconds of [0, 80, 140, 165]) {
      const upward = changesOf(leak(seconds));
      const downward = changesOf(mirrored(leak(seconds)), lower);
      assert.equal(downward.stays, upward.stays);
      assert.equal(downward.goesOn?.alertSeconds, upward.goesOn?.alertSeconds);
      assert.ok(near(downward.leastRate && -downward.leastRate, upward.leastRate), 'the rate');
      assert.ok(
        near(downward.endsAt === undefined ? undefined : 2000 - downward.endsAt, upward.endsAt),
        'the end',
      );
    }
  });

  it('counts the share where the capacity moves', () => {
    const shared = { ...options, shareOfCapacity: 0.5, capacity: 2000 };
    const past = leak(80).map((sample) => ({ ...sample, capacity: 2000 }));
    const { goesOn } = changesAhead(past, shared, explainedState(past, shared)!);
    const plain = changesOf(leak(80)).goesOn!;
    assert.ok(Math.abs(goesOn!.limitSeconds - plain.limitSeconds) < 1);
    assert.ok(Math.abs(goesOn!.alertSeconds! - plain.alertSeconds!) <= 2);
  });

  it('is known also of a single sample', () => {
    const changes = changesOf(leak(0).slice(0, 1));
    assert.deepEqual([changes.stays, changes.goesOn], [undefined, undefined]);
  });
});
