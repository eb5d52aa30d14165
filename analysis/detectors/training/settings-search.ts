import { noticeable } from './boundary.ts';
import type { Settings } from './machine-training.ts';

/** What is tried, smoother ones first: of equally good ones the first is taken. */
const costs = [1, 3, 10] as const;
const widths = [0.2, 0.6, 2] as const;

/** How many are tried. */
export const searchedSettings = costs.length * widths.length;

/** What is taken where nothing can be searched. */
export const smoothestSettings: Settings = { cost: costs[0], width: widths[0] };

/** The settings with the highest recall, or smoother ones that are as good. */
export function searchSettings(recallOf: (settings: Settings) => number): Settings {
  let best: (Settings & { readonly recall: number }) | undefined;
  for (const width of widths) {
    for (const cost of costs) {
      const recall = recallOf({ cost, width });
      if (!best || recall > best.recall + noticeable) best = { cost, width, recall };
    }
  }
  return best!;
}
