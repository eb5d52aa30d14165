import { drawsFrom, seededRandom } from '../../analysis/maths/seeded-random.ts';
import { AlertOutcomes } from '../../analysis/scoring/alert-outcomes.ts';
import { defaultForecasterName, findForecaster } from '../../analysis/forecasters/registry.ts';
import { SeriesPredictor } from '../../analysis/series-predictor.ts';
import { horizonSeconds, limit } from './predicted-series.ts';

/** The end of a leak: at a level as a share of the limit, or by a person some seconds after the alert. */
export type Kill = { readonly atShare: number } | { readonly afterAlertSeconds: number };

/** A leak that begins again after each kill; the last one is left alone. */
export interface RestartedLeak {
  /** From the level at rest to the limit. */
  readonly growSeconds: number;
  readonly kill: Kill;
  /** From a kill to the next leak. */
  readonly restSeconds: number;
  /** Standard deviation as a share of the limit (default: 0). */
  readonly noise?: number;
  /** Levels at rest, paces and kills differ by up to this share (default: 0). */
  readonly variety?: number;
  readonly leaks?: number;
}

/** One of the leaks, and what came of it. */
export interface Replayed {
  /** Seconds from the alert to the crossing, or to the one that the kill prevented; undefined without an alert. */
  readonly leadSeconds: number | undefined;
  /** The same, from the kill. */
  readonly leftSeconds: number;
}

/** Plays leaks and kills against the prediction, one sample a second, and judges its alerts as `dma backtest` does. */
export function replayRestarts(leak: RestartedLeak, seed: number): Replayed[] {
  const draws = drawsFrom(seededRandom(seed));
  const { noise = 0, variety = 0, leaks = 5 } = leak;
  const vary = (value: number): number => value * (1 + variety * draws.uniform(-1, 1));
  const predictor = new SeriesPredictor({
    forecaster: findForecaster(defaultForecasterName)!,
    horizonSeconds,
    level: 0.8,
  });
  const alerts: number[] = [];
  const judged = new AlertOutcomes({
    horizonSeconds,
    onEpisode: ({ start }) => alerts.push(start),
    onCrossing: () => {},
  });
  let second = 0;
  let raised = false;
  const sample = (share: number): void => {
    const value = limit * (share + noise * draws.normal());
    const { risk } = predictor.append(second, value, limit)!;
    raised = risk.kind === 'risk' && risk.raised;
    judged.observe(second, value, limit, raised, 1);
    second++;
  };
  const base = draws.uniform(0.15, 0.5);
  let rest = base;
  const restFor = (seconds: number): void => {
    for (let left = Math.ceil(seconds); left > 0; left--) sample(rest);
  };
  const ends: { begin: number; end: number; crossing: number }[] = [];
  restFor(draws.uniform(200, 400));
  for (let number = 1; number <= leaks; number++) {
    const [begin, growSeconds] = [second, vary(leak.growSeconds)];
    const kill = number === leaks ? { atShare: 1.03 } : leak.kill;
    const killAt = 'atShare' in kill ? kill.atShare : 1.03;
    const actsAfter = 'atShare' in kill ? Number.POSITIVE_INFINITY : vary(kill.afterAlertSeconds);
    let onAlert = 0;
    for (;;) {
      const share = rest + ((1 - rest) * (second - begin)) / growSeconds;
      if (share >= killAt || onAlert >= actsAfter) break;
      sample(share);
      if (raised) onAlert++;
    }
    ends.push({ begin, end: second, crossing: begin + growSeconds });
    rest = vary(base);
    restFor(vary(leak.restSeconds));
  }
  judged.finish(false);
  return ends.map(({ begin, end, crossing }) => {
    const start = alerts.find((time) => time >= begin && time < end);
    return {
      leadSeconds: start === undefined ? undefined : crossing - start,
      leftSeconds: crossing - end,
    };
  });
}
