import assert from 'node:assert/strict';
import { readModel } from '../../plugins/models/model-file.ts';
import { shippedModelFile } from '../../tools/package-root.ts';
import { shippedModel } from '../../tools/lab/evaluation/shipped-model.ts';
import { trainingMaterial } from '../../tools/lab/evaluation/training-material.ts';
import { startScript } from '../support/run-dma.ts';

const noProgress = (): void => undefined;

/** These train on all series, which takes minutes. */
describe('the trainings', function () {
  it('give the shipped model', function () {
    const model = shippedModel(trainingMaterial(noProgress), noProgress);
    assert.deepEqual(readModel(shippedModelFile), JSON.parse(JSON.stringify(model)));
  });

  it('give npm run evaluate a detector for each kind that is left out', async function () {
    const { output, exited } = startScript('tools/lab/evaluation/run.ts', [
      '--seeds',
      '1',
      '--methods',
      'support vector machine',
      '--json',
    ]);
    assert.equal(await exited, 0, output.stderr);
    const methods = JSON.parse(output.stdout) as { name: string; series: unknown[] }[];
    assert.deepEqual(
      methods.map(({ name }) => name),
      ['collectd-dma, support vector machine', 'collectd-dma, support vector machine, as shipped'],
    );
    for (const { name, series } of methods) assert.ok(series.length > 50, `${name}: ${series.length}`);
  });
});
