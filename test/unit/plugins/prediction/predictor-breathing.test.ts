import assert from 'node:assert/strict';
import { Predictor } from '../../../../plugins/prediction/predictor.ts';
import { sliceSize } from '../../../../plugins/process/sliced-work.ts';
import { memoryConfig } from '../../../support/memory-target.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

/** Enough for two slices of each kind of work. */
const count = 2 * sliceSize + 100;

describe('a round over very many series', () => {
  const rig = new PredictorRig();
  /** The number of series at each breath. */
  let breaths: number[] = [];
  const predictor = new Predictor({
    ...rig.parts(),
    config: memoryConfig(),
    detectors: new Map(),
    breathe: async () => void breaths.push(predictor.series.length),
  });

  before(async function () {
    this.timeout(30_000);
    for (let host = 0; host < count; host++) rig.write(500, `web${host}`);
    while (predictor.series.length < count) await predictor.round();
  });

  it('lets others do something while it looks for series, and while it looks for silence', async () => {
    assert.ok(breaths.length >= count / sliceSize, `${breaths.length} times at the start`);
    breaths = [];
    // Long enough for the next look at all of them, and not for the next search.
    rig.now += 6;
    await predictor.round();
    assert.ok(
      breaths.length >= 6,
      `${breaths.length} times while it counts, and looks for silence and for wrong clocks`,
    );
  }).timeout(30_000);

  it('lets others do something while it forgets series of which nothing comes any more', async () => {
    breaths = [];
    rig.now += 86_400;
    while (predictor.series.length > 0) await predictor.round();
    const between = breaths.filter((length) => length > 0 && length < count);
    assert.ok(between.length >= 2, `${breaths.join(' ')} series`);
  }).timeout(30_000);
});
