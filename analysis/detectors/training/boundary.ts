/** Margins of rows that were judged, by label. */
export interface Margins {
  readonly normal: number[];
  readonly abnormal: number[];
}

export interface Boundary {
  readonly margin: number;
  /** Share of the abnormal rows beyond it, 0 to 1. */
  readonly recall: number;
}

/** This much more of the abnormal rows is worth something. */
export const noticeable = 0.005;

/**
 * Where the boundary finds most abnormal rows while at most `falseShare` of the normal ones lie beyond it; between
 * there and where it would find noticeably fewer, in the middle: false calls that gain nothing are not made.
 */
export function boundaryOf({ normal, abnormal }: Margins, falseShare: number): Boundary {
  const lowest = ascending(normal, 1 - falseShare) ?? 0;
  const recall = abnormal.filter((margin) => margin > lowest).length / abnormal.length;
  const highest = ascending(abnormal, 1 - recall + noticeable) ?? lowest;
  return { margin: (lowest + Math.max(lowest, highest)) / 2, recall };
}

/** The number that this share of them is below; undefined for an empty list. */
function ascending(numbers: readonly number[], share: number): number | undefined {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length))];
}
