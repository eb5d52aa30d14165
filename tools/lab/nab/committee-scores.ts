import type { AnomalyPredictorOptions } from '../../../analysis/anomaly/anomaly-predictor.ts';
import {
  Committee,
  maxRarity,
  type CommitteeOptions,
} from '../../../analysis/detectors/ensemble/committee.ts';
import { targetSchema } from '../../../plugins/config/target-config.ts';
import { findForecaster } from '../../../analysis/forecasters/registry.ts';
import type { CorpusFile } from './corpus.ts';
import type { ScoredFile } from './scoring-rule.ts';

/** The rarity of a score of 0: 10,000 a day. */
const leastRarity = -4;

/** A rarity as a score from 0 to 1. */
export function scoreOf(rarity: number): number {
  return Math.max(0, (rarity - leastRarity) / (maxRarity - leastRarity));
}

/** The options of a target that names none. @param horizonSeconds (default: that of such a target) */
export function defaultCommittee(horizonSeconds?: number): AnomalyPredictorOptions {
  const target = targetSchema.parse({ series: '*/any/gauge', detector: { ensemble: {} } });
  const { ensemble, forecaster, horizonSeconds: usual } = target;
  if (!ensemble || usual === 'auto') throw new Error('the defaults of a target have changed');
  return { ...ensemble, forecaster: findForecaster(forecaster)!, horizonSeconds: horizonSeconds ?? usual };
}

/**
 * Lets the committee judge each file, row by row, with the defaults of dma.yaml. A score is the rarity of the row,
 * before damping, from 0 for 10,000 a day to 1 for the largest there is. It is 0 while the committee abstains, and for
 * a row that is not newer than the one before.
 */
export function committeeScores(
  { times, values, ...file }: CorpusFile,
  options: CommitteeOptions = defaultCommittee(),
): ScoredFile {
  const committee = new Committee(options);
  const scores = new Float64Array(file.rows);
  let newest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < file.rows; row++) {
    const [time, value] = [times[row]!, values[row]!];
    if (!(time > newest) || !Number.isFinite(value)) continue;
    newest = time;
    const consensus = committee.judge(time, value);
    if (consensus.kind === 'consensus') scores[row] = scoreOf(consensus.rarity);
  }
  return { ...file, scores };
}
