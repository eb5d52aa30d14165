import type { BacktestOptions } from '../../../../tools/backtest/replay.ts';

/** For a climb that reaches its limit at 120 s. */
export const climbOptions: BacktestOptions = {
  limit: 1000,
  horizonSeconds: 60,
  forecaster: 'linear',
  samples: 20,
  level: 0.8,
};
