import { AnomalyPredictor } from '../../analysis/anomaly/anomaly-predictor.ts';
import { findForecaster } from '../../analysis/forecasters/registry.ts';
import type { Sample } from '../../analysis/window.ts';
import type { EnsembleConfig } from '../../plugins/config/ensemble-config.ts';
import type { TargetConfig } from '../../plugins/config/target-config.ts';

/** The options of a target with an ensemble. */
export interface AnomalyOptions extends EnsembleConfig {
  readonly horizonSeconds: number;
  /** A name of the registry. */
  readonly forecaster: string;
}

/** The judgement right after a sample, from it and earlier samples alone. */
export interface AnomalyRow {
  /** The sample's time, as in the input. */
  readonly t: number;
  readonly value: number;
  /** How sure the committee is, 0 to 100; null while it abstains. */
  readonly anomaly: number | null;
  readonly alert: boolean;
  /** The tests that call the sample an anomaly. */
  readonly tests: readonly string[];
}

/** The options of a target that has an ensemble. @param forecaster in place of its own */
export function ensembleOptions(
  { ensemble, forecaster: own }: Pick<TargetConfig, 'ensemble' | 'forecaster'>,
  horizonSeconds: number,
  forecaster = own,
): AnomalyOptions {
  return { ...ensemble!, horizonSeconds, forecaster };
}

/** The predictor of these options, as `dma predict` makes it. */
export function anomalyPredictor({ forecaster, ...options }: AnomalyOptions): AnomalyPredictor {
  return new AnomalyPredictor({ ...options, forecaster: findForecaster(forecaster)! });
}

/** Replays a series without a limit through the code that `dma predict` runs. */
export function* anomalyReplay(samples: Iterable<Sample>, options: AnomalyOptions): Generator<AnomalyRow> {
  const predictor = anomalyPredictor(options);
  for (const { time, value } of samples) {
    const anomaly = predictor.append(time, value)?.anomaly;
    if (anomaly === undefined) continue;
    const judged = anomaly.kind === 'anomaly' ? anomaly : undefined;
    yield {
      t: time,
      value,
      anomaly: judged?.percent ?? null,
      alert: judged?.raised ?? false,
      tests: judged?.tests ?? [],
    };
  }
}
