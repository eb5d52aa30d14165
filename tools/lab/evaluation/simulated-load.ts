import { bumps, restlessness, wandering } from './simulated-noise.ts';
import { belowLimit, inBytes, sampleTimes, type SimulatedKind } from './simulation.ts';

const hour = 3600;

const cronPeaks: SimulatedKind = {
  name: 'cron peaks',
  crosses: false,
  simulate(draws) {
    const interval = draws.pick([1, 1, 2]);
    const times = sampleTimes(draws, draws.uniform(1, 2.5) * hour, interval);
    const period = draws.pick([60, 120, 300, 300, 600, 900]);
    const [rise, busy] = [draws.uniform(1, 20), draws.uniform(0.08, 0.4) * period];
    const base = draws.uniform(0.4, 0.8);
    const varies = draws.uniform(0, 0.4);
    const noise = restlessness(draws, times, draws.logUniform(0.001, 0.006));
    let run = -1;
    let height = 0;
    const path = times.map((time, i) => {
      if (Math.floor(time / period) !== run) {
        run = Math.floor(time / period);
        height = (1 - base) * (1 - draws.uniform(0, varies));
      }
      const since = time % period;
      const share = since < busy ? Math.min(1, since / rise) : Math.max(0, 1 - (since - busy) / 3);
      return base + height * share + noise[i]!;
    });
    return inBytes(draws, times, belowLimit(draws, path), { intervalSeconds: interval });
  },
};

const dailySeason: SimulatedKind = {
  name: 'daily season',
  crosses: false,
  simulate(draws) {
    const interval = draws.pick([10, 30, 60]);
    const times = sampleTimes(draws, draws.uniform(8, 26) * hour, interval);
    const phase = draws.uniform(0, 2 * Math.PI);
    const swing = draws.uniform(0.1, 0.5);
    const second = draws.uniform(0, 0.2) * swing;
    const noise = restlessness(draws, times, draws.logUniform(0.002, 0.01));
    const path = times.map((time, i) => {
      const angle = (2 * Math.PI * time) / (24 * hour) + phase;
      return 1 + swing * Math.sin(angle) + second * Math.sin(2 * angle + 1) + noise[i]!;
    });
    const horizonSeconds = Math.max(60, draws.pick([60, 10 * interval]));
    return inBytes(draws, times, belowLimit(draws, path), { intervalSeconds: interval, horizonSeconds });
  },
};

const loadSwings: SimulatedKind = {
  name: 'load swings',
  crosses: false,
  simulate(draws) {
    const interval = draws.pick([1, 1, 2]);
    const times = sampleTimes(draws, draws.uniform(0.7, 2) * hour, interval);
    const slow = wandering(draws, times, draws.logUniform(30, 600));
    const fast = wandering(draws, times, draws.logUniform(3, 20));
    const [size, part] = [draws.uniform(0.03, 0.1), draws.uniform(0, 0.4)];
    const path = times.map((_, i) => 1 + size * (slow[i]! + part * fast[i]!));
    return inBytes(draws, times, belowLimit(draws, path, { least: 0.02, most: 0.2 }), {
      intervalSeconds: interval,
    });
  },
};

const hovering: SimulatedKind = {
  name: 'hovers just below the limit',
  crosses: false,
  simulate(draws) {
    const interval = draws.pick([1, 2, 5]);
    const times = sampleTimes(draws, draws.uniform(0.7, 3) * hour, interval);
    const path = restlessness(draws, times, draws.logUniform(0.001, 0.01)).map((noise) => 1 + noise);
    const shares = belowLimit(draws, path, { least: 0.003, most: 0.03 });
    return inBytes(draws, times, shares, { intervalSeconds: interval });
  },
};

/** Requests that need very different amounts: most little, a few a lot. */
const logNormalBursts: SimulatedKind = {
  name: 'log-normal bursts',
  crosses: false,
  simulate(draws) {
    const interval = draws.pick([1, 1, 2]);
    const times = sampleTimes(draws, draws.uniform(0.5, 2) * hour, interval);
    const [gap, fade, spread] = [draws.logUniform(10, 120), draws.logUniform(3, 60), draws.uniform(0.5, 1)];
    let burst = 0;
    let held = 0;
    const noise = restlessness(draws, times, draws.logUniform(0.002, 0.01));
    const path = times.map((_, i) => {
      if (draws.chance(interval / gap)) burst += 0.06 * Math.exp(spread * draws.normal());
      burst *= Math.exp(-interval / fade);
      held += (burst - held) * Math.min(1, interval / draws.uniform(1, 4));
      return 0.7 + Math.min(1, held) + noise[i]!;
    });
    return inBytes(draws, times, belowLimit(draws, path), { intervalSeconds: interval });
  },
};

const mixedQuiet: SimulatedKind = {
  name: 'mixed, quiet',
  crosses: false,
  simulate(draws) {
    const interval = draws.pick([2, 5]);
    const times = sampleTimes(draws, draws.uniform(1.5, 4) * hour, interval);
    const swings = wandering(draws, times, draws.logUniform(200, 2000));
    const noise = restlessness(draws, times, draws.logUniform(0.003, 0.012));
    const peaks = bumps(draws, times, draws.uniform(0.03, 0.15), draws.logUniform(120, 1200));
    const period = draws.uniform(0.5, 2) * hour;
    const [size, season] = [draws.uniform(0.01, 0.04), draws.uniform(0, 0.06)];
    const path = times.map((time, i) => {
      const tide = season * Math.sin((2 * Math.PI * time) / period);
      return 1 + size * swings[i]! + tide + peaks[i]! + noise[i]!;
    });
    return inBytes(draws, times, belowLimit(draws, path), { intervalSeconds: interval });
  },
};

export const simulatedLoad: readonly SimulatedKind[] = [
  cronPeaks,
  dailySeason,
  loadSwings,
  hovering,
  logNormalBursts,
  mixedQuiet,
];
