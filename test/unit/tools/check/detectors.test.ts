import assert from 'node:assert/strict';
import { join } from 'node:path';
import { writeModel } from '../../../../plugins/models/model-file.ts';
import { checkDetectors } from '../../../../tools/check/detectors.ts';
import { svmDetectorModels } from '../../../support/detector-models.ts';
import { memoryConfig } from '../../../support/memory-target.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('the check of detectors', function () {
  const folder = scratchFolder();

  it('has nothing to say of targets without one', function () {
    assert.deepEqual(checkDetectors(memoryConfig()), []);
  });

  it('says how a model was made, how large it is, and what the risk is from', function () {
    const file = join(folder(), 'model.json');
    const model = svmDetectorModels.sound['linear']!;
    writeModel(file, { ...model, training: { about: 'made\nof two lines' } });
    const text = (riskFrom: string) =>
      `${file} can be used, the risk is from ${riskFrom}; 2 support vectors; made of two lines`;
    const subject = 'detector svm of target memory';
    assert.deepEqual(checkDetectors(memoryConfig(`detector: {svm: ${file}}`)), [
      { subject, ok: true, text: text('both') },
    ]);
    assert.deepEqual(checkDetectors(memoryConfig(`detector: {svm: ${file}}, riskFrom: forecast`)), [
      { subject, ok: true, text: text('forecast') },
    ]);
  });

  it('says why a model cannot be used', function () {
    const file = join(folder(), 'model.json');
    const config = memoryConfig(`detector: {svm: ${file}}`);
    const subject = 'detector svm of target memory';
    assert.deepEqual(checkDetectors(config), [
      { subject, ok: false, text: `${file}: there is no such file; make it with dma learn` },
    ]);
    writeModel(file, { format: 'pickle' });
    assert.deepEqual(checkDetectors(config), [
      { subject, ok: false, text: `${file}: not a model: "format" should be "collectd-dma svm"` },
    ]);
  });
});
