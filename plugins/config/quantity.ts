const factors: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/**
 * A number, or a number with a unit: `1.5GiB` is 1,610,612,736, `2G` and `2GB` are 2,000,000,000.
 *
 * @returns undefined when it is neither
 */
export function parseQuantity(text: number | string): number | undefined {
  if (typeof text === 'number') return Number.isFinite(text) ? text : undefined;
  const match = /^(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(|k|M|G|T|Ki|Mi|Gi|Ti)B?$/.exec(text);
  const number = match ? Number(match[1]) * factors[match[2]!]! : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}
