import { progress, restlessness } from './simulated-noise.ts';
import { belowLimit, inBytes, sampleTimes, type SimulatedKind } from './simulation.ts';

const hour = 3600;

const diskFills: SimulatedKind = {
  name: 'disk fills',
  crosses: true,
  simulate(draws) {
    const interval = draws.pick([10, 30, 60]);
    const duration = draws.uniform(5, 10) * hour;
    const times = sampleTimes(draws, duration, interval);
    const until = draws.uniform(0.65, 0.92) * duration;
    const from = draws.uniform(0, 0.5) * until;
    const base = draws.uniform(0.3, 0.85);
    const grown = progress(draws, times, from, until, draws.uniform(0.1, 0.8));
    const noise = restlessness(draws, times, draws.logUniform(0.00005, 0.001));
    const shares = grown.map((share, i) => base + (1 - base) * share + noise[i]!);
    const horizonSeconds = draws.pick([1800, 1800, 3600]);
    return inBytes(draws, times, shares, { intervalSeconds: interval, horizonSeconds });
  },
};

const logRotation: SimulatedKind = {
  name: 'log rotation',
  crosses: false,
  simulate(draws) {
    const interval = draws.pick([10, 30, 60]);
    const duration = draws.uniform(5, 10) * hour;
    const times = sampleTimes(draws, duration, interval);
    const period = draws.logUniform(0.4, 2) * hour;
    const phase = draws.uniform(0, period);
    const height = draws.uniform(0.05, 0.3);
    const grown = progress(draws, times, 0, duration, draws.uniform(0.1, 0.6));
    const noise = restlessness(draws, times, draws.logUniform(0.00005, 0.001));
    let atRotation = grown[0]!;
    let rotation = 0;
    const path = times.map((time, i) => {
      if (Math.floor((time + phase) / period) !== rotation) {
        rotation = Math.floor((time + phase) / period);
        atRotation = grown[i]!;
      }
      return 1 + height * (grown[i]! - atRotation) * (duration / period) + noise[i]!;
    });
    const shares = belowLimit(draws, path, { least: 0.02, most: 0.15 });
    const horizonSeconds = draws.pick([1800, 1800, 3600]);
    return inBytes(draws, times, shares, { intervalSeconds: interval, horizonSeconds });
  },
};

/** Backups, builds and downloads come and go; nothing runs full. */
const busyDisk: SimulatedKind = {
  name: 'disk that is used and cleared',
  crosses: false,
  simulate(draws) {
    const interval = draws.pick([10, 30, 60]);
    const times = sampleTimes(draws, draws.uniform(5, 10) * hour, interval);
    const [work, rest] = [draws.logUniform(0.1, 1.5) * hour, draws.logUniform(0.2, 2) * hour];
    const height = draws.uniform(0.05, 0.4);
    let begin = draws.uniform(0, rest);
    const path = times.map((time) => {
      const kept = begin + 2 * work;
      if (time > kept) begin = time + rest * draws.uniform(0.5, 1.5);
      return 1 + height * Math.max(0, Math.min(1, (time - begin) / work)) + 0.0002 * draws.normal();
    });
    const shares = belowLimit(draws, path);
    return inBytes(draws, times, shares, { intervalSeconds: interval, horizonSeconds: 1800 });
  },
};

export const simulatedDisks: readonly SimulatedKind[] = [diskFills, logRotation, busyDisk];
