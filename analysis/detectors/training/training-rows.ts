import type { Label } from '../trainers/trainer.ts';
import { featureNames } from '../../features/features.ts';
import { ModelError } from '../../detector.ts';
import { type Standardisation, standardiseInto } from '../standardisation.ts';

/** One series, described row by row, with what is known of it. */
export interface TrainingSeries {
  readonly name: string;
  /** Series of one group resemble each other: what is trained on one of them is not tested on another. */
  readonly group: string;
  readonly horizonSeconds: number;
  /** Epoch seconds of each row, increasing. */
  readonly times: Float64Array;
  /** All rows one after the other, each as long as `featureNames`; finite. */
  readonly features: Float32Array;
  /** 1 abnormal, -1 normal, 0 neither: such rows are not learned from. */
  readonly labels: Int8Array;
}

/** A row of a series. */
export interface Row {
  readonly series: TrainingSeries;
  readonly index: number;
  readonly label: Label;
}

/** A series may give up to this many times its fair share of the rows. */
const generosity = 4;

/**
 * Draws rows of one label, so that series count alike however long they are.
 *
 * @param isUsable for each series, 1 for the rows that may be drawn
 */
export function drawRows(
  series: readonly TrainingSeries[],
  isUsable: readonly (Uint8Array | Int8Array)[],
  label: Label,
  count: number,
  random: () => number,
): Row[] {
  const found = series.map(({ labels }, which) => {
    const usable = isUsable[which]!;
    const indices: number[] = [];
    for (let i = 0; i < labels.length; i++) if (labels[i] === label && usable[i] === 1) indices.push(i);
    return indices;
  });
  const having = found.filter(({ length }) => length > 0).length;
  const most = Math.ceil((generosity * count) / Math.max(1, having));
  const rows = found.flatMap((indices, which) =>
    draw(indices, most, random).map((index) => ({ series: series[which]!, index, label })),
  );
  return draw(rows, count, random);
}

/** Draws `count` of the items, each as likely as any other. The items are reordered. */
export function draw<Item>(items: Item[], count: number, random: () => number): Item[] {
  const taken = Math.min(count, items.length);
  for (let i = 0; i < taken; i++) {
    const j = i + Math.floor(random() * (items.length - i));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items.slice(0, taken);
}

/** The features of a row, not standardised; a view. */
export function featuresOfRow({ series, index }: Pick<Row, 'series' | 'index'>): Float32Array {
  return series.features.subarray(index * featureNames.length, (index + 1) * featureNames.length);
}

/** Less than this is rounding. */
const leastDeviation = 1e-6;
/** As in `Standardisation`. */
const reach = 3;

/**
 * The standardisation of these rows. Features that are constant in them are left out.
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
