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

/** The committee of a target that names no option. */
function defaults(): CommitteeOptions {
  const { ensemble, forecaster, horizonSeconds } = targetSchema.parse({
    series: '*/any/gauge',
    detector: { ensemble: {} },
  });
  if (!ensemble || horizonSeconds === 'auto') throw new Error('the defaults of a target have changed');
  return { ...ensemble, forecaster: findForecaster(forecaster)!, horizonSeconds };
}

/**
 * Lets the committee judge each file, row by row, with the defaults of dma.yaml. A score is the rarity of the row,
 * before damping, from 0 for 10,000 a day to 1 for the largest there is. It is 0 while the committee abstains, and for a
 * row that is not newer than the one before.
 */
export function committeeScores(
  { times, values, ...file }: CorpusFile,
  options: CommitteeOptions = defaults(),
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
