import type { BacktestArguments } from '../../../../tools/backtest/arguments.ts';

/** The command line that says nothing. */
export const noArguments: BacktestArguments = {
  file: undefined,
  timeColumn: undefined,
  valueColumn: undefined,
  target: undefined,
  host: undefined,
  series: undefined,
  from: undefined,
  to: undefined,
  config: undefined,
  limit: undefined,
  capacity: undefined,
  lower: undefined,
  horizon: undefined,
  forecaster: undefined,
  samples: undefined,
  level: undefined,
  detector: undefined,
  riskFrom: undefined,
  format: undefined,
  json: undefined,
  report: undefined,
  recommend: false,
  manifest: undefined,
  streams: undefined,
};
