import { ModelError } from '../../analysis/detector.ts';
import type { RiskSource } from '../../analysis/risk/pooled-evidence.ts';
import { loadDetector } from '../../plugins/models/model-file.ts';
import type { TargetConfig } from '../../plugins/config/target-config.ts';
import { riskSources } from '../../plugins/config/target-options.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';
import type { BacktestArguments } from './arguments.ts';
import type { BacktestOptions } from './replay.ts';
import { sideOf } from './replay-options.ts';
import { expectedOneOf } from '../process/expected-one-of.ts';

/** The kind of detector that `--detector` loads. */
const givenKind = 'svm';

/** A detector that is to judge what is replayed. */
export interface ChosenDetector {
  readonly kind: string;
  readonly file: string;
  /** The option or target that chose it, for messages. */
  readonly subject: string;
  readonly riskFrom: RiskSource;
}

/** The part of a replay's options that describes the detector. */
export type Detection = Pick<BacktestOptions, 'detector' | 'riskFrom'>;

/**
 * Chooses the given detector, or else the target's, without looking at its file.
 *
 * @returns undefined without a detector
 * @throws UsageError
 */
export function chooseDetector(
  given: Partial<BacktestArguments>,
  target: TargetConfig,
): ChosenDetector | undefined {
  const riskFrom = givenRiskSource(given);
  const isLower = sideOf(given, target) === 'lower';
  if (given.detector !== undefined) {
    if (isLower) {
      throw new UsageError(
        `--detector: ${given.detector} is trained for an upper limit, and ${given.lower === true ? '--lower is given' : "the target's is a lower one"}`,
      );
    }
    return {
      kind: givenKind,
      file: given.detector,
      subject: '--detector',
      riskFrom: riskFrom ?? target.riskFrom ?? 'both',
    };
  }
  const [kind, file] = Object.entries(target.detector ?? {})[0] ?? [];
  if (kind === undefined || file === undefined) {
    if (riskFrom === undefined) return undefined;
    throw new UsageError(
      `--risk-from: goes with --detector, or with a --target that has a detector; without one, risk is from the forecast, not "${riskFrom}"`,
    );
  }
  if (isLower) throw new UsageError(`--lower: the target's detector, ${file}, is trained for an upper limit`);
  const subject = `target ${given.target}, detector.${kind}`;
  return { kind, file, subject, riskFrom: riskFrom ?? target.riskFrom ?? 'both' };
}

/**
 * Loads the detector for a replay; empty without one.
 *
 * @throws OutsideError when its file cannot be used
 */
export function loadChosen(chosen: ChosenDetector | undefined): Detection {
  if (!chosen) return {};
  try {
    return { detector: loadDetector(chosen.kind, chosen.file), riskFrom: chosen.riskFrom };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new OutsideError(`${chosen.subject}: ${error.message}`, { cause: error });
  }
}

function givenRiskSource({ riskFrom }: Partial<BacktestArguments>): RiskSource | undefined {
  if (riskFrom === undefined) return undefined;
  const known = riskSources.find((name) => name === riskFrom);
  if (known) return known;
  throw expectedOneOf('--risk-from', riskSources, riskFrom);
}
