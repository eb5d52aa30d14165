import assert from 'node:assert/strict';
import { CapacityTrack } from '../../../../plugins/samples/capacity-track.ts';

describe('the capacity of each sample', () => {
  let track: CapacityTrack;
  beforeEach(() => {
    track = new CapacityTrack();
  });

  /** The capacities of samples at these seconds. */
  function capacitiesAt(...seconds: readonly number[]): (number | undefined)[] {
    return seconds.map((time) => track.withCapacity({ time, value: 1 }).capacity);
  }

  it('is absent while it is not known', () => {
    assert.deepEqual(track.withCapacity({ time: 1, value: 5 }), { time: 1, value: 5 });
    track.offer([{ time: 2, value: 9 }]);
    assert.deepEqual(track.withCapacity({ time: 2, value: 6 }), { time: 2, value: 6, capacity: 9 });
  });

  it('is the newest until half an interval later', () => {
    track.offer([0, 1, 2.5, 3.625, 5].map((time) => ({ time, value: 10 * time + 1 })));
    assert.deepEqual(capacitiesAt(0, 1, 2, 3, 4, 9), [1, 11, 26, 26, 37.25, 51]);
  });

  it('stays what it was where it is 0, less, or unknown', () => {
    track.offer([7, 0, -1, Number.NaN, 8].map((value, time) => ({ time, value })));
    assert.deepEqual(capacitiesAt(0, 1, 2, 3, 4), [7, 7, 7, 7, 8]);
  });

  it('is offered up to a time, until that has been asked for', () => {
    assert.equal(track.newestTime, undefined);
    track.offer([
      { time: 0, value: 1 },
      { time: 5, value: 2 },
    ]);
    assert.equal(track.newestTime, 5);
    assert.deepEqual(capacitiesAt(0, 1, 2), [1, 1, 1]);
    assert.equal(track.newestTime, 5);
    track.offer([{ time: 7, value: 3 }]);
    assert.equal(track.newestTime, 7);
    assert.deepEqual(capacitiesAt(6, 8), [2, 3]);
    assert.equal(track.newestTime, undefined);
    track.offer([]);
    assert.equal(track.newestTime, undefined);
  });
});
