import { restlessness } from './simulated-noise.ts';
import { belowLimit, inBytes, sampleTimes, type SimulatedKind } from './simulation.ts';

/** A node of a cluster, a sample a minute: warms up within the first third and stays there. */
const nodeWarmUp: SimulatedKind = {
  name: 'cluster node that warms up',
  crosses: false,
  simulate(draws) {
    const times = sampleTimes(draws, draws.integer(90, 150) * 60, 60);
    const [from, slow] = [draws.uniform(60, 600), draws.logUniform(300, 1800)];
    const base = draws.uniform(0.08, 0.2);
    const drift = draws.uniform(0, 0.2) / times.at(-1)!;
    const path = times.map(
      (time) => base + Math.min(1, Math.max(0, time - from) / slow) * (0.8 - base) + drift * time,
    );
    const noise = restlessness(draws, times, draws.logUniform(0.001, 0.006));
    const shares = belowLimit(
      draws,
      path.map((value, i) => value + noise[i]!),
      { least: 0.08, most: 0.2 },
    );
    return inBytes(draws, times, shares, { intervalSeconds: 60, horizonSeconds: 600, endsMidway: true });
  },
};

/** The same with a leak after the warm-up. */
const nodeLeak: SimulatedKind = {
  name: 'cluster node with a leak',
  crosses: true,
  simulate(draws) {
    const times = sampleTimes(draws, draws.integer(90, 150) * 60, 60);
    const until = draws.uniform(0.65, 0.9) * times.at(-1)!;
    const from = until - draws.uniform(0.15, 0.45) * times.at(-1)!;
    const [warmFrom, slow] = [draws.uniform(60, 600), draws.logUniform(300, 1200)];
    const [base, level] = [draws.uniform(0.05, 0.1), draws.uniform(0.25, 0.5)];
    const bend = draws.pick([1, 2, 3]);
    const noise = restlessness(draws, times, draws.logUniform(0.001, 0.006));
    const top = draws.uniform(1.02, 1.1);
    const shares = times.map((time, i) => {
      const warm = base + Math.min(1, Math.max(0, time - warmFrom) / slow) * (level - base);
      return (
        Math.min(top, warm + (1 - level) * Math.max(0, (time - from) / (until - from)) ** bend) + noise[i]!
      );
    });
    return inBytes(draws, times, shares, { intervalSeconds: 60, horizonSeconds: 600, endsMidway: true });
  },
};

export const simulatedNodes: readonly SimulatedKind[] = [nodeWarmUp, nodeLeak];
