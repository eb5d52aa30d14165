import { bumps, wandering } from './simulated-noise.ts';
import { drawnPath, hour, leakOf, leaking } from './simulated-leak-shape.ts';
import type { SimulatedKind } from './simulation.ts';

const leakUnderCron: SimulatedKind = {
  name: 'leak under cron bursts',
  crosses: true,
  simulate(draws) {
    const leak = leakOf(draws, {
      durationSeconds: draws.uniform(0.7, 2) * hour,
      intervalSeconds: draws.pick([1, 2]),
      growSeconds: draws.logUniform(150, 3000),
    });
    const period = draws.pick([60, 120, 300, 300, 600]);
    const height = draws.uniform(0.01, 0.06);
    const [rise, busy] = [draws.uniform(1, 15), draws.uniform(0.05, 0.3) * period];
    const path = drawnPath(leak);
    const shares = leak.times.map((time, i) => {
      const since = time % period;
      return path[i]! + (since < busy ? height * Math.min(1, since / rise) : 0) - height / 2;
    });
    return leaking(draws, leak, shares, 0.004);
  },
};

const leakInSwings: SimulatedKind = {
  name: 'leak in load swings',
  crosses: true,
  simulate(draws) {
    const leak = leakOf(draws, {
      durationSeconds: draws.uniform(0.7, 2) * hour,
      intervalSeconds: draws.pick([1, 2]),
      growSeconds: draws.logUniform(200, 3000),
    });
    const swings = wandering(draws, leak.times, draws.logUniform(20, 300));
    const size = draws.uniform(0.005, 0.03);
    const shares = drawnPath(leak).map((share, i) => share + size * swings[i]!);
    return leaking(draws, leak, shares, 0.004);
  },
};

/** A leak in a machine where much else happens. */
const mixedLeak: SimulatedKind = {
  name: 'mixed leak',
  crosses: true,
  simulate(draws) {
    const leak = leakOf(draws, {
      durationSeconds: draws.uniform(1, 3) * hour,
      intervalSeconds: draws.pick([2, 5]),
      growSeconds: draws.logUniform(300, 6000),
    });
    const peaks = bumps(draws, leak.times, draws.uniform(0.02, 0.08), draws.logUniform(120, 1200));
    const [period, swing] = [draws.uniform(0.5, 2) * hour, draws.uniform(0, 0.03)];
    const path = drawnPath(leak);
    const shares = leak.times.map(
      (time, i) => path[i]! + peaks[i]! + swing * Math.sin((2 * Math.PI * time) / period),
    );
    return leaking(draws, leak, shares, 0.01);
  },
};

/** The collector of the samples is starved as well: gaps of up to a minute. */
const leakWithGaps: SimulatedKind = {
  name: 'leak with sampling gaps',
  crosses: true,
  simulate(draws) {
    const leak = leakOf(draws, {
      durationSeconds: draws.uniform(0.4, 1.5) * hour,
      intervalSeconds: 1,
      growSeconds: draws.logUniform(100, 2000),
    });
    const often = draws.logUniform(0.005, 0.05);
    let silentUntil = 0;
    const kept = leak.times.map((time) => {
      if (time < silentUntil) return false;
      if (draws.chance(often)) silentUntil = time + draws.logUniform(2, 45);
      return true;
    });
    const simulation = leaking(draws, leak, drawnPath(leak));
    return { ...simulation, samples: simulation.samples.filter((_, i) => kept[i]!) };
  },
};

/** Whole numbers: descriptors or connections that are never closed, while others come and go. */
const descriptorLeak: SimulatedKind = {
  name: 'descriptor leak',
  crosses: true,
  simulate(draws) {
    const intervalSeconds = draws.pick([1, 2, 5, 10]);
    const leak = leakOf(draws, {
      durationSeconds: intervalSeconds * draws.uniform(400, 2000),
      intervalSeconds,
      growSeconds: intervalSeconds * draws.logUniform(60, 1000),
    });
    const limit = draws.pick([200, 500, 1024, 4096]);
    const load = wandering(draws, leak.times, 10 * intervalSeconds);
    const size = draws.uniform(0.002, 0.02) * limit;
    const samples = drawnPath(leak).map((share, i) => ({
      time: leak.times[i]!,
      value: Math.max(0, Math.round(share * limit + size * load[i]!)),
    }));
    return { samples, limit, intervalSeconds, horizonSeconds: 60, endsMidway: draws.chance(0.3) };
  },
};

/** Leaks among other things that happen. */
export const simulatedHiddenLeaks: readonly SimulatedKind[] = [
  leakUnderCron,
  leakInSwings,
  mixedLeak,
  leakWithGaps,
  descriptorLeak,
];
