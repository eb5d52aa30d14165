import type { Detector } from '../../../analysis/detector.ts';
import type { RiskSource } from '../../../analysis/risk/pooled-evidence.ts';
import { targetSchema } from '../../../plugins/config/target-config.ts';
import { backtest } from '../../backtest/backtest.ts';
import type { Method } from './method.ts';

/** Who judges the series beside the forecaster. */
export interface Judge {
  /** For series of this kind. */
  readonly detectorOf: (kind: string) => Detector;
  readonly riskFrom: RiskSource;
}

/**
 * The default behaviour of `dma predict` for memory, through the code of `dma backtest`.
 *
 * @param forecaster a name of the registry instead of the default one; the method is then named after it
 */
export function defaultMethod(forecaster?: string): Method {
  const name = forecaster === undefined ? 'collectd-dma' : `collectd-dma, ${forecaster}`;
  return ourMethod(name, forecaster);
}

/** The same under any name, and with a detector. */
export function ourMethod(name: string, forecaster?: string, judge?: Judge): Method {
  const target = targetSchema.parse({ series: '*/memory/memory-used', capacity: '*/memory/memory-*' });
  return {
    name,
    rowsOf({ kind, samples, limit, horizonSeconds }) {
      const rows = backtest(samples, {
        limit,
        horizonSeconds,
        forecaster: forecaster ?? target.forecaster,
        samples: target.samples,
        level: 0.8,
        withExhaustion: false,
        ...(judge && { detector: judge.detectorOf(kind), riskFrom: judge.riskFrom }),
      });
      return Array.from(rows, ({ t, predicted, lower, upper, alert, risk }) => ({
        t,
        pred: predicted,
        q10: lower,
        q90: upper,
        alert,
        risk,
      }));
    },
  };
}
