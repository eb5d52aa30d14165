import assert from 'node:assert/strict';
import type { Detector } from '../../../analysis/detector.ts';
import type { TrainingSeries } from '../../../analysis/detectors/training/training-rows.ts';
import { kindsLeftOut, parts } from '../../../tools/lab/evaluation/kinds-left-out.ts';
import { describeSeries } from '../../../tools/learn/described-series.ts';

function series(kind: string): TrainingSeries {
  return describeSeries(
    { name: `one of ${kind}`, group: kind, samples: [], limit: 1, horizonSeconds: 60 },
    () => 0,
  );
}

describe('detectors that do not know the kind they judge', () => {
  const kinds = Array.from({ length: 12 }, (_, i) => `kind ${i}`);
  const all = kinds.flatMap((kind) => [series(kind), series(kind)]);
  const families = new Map([...kinds.map((kind) => [kind, kind] as const), ['kind 2, in bytes', 'kind 2']]);
  const trainings: { readonly part: number; readonly kinds: ReadonlySet<string> }[] = [];
  let described = 0;
  const detectorOf = kindsLeftOut(
    () => {
      described++;
      return { series: all, families };
    },
    (those, part) => {
      trainings.push({ part, kinds: new Set(those.map(({ group }) => group)) });
      const about = String(trainings.length - 1);
      return { name: 'counted', about, judge: () => ({ kind: 'abstention', reason: 'not-finite' }) };
    },
  );
  const trainingOf = ({ about }: Detector): { readonly kinds: ReadonlySet<string> } =>
    trainings[Number(about)]!;

  it('are trained when they are needed, once for each part', () => {
    assert.deepEqual([described, trainings.length], [0, 0]);
    detectorOf('kind 3');
    detectorOf('kind 3');
    detectorOf('kind 8');
    assert.deepEqual([described, trainings.length], [1, 1]);
    for (const kind of kinds) detectorOf(kind);
    assert.deepEqual([described, trainings.length], [1, parts]);
    assert.deepEqual(
      trainings.map(({ part }) => part).sort((a, b) => a - b),
      [0, 1, 2, 3, 4],
    );
  });

  it('have seen neither the kind nor the rest of its part, and all others', () => {
    for (const kind of kinds) {
      const seen = trainingOf(detectorOf(kind)).kinds;
      assert.ok(!seen.has(kind), kind);
      assert.ok(seen.size === 9 || seen.size === 10, String(seen.size));
    }
  });

  it('have seen nothing of the family of a kind', () => {
    assert.equal(trainingOf(detectorOf('kind 2, in bytes')).kinds.has('kind 2'), false);
  });

  it('judge a kind that nobody knows as well', () => {
    assert.equal(trainingOf(detectorOf('of another manifest')).kinds.has('of another manifest'), false);
  });
});
