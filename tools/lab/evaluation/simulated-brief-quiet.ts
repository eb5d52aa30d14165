import { briefHeap, briefOf, briefQuiet } from './simulated-brief-shape.ts';
import { progress, wandering } from './simulated-noise.ts';
import type { SimulatedKind } from './simulation.ts';

const heapHealthy: SimulatedKind = {
  name: 'brief: healthy collector',
  crosses: false,
  simulate(draws) {
    const brief = briefOf(draws, 1, draws.uniform(100, 240));
    return briefQuiet(
      draws,
      brief,
      briefHeap(draws, brief, { keeps: 0, tooth: 1, period: draws.logUniform(5, 40) }),
    );
  },
};

const warmUp: SimulatedKind = {
  name: 'brief: warm-up that stops',
  crosses: false,
  simulate(draws) {
    const brief = briefOf(draws, 1, draws.uniform(100, 240));
    const until = brief.from + draws.uniform(0.15, 0.6) * brief.seconds;
    const path = progress(draws, brief.times, brief.from, until, draws.uniform(0, 0.5));
    return briefQuiet(
      draws,
      brief,
      path.map((share) => Math.min(1, share)),
    );
  },
};

const saturating: SimulatedKind = {
  name: 'brief: saturating growth',
  crosses: false,
  simulate(draws) {
    const brief = briefOf(draws, 1, draws.uniform(100, 240));
    const slow = draws.uniform(0.1, 0.3) * brief.seconds;
    const path = brief.times.map((time) => 1 - Math.exp(-Math.max(0, time - brief.from) / slow));
    return briefQuiet(draws, brief, path);
  },
};

const batch: SimulatedKind = {
  name: 'brief: batch',
  crosses: false,
  simulate(draws) {
    const brief = briefOf(draws, 1, draws.uniform(120, 240));
    const [work, hold, rest] = [draws.logUniform(8, 40), draws.uniform(1, 15), draws.uniform(5, 40)];
    const path = brief.times.map((time) => {
      const since = time < brief.from ? Number.POSITIVE_INFINITY : (time - brief.from) % (work + hold + rest);
      return since < work ? since / work : since < work + hold ? 1 : 0;
    });
    return briefQuiet(draws, brief, path);
  },
};

const bulk: SimulatedKind = {
  name: 'brief: bulk allocation',
  crosses: false,
  simulate(draws) {
    const brief = briefOf(draws, 1, draws.uniform(60, 180));
    const [seconds, back] = [draws.logUniform(0.5, 8), draws.uniform(0, 0.3)];
    const at = brief.from + draws.uniform(5, 20);
    const path = brief.times.map((time) => {
      const touched = Math.max(0, Math.min(1, (time - at) / seconds));
      return touched * (1 - back * Math.min(1, Math.max(0, time - at - 30) / 5));
    });
    return briefQuiet(draws, brief, path);
  },
};

/** Many short-lived processes: compilers under make. */
const build: SimulatedKind = {
  name: 'brief: build',
  crosses: false,
  simulate(draws) {
    const brief = briefOf(draws, 1, draws.uniform(100, 240));
    const [slow, fast] = [wandering(draws, brief.times, 20), wandering(draws, brief.times, 2)];
    const path = brief.times.map((time, i) =>
      time < brief.from ? 0 : Math.max(0.05, 0.5 + 0.12 * slow[i]! + 0.12 * fast[i]!),
    );
    return briefQuiet(draws, brief, path);
  },
};

const cacheGrowth: SimulatedKind = {
  name: 'brief: page cache growth',
  crosses: false,
  simulate(draws) {
    const brief = briefOf(draws, 1, draws.uniform(80, 200));
    const until = brief.from + draws.uniform(0.6, 1.2) * brief.seconds;
    const path = progress(draws, brief.times, brief.from, until, draws.uniform(0.2, 0.8));
    return briefQuiet(
      draws,
      brief,
      path.map((share) => Math.min(1, share)),
      { least: 0.08, most: 0.3 },
    );
  },
};

export const simulatedBriefQuiet: readonly SimulatedKind[] = [
  heapHealthy,
  warmUp,
  saturating,
  batch,
  bulk,
  build,
  cacheGrowth,
];
