import assert from 'node:assert/strict';
import type { Detector } from '../../../../analysis/detector.ts';
import { defaultForecasterName, forecasterNames } from '../../../../analysis/forecasters/registry.ts';
import { featureNames } from '../../../../analysis/features/features.ts';
import { bench, type BenchResult } from '../../../../tools/bench/bench.ts';

/** Any detector will do: what is measured is asked for, however long it takes. */
const detector: Detector = {
  name: 'by hand',
  about: 'nothing',
  judge: (features) => ({ kind: 'verdict', abnormal: false, margin: features[featureNames.length - 1]! - 2 }),
};

function now(): number {
  return performance.now() / 1000;
}

describe('dma bench', function () {
  const shares: number[] = [];
  let result: BenchResult;

  before(() => {
    result = bench({ quick: true, detector, now, onProgress: (share) => shares.push(share) });
  });

  it('measures steps and the time to exhaustion of the default forecaster, and verdicts, with goals beside', () => {
    const around = result.timings.filter(({ measured }) => measured !== 'forecast');
    assert.deepEqual(
      around.map(({ measured, forecaster, goal }) => [measured, forecaster, goal]),
      [
        ['step-climb', defaultForecasterName, 50],
        ['step-quiet', defaultForecasterName, 5],
        ['step-quiet-in-turn', defaultForecasterName, undefined],
        ['exhaustion', defaultForecasterName, undefined],
        ['verdict-climb', undefined, 10],
        ['verdict-quiet', undefined, 10],
        ['decision', undefined, undefined],
        ['correlate', undefined, 200],
        ['anomaly-climb', undefined, 10],
        ['anomaly-quiet', undefined, 10],
      ],
    );
  });

  it('measures every forecaster at 20 and at 600 samples', () => {
    const forecasts = result.timings.filter(({ measured }) => measured === 'forecast');
    assert.deepEqual(
      forecasts.map(({ forecaster, samples }) => [forecaster, samples]),
      forecasterNames.flatMap((name) => [
        [name, 20],
        [name, 600],
      ]),
    );
  });

  it('gives numbers above 0 for all of them', () => {
    for (const { microseconds, yardsticks, repetitions } of result.timings) {
      for (const number of [microseconds, yardsticks, repetitions]) {
        assert.ok(number > 0 && Number.isFinite(number));
      }
    }
  });

  it('measures what a series keeps, and what a step allocates', () => {
    const { size, featuresSize, ensembleSize, garbage } = result;
    for (const { series, approximate, bufferBytes, heapBytes } of [size, featuresSize, ensembleSize]) {
      assert.equal(series, 50);
      assert.equal(approximate, false);
      assert.ok(bufferBytes > 1000);
      assert.ok(Number.isFinite(heapBytes));
    }
    assert.ok(featuresSize.bufferBytes < size.bufferBytes);
    assert.ok(ensembleSize.bufferBytes < 4500);
    assert.ok(Number.isFinite(garbage.climb) && Number.isFinite(garbage.quiet));
  });

  it('says how far it is, up to the end', () => {
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => a - b),
    );
    assert.equal(new Set(shares).size, shares.length);
    assert.equal(shares.at(-1), 1);
  });
});
