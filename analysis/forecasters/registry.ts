import type { Forecaster } from '../forecast.ts';
import { linear } from './linear.ts';
import { naive } from './naive.ts';

/** Every forecaster that dma.yaml can name. */
export const forecasters: readonly Forecaster[] = [naive, linear];

export const forecasterNames: readonly string[] = forecasters.map(({ name }) => name);

/** The forecaster of that name, or undefined. */
export function findForecaster(name: string): Forecaster | undefined {
  return forecasters.find((forecaster) => forecaster.name === name);
}
