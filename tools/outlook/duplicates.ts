import { firstOf } from '../check/first-of.ts';
import type { PredictorSight } from './predictors.ts';

/**
 * Says which `dma predict` report that another one gives the same values.
 *
 * @returns undefined where none does
 */
export function duplicateFault(predictors: readonly PredictorSight[]): string | undefined {
  const telling = predictors.filter(({ isAlive, duplicates = 0 }) => isAlive && duplicates > 0);
  if (telling.length === 0) return undefined;
  const hosts = firstOf(
    telling.map(({ host }) => host),
    ', ',
  );
  return `two dma predict give the same values, as ${hosts} reports, and each alert may come twice: the notification of dma-self/gauge-duplicates says which, and what to do`;
}
