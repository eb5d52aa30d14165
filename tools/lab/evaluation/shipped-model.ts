import type { Settings } from '../../../analysis/detectors/training/model-training.ts';
import { trainSvm, type TrainedSvm } from '../../../analysis/detectors/training/svm-training.ts';
import type { TrainingSeries } from '../../../analysis/detectors/training/training-rows.ts';
import { svmTrainers } from '../../../analysis/detectors/trainers/registry.ts';
import type { SvmModel, SvmTraining } from '../../../analysis/detectors/svm-model.ts';
import { seededRandom } from '../../../analysis/maths/seeded-random.ts';
import type { TrainingMaterial } from './training-material.ts';

/** The seed of training. */
const seed = 1;
/** More than the default: the risk is damped, and most false calls are too short to raise an alert. */
const falseShare = 0.02;

/** The quality of such a model on kinds of series that it was not trained on. Every series counts alike. */
export interface HeldOutShares {
  /** Share of the abnormal rows that are called abnormal, mean over the series that have some. */
  readonly recall: number;
  /** Share of the normal rows that are called abnormal, likewise. */
  readonly falseShare: number;
}

/**
 * A model made the way the shipped one is; the same one from the same series.
 *
 * @param settings undefined to search for them
 */
export function trainAsShipped(
  series: readonly TrainingSeries[],
  about: string,
  settings: Settings | undefined,
  onProgress: (share: number) => void,
): TrainedSvm {
  return trainSvm(series, {
    trainer: svmTrainers[0]!,
    random: seededRandom(seed),
    falseShare,
    about,
    ...(settings && { settings }),
    onProgress,
  });
}

/** The model that is shipped, with the figures that people ask for. */
export function shippedModel(material: TrainingMaterial, onProgress: (share: number) => void): SvmModel {
  const { series, families, recorded, simulated } = material;
  const kinds = families.size;
  const trained = trainAsShipped(
    series,
    `memory and other resources one horizon ahead; trained on ${recorded} recorded and ${simulated} simulated series of ${kinds} kinds by npm run ship-model`,
    undefined,
    onProgress,
  );
  const heldOut = heldOutShares(series, trained);
  const training: SvmTraining = {
    ...trained.model.training,
    seed,
    series: series.length,
    rows: series.reduce((sum, { labels }) => sum + labels.filter((label) => label !== 0).length, 0),
    heldOut: {
      by: 'families of kinds',
      recall: threeDigits(heldOut.recall),
      falseShare: threeDigits(heldOut.falseShare),
    },
  };
  return { ...trained.model, training };
}

/** The settings of a model's training; undefined where its file does not say. */
export function settingsOf({ training }: SvmModel): Settings | undefined {
  const { cost, width } = training;
  return typeof cost === 'number' && typeof width === 'number' ? { cost, width } : undefined;
}

export function heldOutShares(
  series: readonly TrainingSeries[],
  { heldOutMargins }: Pick<TrainedSvm, 'heldOutMargins'>,
): HeldOutShares {
  const shareAbove = (wanted: -1 | 1): number => {
    const shares = series.flatMap(({ labels }, which) => {
      const margins = heldOutMargins[which]!.filter((_, row) => labels[row] === wanted);
      return margins.length > 0 ? [margins.filter((margin) => margin > 0).length / margins.length] : [];
    });
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  };
  return { recall: shareAbove(1), falseShare: shareAbove(-1) };
}

function threeDigits(share: number): number {
  return Number(share.toFixed(3));
}
