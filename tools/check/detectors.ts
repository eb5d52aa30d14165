import { ModelError } from '../../analysis/detector.ts';
import type { SvmModel } from '../../analysis/detectors/svm-model.ts';
import type { Config } from '../../plugins/config/config.ts';
import { loadDetector, readModel } from '../../plugins/models/model-file.ts';
import type { Finding } from './finding.ts';

/** Checks the model file of each target that has a detector, as `dma predict` does at its start. */
export function checkDetectors(config: Config): Finding[] {
  return Object.entries(config.targets).flatMap(([target, { detector, riskFrom = 'both' }]) =>
    Object.entries(detector ?? {}).map(([kind, file]) => {
      const subject = `detector ${kind} of target ${target}`;
      try {
        const { about } = loadDetector(kind, file);
        const text = `${file} can be used, the risk is from ${riskFrom}; ${describeSize(readModel(file))}${about.replaceAll(/\s+/g, ' ')}`;
        return { subject, ok: true, text };
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        return { subject, ok: false, text: error.message };
      }
    }),
  );
}

/** The number of support vectors of a model that has some. */
function describeSize(model: unknown): string {
  const count = (model as Partial<SvmModel>).machine?.vectors.length;
  return count === undefined ? '' : `${count} support vectors; `;
}
