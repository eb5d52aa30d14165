import type { Draws } from '../../../analysis/maths/seeded-random.ts';
import { restlessness } from './simulated-noise.ts';
import { belowLimit, inBytes, sampleTimes, type SimulatedKind } from './simulation.ts';

const hour = 3600;

/** A level that is changed at certain times; each change takes some moments. */
function stairs(
  draws: Draws,
  times: readonly number[],
  nextLevel: (level: number, time: number) => number,
  first: number,
  nextGap: () => number,
): number[] {
  let from = first;
  let level = first;
  let changedAt = Number.NEGATIVE_INFINITY;
  let changeSeconds = 1;
  let nextAt = nextGap();
  return times.map((time) => {
    if (time >= nextAt) {
      from = level;
      level = nextLevel(level, time);
      changedAt = nextAt;
      changeSeconds = draws.logUniform(0.5, 4);
      nextAt += Math.max(changeSeconds, nextGap());
    }
    return from + (level - from) * Math.min(1, (time - changedAt) / changeSeconds);
  });
}

const staircaseLeak: SimulatedKind = {
  name: 'staircase leak',
  crosses: true,
  simulate(draws) {
    const gap = draws.logUniform(12, 150);
    const steps = draws.integer(8, 25);
    const base = draws.uniform(0.2, 0.6);
    const times = sampleTimes(draws, Math.max(600, gap * (steps + 3) * draws.uniform(1.2, 1.5)), 1);
    const height = (1.02 - base) / steps;
    const path = stairs(
      draws,
      times,
      (level) => level + height * draws.uniform(0.6, 1.4),
      base,
      () => gap * draws.uniform(0.7, 1.3),
    );
    const noise = restlessness(draws, times, draws.logUniform(0.0005, 0.004));
    const shares = path.map((level, i) => level + noise[i]!);
    return inBytes(draws, times, shares, { intervalSeconds: 1 });
  },
};

const stairsThatStop: SimulatedKind = {
  name: 'stairs that stop',
  crosses: false,
  simulate(draws) {
    const gap = draws.logUniform(12, 150);
    const steps = draws.integer(4, 15);
    const times = sampleTimes(draws, Math.max(900, gap * steps * draws.uniform(1.6, 3)), 1);
    let left = steps;
    const path = stairs(
      draws,
      times,
      (level) => (left-- > 0 ? level + draws.uniform(0.6, 1.4) / steps : level),
      draws.uniform(0.3, 1),
      () => gap * draws.uniform(0.7, 1.3),
    );
    const noise = restlessness(draws, times, draws.logUniform(0.0005, 0.004));
    const shares = belowLimit(
      draws,
      path.map((level, i) => level + noise[i]!),
    );
    return inBytes(draws, times, shares, { intervalSeconds: 1 });
  },
};

/** Programs that take and give back a lot at once. */
const bulkSteps: SimulatedKind = {
  name: 'bulk steps',
  crosses: false,
  simulate(draws) {
    const interval = draws.pick([1, 1, 2, 5]);
    const times = sampleTimes(draws, draws.uniform(0.5, 2) * hour, interval);
    const gap = draws.logUniform(40, 600);
    const path = stairs(
      draws,
      times,
      () => draws.uniform(0.3, 1),
      draws.uniform(0.3, 0.6),
      () => gap * draws.logUniform(0.3, 3),
    );
    const noise = restlessness(draws, times, draws.logUniform(0.001, 0.008));
    const shares = belowLimit(
      draws,
      path.map((level, i) => level + noise[i]!),
    );
    return inBytes(draws, times, shares, { intervalSeconds: interval });
  },
};

/** Bulk allocations that end in one that does not fit: the crossing itself cannot be foreseen. */
const bulkOver: SimulatedKind = {
  name: 'bulk over the limit',
  crosses: true,
  simulate(draws) {
    const times = sampleTimes(draws, draws.uniform(0.4, 1.2) * hour, 1);
    const until = draws.uniform(0.7, 0.9) * times.at(-1)!;
    const gap = draws.logUniform(100, 600);
    const path = stairs(
      draws,
      times,
      (_, time) => (time < until ? draws.uniform(0.3, 0.8) : draws.uniform(1.02, 1.2)),
      draws.uniform(0.3, 0.6),
      () => gap * draws.uniform(0.5, 1.5),
    );
    const noise = restlessness(draws, times, draws.logUniform(0.001, 0.005));
    const shares = path.map((level, i) => level + noise[i]!);
    return inBytes(draws, times, shares, { intervalSeconds: 1 });
  },
};

/** As recorded from batch programs: steps, and gaps of up to a minute between samples. */
const gapsBetweenSamples: SimulatedKind = {
  name: 'steps with sampling gaps',
  crosses: false,
  simulate(draws) {
    const all = sampleTimes(draws, draws.uniform(0.3, 1.5) * hour, 1);
    let silentUntil = 0;
    const times = all.filter((time) => {
      if (time < silentUntil) return false;
      if (draws.chance(0.02)) silentUntil = time + draws.logUniform(2, 60);
      return true;
    });
    const gap = draws.logUniform(60, 600);
    const path = stairs(
      draws,
      times,
      () => draws.uniform(0.4, 1),
      draws.uniform(0.4, 0.6),
      () => gap * draws.logUniform(0.3, 3),
    );
    const noise = restlessness(draws, times, draws.logUniform(0.0003, 0.004));
    const shares = belowLimit(
      draws,
      path.map((level, i) => level + noise[i]!),
    );
    return inBytes(draws, times, shares, { intervalSeconds: 1 });
  },
};

export const simulatedStairs: readonly SimulatedKind[] = [
  staircaseLeak,
  stairsThatStop,
  bulkSteps,
  bulkOver,
  gapsBetweenSamples,
];
