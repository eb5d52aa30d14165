import type { Label } from '../trainers/trainer.ts';
import { featureNames } from '../../features/features.ts';
import type { TrainingSeries } from './training-series.ts';

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

/** So many of the items, each as likely as any other. The items are reordered. */
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
