import type { Detector } from '../../../analysis/detector.ts';
import { svm } from '../../../analysis/detectors/svm.ts';
import { checkedSvmModel } from '../../../analysis/detectors/svm-model.ts';
import { loadDetector, readModel } from '../../../plugins/models/model-file.ts';
import { ourMethod } from './default-method.ts';
import { kindsLeftOut, parts } from './kinds-left-out.ts';
import type { Method } from './method.ts';
import { shippedModelFile } from '../../package-root.ts';
import { settingsOf, trainAsShipped } from './shipped-model.ts';
import { showProgress } from './shown-progress.ts';
import { trainingMaterial } from './training-material.ts';

const names = ['collectd-dma, support vector machine', 'collectd-dma, forecast and verdict'] as const;
/** The suffix of these methods' names when the shipped model judges. */
const asShipped = ', as shipped';

export interface DetectorMethodsOptions {
  /** The forecaster beside the detector (default: the configured default). */
  readonly forecaster?: string | undefined;
  /** A model file to judge with (default: the shipped one). */
  readonly model?: string | undefined;
}

/**
 * Our method with a support vector machine, alone or as a second opinion: once as it is on kinds of series that
 * it never saw, and once with a model file as it stands. Models are trained and read when a method is first asked.
 */
export function detectorMethods({ forecaster, model }: DetectorMethodsOptions = {}): readonly Method[] {
  let loaded: Detector | undefined;
  const fromFile = (): Detector => (loaded ??= loadDetector('svm', model ?? shippedModelFile));
  return [
    ...pairOf(unseenKindsDetector(), '', forecaster),
    ...pairOf(fromFile, model === undefined ? asShipped : `, ${model}`, forecaster),
  ];
}

/** Notes on the named methods, as paragraphs. */
export function detectorNotes(among: readonly string[]): string[] {
  const has = (suffix: string): boolean => names.some((name) => among.includes(`${name}${suffix}`));
  const notes: string[] = [];
  if (has('')) {
    notes.push(
      'Support vector machine, forecast and verdict: each series is judged by a model that was trained without a fifth of all kinds, its own and those recorded in the same run among them; C and the width of the kernel are those that were found with all kinds in sight.',
    );
  }
  if (has(asShipped)) {
    notes.push(
      'As shipped: the model has seen the recorded series themselves in training, and other simulated series of the same kinds.',
    );
  }
  return notes;
}

function pairOf(
  detectorOf: (kind: string) => Detector,
  suffix: string,
  forecaster: string | undefined,
): readonly Method[] {
  const [alone, pooled] = names;
  return [
    ourMethod(`${alone}${suffix}`, forecaster, { detectorOf, riskFrom: 'detector' }),
    ourMethod(`${pooled}${suffix}`, forecaster, { detectorOf, riskFrom: 'both' }),
  ];
}

/** With the settings of the shipped model: these two numbers alone were chosen with all kinds in sight. */
function unseenKindsDetector(): (kind: string) => Detector {
  return kindsLeftOut(
    () => showProgress('Describing the series', trainingMaterial),
    (series, part) => {
      const settings = settingsOf(checkedSvmModel(readModel(shippedModelFile)));
      const label = `Training without some kinds, ${part + 1} of ${parts}`;
      const { model } = showProgress(label, (onProgress) =>
        trainAsShipped(series, 'some kinds left out', settings, onProgress),
      );
      return svm.load(model);
    },
  );
}
