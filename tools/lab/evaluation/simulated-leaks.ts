import { drawnPath, hour, leakOf, leaking } from './simulated-leak-shape.ts';
import { sampleTimes, type SimulatedKind } from './simulation.ts';

const slowLeak: SimulatedKind = {
  name: 'slow noisy leak',
  crosses: true,
  simulate(draws) {
    const intervalSeconds = draws.pick([1, 2, 2, 5]);
    const leak = leakOf(draws, { durationSeconds: draws.uniform(1, 3) * hour, intervalSeconds });
    return leaking(draws, leak, drawnPath(leak), 0.01);
  },
};

const fastLeak: SimulatedKind = {
  name: 'fast leak',
  crosses: true,
  simulate(draws) {
    const leak = leakOf(draws, {
      durationSeconds: draws.uniform(0.33, 1) * hour,
      intervalSeconds: 1,
      growSeconds: draws.logUniform(25, 400),
    });
    return leaking(draws, leak, drawnPath(leak));
  },
};

const acceleratingLeak: SimulatedKind = {
  name: 'accelerating leak',
  crosses: true,
  simulate(draws) {
    const durationSeconds = draws.uniform(0.33, 1.5) * hour;
    const leak = leakOf(draws, { durationSeconds, intervalSeconds: draws.pick([1, 2]) });
    const doubling = draws.logUniform(20, durationSeconds / 8);
    const top = draws.uniform(1.05, 1.25);
    const shares = leak.times.map((time) =>
      Math.min(top, leak.base + (1 - leak.base) * 2 ** ((time - leak.until) / doubling)),
    );
    return leaking(draws, leak, shares);
  },
};

const bulkThenLeak: SimulatedKind = {
  name: 'bulk then leak',
  crosses: true,
  simulate(draws) {
    const leak = leakOf(draws, {
      durationSeconds: draws.uniform(0.4, 1.5) * hour,
      intervalSeconds: 1,
      growSeconds: draws.logUniform(120, 1200),
    });
    const bulk = draws.uniform(0.1, 0.5) * (1 - leak.base);
    const bulkAt = draws.uniform(0.2, 0.9) * leak.from;
    const bulkSeconds = draws.uniform(0.5, 8);
    const shares = leak.times.map((time, i) => {
      const taken = bulk * Math.max(0, Math.min(1, (time - bulkAt) / bulkSeconds));
      return leak.base + taken + (1 - leak.base - bulk) * leak.growth[i]!;
    });
    return leaking(draws, leak, shares);
  },
};

/** The program warms up, runs for a while, and then begins to leak. */
const warmUpThenLeak: SimulatedKind = {
  name: 'warm-up, then leak',
  crosses: true,
  simulate(draws) {
    const leak = leakOf(draws, {
      durationSeconds: draws.uniform(0.5, 1.5) * hour,
      intervalSeconds: draws.pick([1, 2]),
      growSeconds: draws.logUniform(100, 1200),
    });
    const [warm, first] = [draws.uniform(0.1, 0.6) * leak.from, draws.uniform(0, 0.5) * leak.base];
    const path = drawnPath(leak);
    const shares = leak.times.map(
      (time, i) => path[i]! - (leak.base - first) * (1 - Math.min(1, time / Math.max(1, warm))),
    );
    return leaking(draws, leak, shares);
  },
};

/** The program stops leaking for some horizons and goes on: work that comes in bouts. */
const pausingLeak: SimulatedKind = {
  name: 'leak with pauses',
  crosses: true,
  simulate(draws) {
    const leak = leakOf(draws, {
      durationSeconds: draws.uniform(0.6, 2) * hour,
      intervalSeconds: draws.pick([1, 2]),
    });
    const [work, rest] = [draws.logUniform(40, 400), draws.logUniform(30, 600)];
    let worked = 0;
    const workedUntil = leak.times.map((time, i) => {
      const isWorking = time > leak.from && (time - leak.from) % (work + rest) < work;
      return (worked += isWorking ? time - (leak.times[i - 1] ?? 0) : 0);
    });
    const needed = Math.max(1, workedUntil[leak.times.findIndex((time) => time >= leak.until)]!);
    const shares = workedUntil.map((done) => leak.base + (1.01 - leak.base) * (done / needed));
    return leaking(draws, leak, shares, 0.004);
  },
};

/** Leaks that end in a restart: several crossings, and quiet times between them. */
const incidents: SimulatedKind = {
  name: 'leak incidents with restart',
  crosses: true,
  simulate(draws) {
    const times = sampleTimes(draws, draws.uniform(0.6, 1.5) * hour, 1);
    const [base, top] = [draws.uniform(0.3, 0.6), draws.uniform(1.02, 1.1)];
    let from = draws.uniform(120, 400);
    let seconds = draws.logUniform(30, 300);
    const shares = times.map((time) => {
      const share = base + (1 - base) * Math.max(0, (time - from) / seconds);
      if (share <= top) return share;
      from = time + draws.uniform(200, 900);
      seconds = draws.logUniform(30, 300);
      return base;
    });
    return leaking(draws, { times, intervalSeconds: 1 }, shares);
  },
};

export const simulatedLeaks: readonly SimulatedKind[] = [
  slowLeak,
  fastLeak,
  acceleratingLeak,
  bulkThenLeak,
  warmUpThenLeak,
  pausingLeak,
  incidents,
];
