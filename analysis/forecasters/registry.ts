import type { Forecaster } from '../forecast.ts';
import { auto } from './auto.ts';
import { dampedHolt } from './damped-holt.ts';
import { exponential } from './exponential.ts';
import { holt } from './holt.ts';
import { holtWinters } from './holt-winters.ts';
import { linear } from './linear.ts';
import { naive } from './naive.ts';
import { polynomial } from './polynomial.ts';
import { theilSen } from './theil-sen.ts';

/** Every forecaster that dma.yaml can name. */
export const forecasters: readonly Forecaster[] = [
  auto,
  naive,
  linear,
  theilSen,
  polynomial,
  exponential,
  holt,
  dampedHolt,
  holtWinters(),
];

/** The default. */
export const defaultForecasterName = auto.name;

export const forecasterNames: readonly string[] = forecasters.map(({ name }) => name);

/** The forecaster of that name, or undefined. */
export function findForecaster(name: string): Forecaster | undefined {
  return forecasters.find((forecaster) => forecaster.name === name);
}
