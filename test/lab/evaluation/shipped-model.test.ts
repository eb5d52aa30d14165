import assert from 'node:assert/strict';
import { checkedSvmModel } from '../../../analysis/detectors/svm-model.ts';
import { heldOutShares, settingsOf, shippedModel } from '../../../tools/lab/evaluation/shipped-model.ts';
import { simulatedKinds, simulateSeries } from '../../../tools/lab/evaluation/simulated-series.ts';
import type { TrainingMaterial } from '../../../tools/lab/evaluation/training-material.ts';
import { describeSeries } from '../../../tools/learn/described-series.ts';
import { labelsFromLimit } from '../../../tools/learn/labels.ts';

const kinds = simulatedKinds.filter(({ name }) => name.startsWith('brief')).slice(0, 4);
const material: TrainingMaterial = {
  series: kinds
    .map((kind) => simulateSeries(kind, 1))
    .map((series) => describeSeries({ ...series, group: series.kind }, labelsFromLimit(series))),
  families: new Map(kinds.map(({ name }) => [name, name])),
  recorded: 0,
  simulated: 4,
};

describe('the shipped model', function () {
  it('says what it was trained on and how good that makes it, and is a sound one', () => {
    const model = shippedModel(material, () => undefined);
    assert.deepEqual(checkedSvmModel(JSON.parse(JSON.stringify(model))), model);
    const { training } = model;
    assert.match(
      training.about,
      /trained on 0 recorded and 4 simulated series of 4 kinds by npm run ship-model$/,
    );
    assert.deepEqual([training['seed'], training['series'], training['trainer']], [1, 4, 'libsvm']);
    const { by, recall, falseShare } = training['heldOut'] as Record<string, unknown>;
    assert.equal(by, 'families of kinds');
    for (const share of [recall, falseShare])
      assert.ok(typeof share === 'number' && share >= 0 && share <= 1);
    assert.deepEqual(settingsOf(model), { cost: training['cost'], width: training['width'] });
  });

  it('is the same one each time', () => {
    const [first, second] = [1, 2].map(() => JSON.stringify(shippedModel(material, () => undefined)));
    assert.equal(first, second);
  });
});

describe('held-out shares', () => {
  it('are means over series, of the rows that have the label', () => {
    const labels = Int8Array.from([1, 1, -1, -1, -1, -1, 0]);
    const series = [
      { ...material.series[0]!, labels },
      { ...material.series[0]!, labels: Int8Array.from([1, 1]) },
    ];
    const heldOutMargins = [Float64Array.from([1, -1, 1, 0, -1, -1, Number.NaN]), Float64Array.from([2, 3])];
    assert.deepEqual(heldOutShares(series, { heldOutMargins }), { recall: 0.75, falseShare: 0.25 });
  });
});
