import { ModelError } from '../../detector.ts';
import { featureNames } from '../../features/features.ts';
import { standardiseInto, type Standardisation } from '../standardisation.ts';
import { featuresOfRow, type Row } from './row-choice.ts';

/** Less than this is rounding. */
const leastDeviation = 1e-6;
/** As in `Standardisation`. */
const reach = 3;

/**
 * What standardises these rows. Features that are constant in them are left out.
 *
 * @throws ModelError when all features are constant
 */
export function standardisationOf(rows: readonly Row[]): Standardisation {
  const all = featureNames.map((_, column) => {
    const mean = rows.reduce((sum, row) => sum + featuresOfRow(row)[column]!, 0) / rows.length;
    const squares = rows.reduce((sum, row) => sum + (featuresOfRow(row)[column]! - mean) ** 2, 0);
    return { column, mean, deviation: Math.sqrt(squares / rows.length) };
  });
  const used = all.filter(({ deviation }) => deviation > leastDeviation);
  if (used.length === 0) throw new ModelError('nothing to learn: all rows look the same');
  return {
    columns: used.map(({ column }) => column),
    means: used.map(({ mean }) => mean),
    deviations: used.map(({ deviation }) => deviation),
    reach,
  };
}

export function standardised(standardisation: Standardisation, features: Float32Array): number[] {
  const numbers = new Float64Array(standardisation.columns.length);
  standardiseInto(numbers, standardisation, features);
  return [...numbers];
}
