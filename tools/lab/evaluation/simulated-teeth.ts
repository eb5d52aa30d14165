import type { Draws } from '../../../analysis/maths/seeded-random.ts';
import { restlessness } from './simulated-noise.ts';
import { belowLimit, inBytes, sampleTimes, type SimulatedKind, type Simulation } from './simulation.ts';

const hour = 3600;

interface Teeth {
  /** The heap that is left after a collection at this time. */
  floor(time: number): number;
  /** The growth between two collections, on average. */
  readonly height: number;
  readonly periodSeconds: number;
  /** 0 for teeth that are all the same; 0.5 for very different ones. */
  readonly irregularity: number;
}

/** Garbage is collected whenever a tooth has reached its height; one in some collections is a thorough one. */
function sawtooth(draws: Draws, times: readonly number[], teeth: Teeth): number[] {
  const { irregularity } = teeth;
  const thorough = draws.uniform(0.1, 0.5);
  let grown = draws.uniform(0, 1) * teeth.height;
  let height = teeth.height;
  let rate = teeth.height / teeth.periodSeconds;
  return times.map((time, i) => {
    grown += rate * (time - (times[i - 1] ?? time)) * draws.uniform(0.7, 1.3);
    if (grown >= height) {
      grown = draws.chance(thorough) ? 0 : grown * draws.uniform(0, irregularity);
      height = grown + (teeth.height - grown) * (1 + irregularity * draws.uniform(-0.6, 0.6));
      rate = (teeth.height / teeth.periodSeconds) * Math.exp(irregularity * draws.uniform(-0.5, 0.5));
    }
    return teeth.floor(time) + grown;
  });
}

function usualTeeth(draws: Draws, floor: (time: number) => number): Teeth {
  return {
    floor,
    height: draws.uniform(0.08, 0.35),
    periodSeconds: draws.logUniform(8, 150),
    irregularity: draws.uniform(0, 0.5),
  };
}

function quietTeeth(
  draws: Draws,
  times: number[],
  teeth: Teeth,
  margin?: { least: number; most: number },
): Simulation {
  const noise = restlessness(draws, times, draws.logUniform(0.0005, 0.004));
  const path = sawtooth(draws, times, teeth).map((value, i) => value + noise[i]!);
  return inBytes(draws, times, belowLimit(draws, path, margin), { intervalSeconds: 1 });
}

const healthyHeap: SimulatedKind = {
  name: 'collector, healthy',
  crosses: false,
  simulate(draws) {
    const times = sampleTimes(draws, draws.uniform(0.4, 1.5) * hour, 1);
    const floor = draws.uniform(0.2, 0.7);
    return quietTeeth(
      draws,
      times,
      usualTeeth(draws, () => floor),
    );
  },
};

const teethNearLimit: SimulatedKind = {
  name: 'collector, tops near the limit',
  crosses: false,
  simulate(draws) {
    const times = sampleTimes(draws, draws.uniform(0.4, 1.5) * hour, 1);
    const floor = draws.uniform(0.3, 0.7);
    const teeth = { ...usualTeeth(draws, () => floor), irregularity: draws.uniform(0, 0.15) };
    return quietTeeth(draws, times, teeth, { least: 0.01, most: 0.05 });
  },
};

/** Grows from the start of the program and settles. */
const settlingHeap: SimulatedKind = {
  name: 'collector, heap that stabilises',
  crosses: false,
  simulate(draws) {
    const duration = draws.uniform(0.4, 1.5) * hour;
    const times = sampleTimes(draws, duration, 1);
    const [first, grows, slow] = [
      draws.uniform(0.1, 0.4),
      draws.uniform(0.2, 0.5),
      draws.uniform(0.05, 0.25) * duration,
    ];
    const floor = (time: number): number => first + grows * (1 - Math.exp(-time / slow));
    return quietTeeth(draws, times, usualTeeth(draws, floor));
  },
};

const leakBehindCollector: SimulatedKind = {
  name: 'collector, leak',
  crosses: true,
  simulate(draws) {
    const duration = draws.uniform(0.4, 1.5) * hour;
    const times = sampleTimes(draws, duration, 1);
    const usual = usualTeeth(draws, () => 0);
    const base = draws.uniform(0.1, 0.5);
    const from = draws.uniform(0, 0.3) * duration;
    const until = draws.uniform(0.7, 0.9) * duration;
    const room = 1 - usual.height - base;
    const floor = (time: number): number =>
      base + Math.max(0.05, room) * Math.max(0, (time - from) / (until - from));
    const noise = restlessness(draws, times, draws.logUniform(0.0005, 0.004));
    const shares = sawtooth(draws, times, { ...usual, floor }).map((value, i) => value + noise[i]!);
    return inBytes(draws, times, shares, { intervalSeconds: 1 });
  },
};

/** Works for a while, gives everything back, rests. */
const batch: SimulatedKind = {
  name: 'periodic batch',
  crosses: false,
  simulate(draws) {
    const duration = draws.uniform(0.5, 2.5) * hour;
    const interval = draws.pick([1, 1, 2]);
    const times = sampleTimes(draws, duration, interval);
    const [work, hold, rest] = [
      draws.logUniform(15, 200),
      draws.logUniform(1, 60),
      draws.logUniform(15, 400),
    ];
    const base = draws.uniform(0.1, 0.6);
    const varies = draws.uniform(0, 0.25);
    let begin = draws.uniform(0, rest);
    let height = 1;
    const noise = restlessness(draws, times, draws.logUniform(0.001, 0.006));
    const path = times.map((time, i) => {
      if (time >= begin + work + hold) {
        begin = time + rest * draws.uniform(0.7, 1.3);
        height = 1 - draws.uniform(0, varies);
      }
      return base + (1 - base) * height * Math.max(0, Math.min(1, (time - begin) / work)) + noise[i]!;
    });
    return inBytes(draws, times, belowLimit(draws, path), { intervalSeconds: interval });
  },
};

export const simulatedTeeth: readonly SimulatedKind[] = [
  healthyHeap,
  teethNearLimit,
  settlingHeap,
  leakBehindCollector,
  batch,
];
