import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../../series/csv-series.ts';
import { packageRoot } from '../../package-root.ts';
import { runScript } from '../run-script.ts';
import { calibrationMoments, fitCalibration, heldOutError } from './risk-calibration.ts';
import { showProgress } from './shown-progress.ts';

const file = join(packageRoot, 'analysis', 'risk', 'calibration-weights.ts');

/** `npm run calibrate`: fits the weights by which evidence becomes a probability, and writes them into the source. */
function main(): void {
  const series = showProgress('Replaying the series', calibrationMoments);
  const weights = fitCalibration(series);
  const source = readText(file);
  writeFileSync(file, source.replace(/(?<=: CalibrationWeights = )\[.*\]/, `[${weights.join(', ')}]`));
  const { all, said } = heldOutError(series);
  process.stdout.write(`${file}: ${weights.join(', ')}\n`);
  process.stdout.write(
    `calibration error of kinds that were left out, before alerts bound it: ${all!.toFixed(3)}; with a risk of at least 10 %: ${said!.toFixed(3)}\n`,
  );
}

await runScript(main);
