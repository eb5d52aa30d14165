import assert from 'node:assert/strict';
import { ClimbTracker } from '../../../../analysis/climb/climb-evidence.ts';
import { horizonSeconds } from '../../../../tools/bench/predictor-work.ts';
import {
  leak,
  measured,
  nextMeasured,
  quiet,
  recordSeconds,
  type Workload,
} from '../../../../tools/bench/workloads.ts';

/** The evidence of each measured second, after what makes a record. */
function probabilities({ values, limit }: Workload): number[] {
  const tracker = new ClimbTracker(horizonSeconds);
  const found: number[] = [];
  let from = nextMeasured(recordSeconds);
  for (let second = 0; second < recordSeconds + values.length; second++) {
    tracker.append(second, values[second % values.length]!, limit);
    if (second >= from + measured.to - measured.from) from = nextMeasured(second);
    if (second >= from) found.push(tracker.evidence.probability);
  }
  return found;
}

describe('a workload', () => {
  it('of a leak has everything computed in nearly each measured second', () => {
    const found = probabilities(leak());
    assert.equal(found.length, 16 * 120);
    // Promises are asked, and earlier climbs agree; noise makes a stall now and then.
    const computed = found.filter((probability) => probability > 0.5).length / found.length;
    assert.ok(computed > 0.95, `${computed}`);
  });

  it('of a quiet series never comes near an alert', () => {
    assert.equal(Math.max(...probabilities(quiet())), 0);
  });

  it('stays below the limit where it is measured', () => {
    const { values, limit } = leak();
    const cycle = values.subarray(0, 300);
    assert.ok(Math.max(...cycle.subarray(measured.from, measured.to)) < limit);
    assert.ok(Math.max(...cycle) > limit);
  });

  it('says when it is measured next', () => {
    assert.equal(nextMeasured(0), measured.from);
    assert.equal(nextMeasured(measured.from), measured.from);
    assert.equal(nextMeasured(measured.to), 300 + measured.from);
  });
});
