import { briefCrossing, briefHeap, briefOf } from './simulated-brief-shape.ts';
import { progress } from './simulated-noise.ts';
import type { SimulatedKind } from './simulation.ts';

const leak: SimulatedKind = {
  name: 'brief: leak from idle',
  crosses: true,
  simulate(draws) {
    const brief = briefOf(draws);
    const path = progress(draws, brief.times, brief.from, brief.from + brief.seconds, draws.uniform(0, 0.5));
    const top = draws.uniform(1.05, 1.4);
    return briefCrossing(
      draws,
      brief,
      path.map((share) => Math.min(top, share)),
    );
  },
};

/** Chunks touched at once and a pause: steps as small as a thirtieth of the way. */
const chunks: SimulatedKind = {
  name: 'brief: chunks until full',
  crosses: true,
  simulate(draws) {
    const interval = draws.pick([0.1, 0.5, 1, 1]);
    const brief = briefOf(draws, interval, draws.logUniform(12, 120));
    const count = draws.integer(12, 40);
    const [share, touch] = [1 / count, draws.uniform(0.2, 0.9)];
    const path = brief.times.map((time) => {
      const done = Math.min(count + 2, (Math.max(0, time - brief.from) / brief.seconds) * count);
      return 1.001 * share * (Math.floor(done) + Math.min(1, (done % 1) / touch));
    });
    return briefCrossing(draws, brief, path, interval);
  },
};

/** A store that is filled: its table doubles now and then, which takes a jump of its own. */
const store: SimulatedKind = {
  name: 'brief: store being filled',
  crosses: true,
  simulate(draws) {
    const brief = briefOf(draws, 1, draws.uniform(40, 180));
    const grown = progress(
      draws,
      brief.times,
      brief.from,
      brief.from + brief.seconds,
      draws.uniform(0.1, 0.5),
    );
    const [table, first] = [draws.uniform(0.04, 0.2), draws.uniform(0.05, 0.12)];
    const path = grown.map((share) => {
      const doublings = share > first ? Math.floor(Math.log2(share / first)) : -1;
      return (1 - table) * share + (doublings < 0 ? 0 : table * Math.min(1, first * 2 ** doublings));
    });
    return briefCrossing(draws, brief, path);
  },
};

/** A batch that fits, and then one that does not. */
const secondBatch: SimulatedKind = {
  name: 'brief: batch, then one too large',
  crosses: true,
  simulate(draws) {
    const brief = briefOf(draws, 1, draws.uniform(90, 240));
    const [small, pause] = [draws.uniform(0.15, 0.35) * brief.seconds, draws.uniform(5, 30)];
    const [fits, second] = [draws.uniform(0.4, 0.85), small + pause];
    const path = brief.times.map((time) => {
      const since = time - brief.from;
      if (since < second) return since < 0 || since > small ? 0 : (fits * since) / small;
      return Math.min(1.1, (since - second) / (brief.seconds - second));
    });
    return briefCrossing(draws, brief, path);
  },
};

const accelerating: SimulatedKind = {
  name: 'brief: accelerating leak',
  crosses: true,
  simulate(draws) {
    const brief = briefOf(draws, 1, draws.uniform(60, 180));
    const doubling = brief.seconds / draws.uniform(2, 5);
    const start = 2 ** (-brief.seconds / doubling);
    const path = brief.times.map((time) => {
      const grown = 2 ** ((time - brief.from - brief.seconds) / doubling);
      return time < brief.from ? 0 : Math.min(1.3, (grown - start) / (1 - start));
    });
    return briefCrossing(draws, brief, path);
  },
};

const stairs: SimulatedKind = {
  name: 'brief: stairs',
  crosses: true,
  simulate(draws) {
    const brief = briefOf(draws, 1, draws.uniform(80, 240));
    const gap = draws.uniform(8, 30);
    const count = Math.max(4, Math.round(brief.seconds / gap));
    let next = brief.from;
    let level = 0;
    let from = 0;
    let changedAt = 0;
    const path = brief.times.map((time) => {
      if (time >= next) {
        [from, changedAt] = [level, next];
        level += draws.uniform(0.8, 1.2) / count;
        next += (brief.seconds / count) * draws.uniform(0.8, 1.2);
      }
      return from + (level - from) * Math.min(1, (time - changedAt) / 1.5);
    });
    return briefCrossing(draws, brief, path);
  },
};

const heapLeak: SimulatedKind = {
  name: 'brief: leak behind a collector',
  crosses: true,
  simulate(draws) {
    const brief = briefOf(draws, 1, draws.uniform(60, 200));
    const tooth = draws.uniform(0.1, 0.35);
    return briefCrossing(
      draws,
      brief,
      briefHeap(draws, brief, { keeps: 1 - 0.5 * tooth, tooth, period: draws.uniform(4, 20) }),
    );
  },
};

export const simulatedBriefLeaks: readonly SimulatedKind[] = [
  leak,
  chunks,
  store,
  secondBatch,
  accelerating,
  stairs,
  heapLeak,
];
