import { ModelError } from '../../../analysis/detector.ts';
import { writeModel } from '../../../plugins/models/model-file.ts';
import { OutsideError } from '../../process/command-error.ts';
import { shippedModelFile } from '../../package-root.ts';
import { shippedModel } from './shipped-model.ts';
import { showProgress } from './shown-progress.ts';
import { trainingMaterial } from './training-material.ts';

/** `npm run ship-model`: trains the model that operators get, and puts it where it is shipped from. */
function main(): void {
  const material = showProgress('Describing the series', trainingMaterial);
  const model = showProgress('Training', (onProgress) => shippedModel(material, onProgress));
  writeModel(shippedModelFile, model);
  const { vectors } = model.machine;
  process.stdout.write(`${shippedModelFile}: ${vectors.length} support vectors\n`);
  process.stdout.write(`${JSON.stringify(model.training, undefined, 1)}\n`);
}

try {
  main();
} catch (error) {
  if (!(error instanceof OutsideError) && !(error instanceof ModelError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
