import assert from 'node:assert/strict';
import type { Detector } from '../../../../analysis/detector.ts';
import { featureNames } from '../../../../analysis/features/features.ts';
import { decisionsAlone, JudgedWorkload, verdicts } from '../../../../tools/bench/detector-work.ts';
import { leak, measured } from '../../../../tools/bench/workloads.ts';

const workload = leak();
const level = featureNames.indexOf('level');

/** Remembers the levels it was shown. */
function remembering(): { detector: Detector; levels: number[] } {
  const levels: number[] = [];
  const judge: Detector['judge'] = (features) => {
    levels.push(features[level]!);
    return { kind: 'verdict', abnormal: true, margin: 1 };
  };
  return { detector: { name: 'remembering', about: '', judge }, levels };
}

/** The level at that second of the workload. */
function levelAt(second: number): number {
  return workload.values[second % workload.values.length]! / workload.limit;
}

describe('work for a detector', () => {
  it('is a verdict for each second, once a few are known', () => {
    const { detector, levels } = remembering();
    const judged = new JudgedWorkload(workload, detector, 100);
    assert.equal(judged.stepUntil(110), 6);
    assert.deepEqual(
      levels,
      [104, 105, 106, 107, 108, 109].map((second) => levelAt(second)),
    );
  });

  it('is verdicts in the measured part of a cycle', () => {
    const { detector, levels } = remembering();
    const work = verdicts(workload, detector);
    for (let run = 0; run < 3; run++) {
      work.prepare!();
      levels.length = 0;
      assert.equal(work.run(), work.steps);
      assert.equal(levels.length, measured.to - measured.from);
      const cycle = Math.floor(workload.values.length / 300);
      const starts = Array.from({ length: cycle }, (_, i) => levelAt(300 * i + measured.from));
      assert.ok(starts.includes(levels[0]!));
    }
  });

  it('is decisions alone on features of that part, each about another second', () => {
    const { detector, levels } = remembering();
    const work = decisionsAlone(workload, detector);
    levels.length = 0;
    assert.equal(work.run(), work.steps);
    assert.equal(levels.length, work.steps);
    assert.equal(new Set(levels).size, measured.to - measured.from);
  });
});
