import type { Abstention, Follower, Forecast, Forecaster } from '../../analysis/forecast.ts';
import { Window } from '../../analysis/window.ts';
import { horizonSeconds } from './predictor-work.ts';
import type { Work } from './stopwatch.ts';
import type { Workload } from './workloads.ts';

/** Series that are forecast in turn: a fit that was made for one must not serve the next. */
const seriesCount = 16;
/** Forecasts of each series a run. */
const passes = 4;
/** Seconds from where one series begins in the workload to where the next one does. */
const stride = 37;

/**
 * Forecasts alone. Of a method that looks at a window: from windows of a given size. Of one that follows a series:
 * the next sample and its forecast, after as many samples.
 */
export function forecastWork(forecaster: Forecaster, workload: Workload, samples: number): Work {
  return forecaster.follow
    ? followWork(forecaster.follow, workload, samples)
    : windowWork(forecaster, workload, samples);
}

function windowWork(forecaster: Forecaster, workload: Workload, samples: number): Work {
  const windows = Array.from({ length: seriesCount }, (_, series) => {
    const window = new Window(samples);
    for (let i = 0; i < samples; i++) window.append(i, valueAt(workload, series, i));
    return window;
  });
  return {
    run() {
      let sum = 0;
      for (let pass = 0; pass < passes; pass++) {
        for (const window of windows) sum += meanOf(forecaster.forecast(window, horizonSeconds));
      }
      return sum;
    },
    steps: passes * seriesCount,
  };
}

function followWork(follow: (horizonSeconds: number) => Follower, workload: Workload, samples: number): Work {
  let followers: readonly Follower[] = [];
  return {
    prepare() {
      followers = Array.from({ length: seriesCount }, (_, series) => {
        const follower = follow(horizonSeconds);
        for (let i = 0; i < samples; i++) follower.append(i, valueAt(workload, series, i));
        return follower;
      });
    },
    run() {
      let sum = 0;
      for (let pass = 0; pass < passes; pass++) {
        for (const [series, follower] of followers.entries()) {
          follower.append(samples + pass, valueAt(workload, series, samples + pass));
          sum += meanOf(follower.forecast(horizonSeconds));
        }
      }
      return sum;
    },
    steps: passes * seriesCount,
  };
}

function valueAt({ values }: Workload, series: number, second: number): number {
  return values[(stride * series + second) % values.length]!;
}

function meanOf(forecast: Forecast | Abstention): number {
  return forecast.kind === 'forecast' ? forecast.mean : 0;
}
