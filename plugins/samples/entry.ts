/** One entry of a series: its time and one number a data source. NaN where collectd's value is unknown or infinite. */
export interface Entry {
  /** Epoch seconds. */
  readonly time: number;
  readonly values: readonly number[];
}

/** The sum of some data sources, counted from 0; undefined where one is missing. */
export function totalOf(values: readonly number[], dataSources: readonly number[]): number | undefined {
  let total = 0;
  for (const one of dataSources) {
    const value = values[one];
    if (value === undefined) return undefined;
    total += value;
  }
  return total;
}
