import assert from 'node:assert/strict';
import { checkedSvmModel } from '../../../analysis/detectors/svm-model.ts';
import { featureNames } from '../../../analysis/features/features.ts';
import { readModel } from '../../../plugins/models/model-file.ts';
import { shippedModelFile } from '../../../tools/package-root.ts';
import { simulatedKinds } from '../../../tools/lab/evaluation/simulated-series.ts';
import { trainingMaterial, type TrainingMaterial } from '../../../tools/lab/evaluation/training-material.ts';

describe('what the shipped model is trained on', function () {
  const shares: number[] = [];
  let material: TrainingMaterial;
  before(() => {
    material = trainingMaterial((share) => shares.push(share));
  });

  it('is recorded series, and simulated ones of each kind that an evaluation does not judge', () => {
    const { series, recorded, simulated } = material;
    assert.equal(series.length, recorded + simulated);
    assert.ok(recorded > 50);
    assert.equal(simulated, 6 * simulatedKinds.length);
    for (const { name } of simulatedKinds) {
      const seeds = series
        .slice(recorded)
        .map((each) => new RegExp(`^${name.replaceAll(/\W+/g, '-')}-(\\d+)$`).exec(each.name)?.[1])
        .flatMap((seed) => (seed === undefined ? [] : [Number(seed)]));
      assert.deepEqual(seeds, [1, 2, 3, 4, 5, 6]);
    }
  });

  it('is what the model in conf/ was trained on: else npm run ship-model has been forgotten', () => {
    const { recorded, simulated, series, families } = material;
    const { training } = checkedSvmModel(readModel(shippedModelFile));
    const made = `${recorded} recorded and ${simulated} simulated series of ${families.size} kinds`;
    assert.ok(training.about.includes(made), training.about);
    const rows = series.reduce((sum, { labels }) => sum + labels.filter((label) => label !== 0).length, 0);
    assert.equal(training['rows'], rows);
  });

  it('has finite features and both labels', () => {
    let [normal, abnormal] = [0, 0];
    for (const { times, features, labels } of material.series) {
      assert.equal(features.length, times.length * featureNames.length);
      assert.equal(labels.length, times.length);
      assert.ok(features.every(Number.isFinite));
      for (const label of labels) {
        if (label === 1) abnormal++;
        else if (label === -1) normal++;
      }
    }
    assert.ok(abnormal > 10_000 && normal > (10 * abnormal) / 2);
  });

  it('says how far it is', () => {
    assert.equal(shares.length, material.series.length);
    assert.equal(shares.at(-1), 1);
  });
});
