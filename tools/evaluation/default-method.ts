import { targetSchema } from '../../plugins/target-config.ts';
import { backtest } from '../backtest.ts';
import type { Method } from './method.ts';

/**
 * What `dma predict` does for memory when nothing else is configured, through the code of `dma backtest`.
 *
 * @param forecaster a name of the registry instead of the default one; the method is then named after it
 */
export function defaultMethod(forecaster?: string): Method {
  const target = targetSchema.parse({ series: '*/memory/memory-used', capacity: '*/memory/memory-*' });
  return {
    name: forecaster === undefined ? 'collectd-dma' : `collectd-dma, ${forecaster}`,
    rowsOf({ samples, limit, horizonSeconds }) {
      const rows = backtest(samples, {
        limit,
        horizonSeconds,
        forecaster: forecaster ?? target.forecaster,
        samples: target.samples,
        level: 0.8,
        withExhaustion: false,
      });
      return Array.from(rows, ({ t, predicted, lower, upper, alert }) => ({
        t,
        pred: predicted,
        q10: lower,
        q90: upper,
        alert,
      }));
    },
  };
}
