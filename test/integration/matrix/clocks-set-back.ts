import { notApplicable, type Condition } from './condition.ts';
import { calm, climb, disk, gib, memory } from './host-values.ts';
import type { SimulatedStage } from './simulated-stage.ts';

const leak = climb(6, 15.5, -600, 240);
const leaking = (seconds: number) => memory(16 * gib, leak(seconds) * gib);
const root = () => disk('root', 100 * gib, 30 * gib);
const leakingBox = (seconds: number) => ({ ...leaking(seconds), ...root() });
const wrong = (host: string, distance: string) =>
  new RegExp(`^WARNING self self1 self: the clock of a host.*${host} \\(${distance} behind`);

interface SetBack {
  /** The end of the name of the row. */
  readonly name: string;
  /** Seconds by which the clock is set back. */
  readonly seconds: number;
  /** As it is told. */
  readonly distance: string;
  /** Seconds between samples (default: 1). */
  readonly every?: number;
}

/** A host that leaks, whose clock is set back with all its series, beside one that is well; and set right again. */
function setBack({ name, seconds, distance, every = 1 }: SetBack): Condition<SimulatedStage> {
  return {
    name: `a host whose clock is set back by ${name}`,
    happen: async (stage) => {
      stage.host('web1', calm);
      const past = Math.max(600, 1.2 * seconds);
      const leave = stage.host('box1', leakingBox, { past, every });
      await stage.run(120);
      leave();
      const leaveAgain = stage.host('box1', leakingBox, { past: 0, every, clockError: -seconds });
      await stage.pass(85);
      return async () => {
        leaveAgain();
        stage.host('box1', () => ({ ...calm(), ...root() }), { past: 0, every });
        await stage.pass(300);
      };
    },
    told: [wrong('box1', distance), /^(WARNING|FAILURE) exhaustion box1 memory/],
    check: [/^note +clocks: .*clock.* is wrong: box1 \(/],
    counted: { series: 3, wrong_clocks: 1 },
    predicted: { 'web1 memory': 'calm', 'box1 memory': 'raised', 'box1 disk-root': 'calm' },
    afterwards: 'OKAY',
  };
}

/** A host that is silent, whose past is filled in. @param pace entries a second */
function filledIn(name: string, pace: number): Condition<SimulatedStage> {
  return {
    name: `a silent host whose past is filled in ${name}`,
    happen: async (stage) => {
      stage.host('web1', calm);
      const leave = stage.host('box1', calm, { past: 200 });
      await stage.run(60);
      leave();
      await stage.pass(30);
      const start = stage.time.epoch - 3000;
      let written = 0;
      for (let second = 0; second < 60; second++) {
        for (; written < Math.min(2800, second * pace); written++)
          for (const [one, value] of Object.entries(calm()))
            stage.redis.write(`box1/${one}`, start + written, [value].flat());
        await stage.pass(1);
      }
      return async () => {
        stage.host('box1', calm, { past: 0 });
        await stage.pass(60);
      };
    },
    told: [/^WARNING self self1 self: 1 of 2 series gets no samples: box1\//],
    check: [/^MISSING +target memory: box1\/memory\/memory-used has had no sample for/],
    counted: { series: 1, stale: 1 },
    predicted: { 'web1 memory': 'calm', 'box1 memory': 'no' },
    afterwards: 'OKAY',
  };
}

/** G, F: clocks of other hosts that are set back below the newest of their samples, and what only looks like it. */
export const clocksSetBack: readonly Condition<SimulatedStage>[] = [
  setBack({ name: 'ninety seconds', seconds: 90, distance: '90 s' }),
  setBack({ name: 'ninety seconds and a half', seconds: 90.5, distance: '9[01] s' }),
  setBack({ name: '400 s', seconds: 400, distance: '7 min' }),
  setBack({ name: 'an hour', seconds: 3600, distance: '60 min' }),
  setBack({ name: '400 s, with a sample every 10 s', seconds: 400, distance: '7 min', every: 10 }),
  setBack({ name: 'an hour, with a sample every 10 s', seconds: 3600, distance: '60 min', every: 10 }),
  {
    name: 'a hundred hosts whose clocks are all set back at once',
    happen: async (stage) => {
      stage.host('self1', calm);
      stage.host('right1', calm);
      const hosts = Array.from({ length: 100 }, (_, place) => `web${place}`);
      const leave = hosts.map((host) => stage.host(host, calm, { past: 500 }));
      await stage.run(60);
      for (const one of leave) one();
      const again = hosts.map((host) => stage.host(host, calm, { past: 0, clockError: -400 }));
      await stage.pass(80);
      return async () => {
        for (const one of again) one();
        for (const host of hosts) stage.host(host, calm, { past: 0 });
        await stage.pass(120);
      };
    },
    told: [/^WARNING self self1 self: the clocks? of (\d+|a) hosts?.* wrong/],
    check: notApplicable('it waits for twenty hosts'),
    counted: { series: 102, wrong_clocks: 100 },
    predicted: { 'self1 memory': 'calm', 'web0 memory': 'calm', 'web99 memory': 'calm' },
    afterwards: 'OKAY',
  },
  {
    name: 'a host behind the network plugin whose clock is set back, with packets every 70 s',
    happen: async (stage) => {
      const packets = { every: 10, packetSeconds: 70, phase: 0.6 };
      stage.host('web1', calm);
      const leave = stage.host('box1', leakingBox, { past: 900, ...packets });
      await stage.run(400);
      leave();
      const leaveAgain = stage.host('box1', leakingBox, { past: 0, clockError: -400, ...packets });
      await stage.pass(400);
      return async () => {
        leaveAgain();
        stage.host('box1', () => ({ ...calm(), ...root() }), { past: 0, ...packets });
        await stage.pass(600);
      };
    },
    told: [wrong('box1', '7 min'), /^(WARNING|FAILURE) exhaustion box1 memory/],
    check: notApplicable('it does not wait until a second packet has come'),
    counted: { series: 3, wrong_clocks: 1 },
    predicted: { 'web1 memory': 'calm', 'box1 memory': 'raised', 'box1 disk-root': 'calm' },
    afterwards: 'OKAY',
  },
  filledIn('at once', 2000),
  filledIn('fifty times as fast', 50),
  filledIn('at twice the pace', 2),
  filledIn('at half the pace', 0.5),
];
