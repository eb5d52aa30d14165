import assert from 'node:assert/strict';
import { RestingSeries } from '../../../../plugins/prediction/resting-series.ts';
import type { PredictedSeries } from '../../../../plugins/series/predicted-series.ts';
import { memorySeries, predictedMemory } from '../../../support/memory-series.ts';

describe('series that rest', () => {
  let resting: RestingSeries;
  let series: PredictedSeries[];
  beforeEach(() => {
    resting = new RestingSeries(1);
    series = ['web0', 'web1', 'web2'].map((host) =>
      predictedMemory(memorySeries(`${host}/memory/memory-used`)),
    );
  });

  /** The places of the series that no longer rest. */
  function due(now: number): number[] {
    const taken: PredictedSeries[] = [];
    resting.takeDue(now, taken);
    return taken.map((one) => series.indexOf(one)).toSorted((a, b) => a - b);
  }

  it('are due at their time, and once', () => {
    for (const [place, until] of [10.2, 10.8, 40].entries()) resting.add(series[place]!, until);
    assert.deepEqual(
      [due(9), due(10.1), due(10.5), due(10.6), due(10.8), due(39)],
      [[], [], [0], [], [1], []],
    );
    assert.deepEqual([due(1000), due(2000)], [[2], []]);
  });

  it('no longer rest once they are due', () => {
    resting.add(series[0]!, 5);
    due(5);
    assert.equal(series[0]!.restsUntil, Number.NEGATIVE_INFINITY);
  });

  it('rest until the newest time alone', () => {
    resting.add(series[0]!, 5);
    resting.add(series[0]!, 7);
    resting.add(series[1]!, 7);
    resting.add(series[1]!, 5);
    assert.deepEqual([due(6), due(8)], [[1], [0]]);
    resting.add(series[2]!, 20);
    series[2]!.restsUntil = Number.NEGATIVE_INFINITY;
    assert.deepEqual(due(30), []);
  });

  it('are not looked at before their time', () => {
    let looks = 0;
    resting.add(series[0]!, 50);
    Object.defineProperty(series[0], 'restsUntil', {
      get: () => (looks++, 50),
      set() {},
    });
    for (let now = 0; now < 50; now++) due(now);
    assert.equal(looks, 0);
    due(50);
    assert.ok(looks > 0);
  });
});
