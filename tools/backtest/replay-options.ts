import { minChosenSeconds } from '../../analysis/auto-horizon.ts';
import { forecasterNames } from '../../analysis/forecasters/registry.ts';
import type { LimitSide } from '../../analysis/series-predictor.ts';
import type { TargetConfig } from '../../plugins/config/target-config.ts';
import { UsageError } from '../process/command-error.ts';
import type { BacktestArguments } from './arguments.ts';
import { windowSamples, type BacktestOptions } from './replay.ts';
import { expectedOneOf } from '../process/expected-one-of.ts';

/** The horizon that is asked for, in seconds. @throws UsageError */
export function askedHorizon(
  { horizon }: Partial<BacktestArguments>,
  target: Pick<TargetConfig, 'horizonSeconds'>,
): TargetConfig['horizonSeconds'] {
  if (horizon === undefined) return target.horizonSeconds;
  if (horizon === 'auto') return horizon;
  const seconds = numberIn(horizon);
  if (seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw new UsageError(`--horizon: expected seconds above 0, or auto, not "${horizon}"`);
}

/**
 * The options of a replay; a given option overrides the target.
 *
 * @param limit in the unit of the series
 * @param chosenSeconds the horizon that auto stands for (default: the shortest one, to check the other options by)
 * @throws UsageError
 */
export function replayOptions(
  given: Partial<BacktestArguments>,
  target: TargetConfig,
  limit: number,
  chosenSeconds = minChosenSeconds,
): BacktestOptions {
  const number = (name: 'samples' | 'level', isRight: (value: number) => boolean, rule: string) => {
    const text = given[name];
    if (text === undefined) return undefined;
    const value = name === 'level' ? shareIn(text) : numberIn(text);
    if (isRight(value)) return value;
    throw new UsageError(`--${name}: expected ${rule}, not "${text}"`);
  };
  const { minimumSamples, minimumWindowRatio, minimumLeadSeconds } = target;
  const asked = askedHorizon(given, target);
  const horizonSeconds = asked === 'auto' ? chosenSeconds : asked;
  if (minimumLeadSeconds !== undefined && minimumLeadSeconds >= horizonSeconds) {
    throw new UsageError(
      `--horizon: expected more than the target's minimumLeadSeconds of ${minimumLeadSeconds}, not "${given.horizon}"`,
    );
  }
  return {
    limit,
    limitSide: sideOf(given, target),
    horizonSeconds,
    forecaster: forecasterOf(given) ?? target.forecaster,
    samples: number('samples', isWindowSize, 'a whole number from 3 to 10000') ?? target.samples,
    level:
      number('level', (value) => value > 0 && value < 1, 'a number between 0 and 1') ?? target.intervalLevel,
    minimumSamples,
    minimumWindowRatio,
    minimumLeadSeconds,
  };
}

/** Options that are given and change nothing, one line each. */
export function describeUnused({ samples }: Partial<BacktestArguments>, options: BacktestOptions): string[] {
  if (samples === undefined || windowSamples(options) !== undefined) return [];
  return [`--samples: makes no difference to ${options.forecaster}, which follows the whole series`];
}

/** On which side of the limit the resource is exhausted. */
export function sideOf({ lower }: Partial<BacktestArguments>, { limitSide }: TargetConfig): LimitSide {
  if (lower === undefined) return limitSide;
  return lower ? 'lower' : 'upper';
}

export function forecasterOf({ forecaster }: Partial<BacktestArguments>): string | undefined {
  if (forecaster === undefined || forecasterNames.includes(forecaster)) return forecaster;
  throw expectedOneOf('--forecaster', forecasterNames, forecaster);
}

function isWindowSize(value: number): boolean {
  return Number.isInteger(value) && value >= 3 && value <= 10_000;
}

function numberIn(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function shareIn(text: string): number {
  return text.trim().endsWith('%') ? numberIn(text.trim().slice(0, -1)) / 100 : numberIn(text);
}
