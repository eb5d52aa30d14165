import { notApplicable, type Condition } from './condition.ts';
import { calm, climb, gib, memory } from './host-values.ts';
import type { SimulatedStage } from './simulated-stage.ts';

/** Past its limit, 90 % of 64 GiB, a minute and a half after the start. */
const leak = climb(30, 62, -600, 120);
const leaking = (seconds: number) => memory(64 * gib, leak(seconds) * gib);
const idle = (seconds: number) => memory(8 * gib, 2 * gib + 1e7 * Math.sin(seconds));

const told = (distance: string) =>
  new RegExp(
    `^WARNING self self1 self: .*twin/memory.*two collectd.*their clocks are ${distance} apart`,
    'i',
  );
const clockTold = /^WARNING self self1 self: the clock of a host.*twin/;

/** Two machines of one name, of which the second one's clock is ahead by so much, and that one leaks. */
function secondOne(name: string, clockError: number, distance: string): Condition<SimulatedStage> {
  return {
    name: `two machines under one host name, and the second one, which leaks, has a clock that is ${name}`,
    happen: async (stage) => {
      stage.host('web1', calm);
      stage.host('twin', idle, { past: 600 });
      const leave = stage.host('twin', leaking, { past: 300, clockError });
      await stage.run(130);
      return async () => {
        leave();
        await stage.pass(400);
      };
    },
    told: [
      told(distance),
      /^(WARNING|FAILURE) exhaustion twin memory/,
      ...(clockError > 0 ? [clockTold] : []),
    ],
    check: [/^MISSING .*twin\/memory.*two collectd share one name/],
    counted: { series: 2, mixed: 1, ...(clockError > 0 && { wrong_clocks: 1 }) },
    predicted: { 'twin memory': 'raised', 'web1 memory': 'calm' },
    afterwards: notApplicable('the leak has not ended'),
  };
}

/** Of two machines of one name, the clock of the second one is set while both go on. @param to seconds ahead */
function moved(name: string, from: number, to: number, distance: string): Condition<SimulatedStage> {
  return {
    name: `two machines of one name, and the clock of the second one goes from ${name}`,
    happen: async (stage) => {
      stage.host('web1', calm);
      stage.host('twin', calm, { past: 600 });
      const second = { phase: 0.71, clockError: from };
      const leave = stage.host('twin', idle, { ...second, past: 300 });
      await stage.run(100);
      leave();
      const leaveAgain = stage.host('twin', idle, { ...second, past: 0, clockError: to });
      await stage.pass(300);
      return async () => {
        leaveAgain();
        await stage.pass(700);
      };
    },
    told: [/^WARNING self self1 self: 1 series has several writers: twin\/memory/],
    logged: /several writers are told apart/,
    check: [new RegExp(`^MISSING .*twin/memory.*their clocks are ${distance} apart`)],
    counted: { series: 2, mixed: 1 },
    predicted: { 'twin memory': 'calm', 'web1 memory': 'calm' },
    afterwards: 'OKAY',
  };
}

/** A, G: two machines in one series whose clocks are far apart, and what only looks like it. */
export const clocksApart: readonly Condition<SimulatedStage>[] = [
  secondOne('400 s behind', -400, '40[01] s'),
  secondOne('400 s ahead', 400, '40[01] s'),
  secondOne('a time zone behind', -10_800, '3.0 h'),
  secondOne('years ahead', 3e7, '347.2 days'),
  moved('right to 400 s behind', 0, -400, '400 s'),
  moved('400 s to 200 s behind', -400, -200, '(199|200|201) s'),
  {
    name: 'two machines of one name behind the network plugin, whose packets come every 70 s',
    happen: async (stage) => {
      const packets = { every: 10, packetSeconds: 70 };
      stage.host('web1', calm);
      stage.host('twin', calm, { past: 900, ...packets });
      await stage.run(60);
      const leave = stage.host('twin', leaking, { past: 0, clockError: -400, ...packets });
      await stage.pass(420);
      return async () => {
        leave();
        await stage.pass(600);
      };
    },
    told: [told('39\\d s'), /^(WARNING|FAILURE) exhaustion twin memory/],
    check: [/^MISSING .*several writers: dma predict tells the writers of 1 series apart/],
    counted: { series: 2, mixed: 1 },
    predicted: { 'twin memory': 'raised', 'web1 memory': 'calm' },
    afterwards: 'OKAY',
  },
  {
    name: 'two machines of one name whose clocks are 400 s apart, of which one goes',
    happen: async (stage) => {
      stage.host('twin', calm, { past: 600 });
      const leave = stage.host('twin', idle, { past: 300, clockError: -400 });
      await stage.run(90);
      return async () => {
        leave();
        await stage.pass(400);
      };
    },
    told: [told('40[01] s')],
    check: [/^MISSING .*twin\/memory.*their clocks are 40[01] s apart/],
    counted: { series: 1, mixed: 1 },
    predicted: { 'twin memory': 'calm' },
    afterwards: 'OKAY',
  },
  {
    name: 'a host of which old samples are filled in',
    happen: async (stage) => {
      stage.host('web1', calm, { past: 200 });
      await stage.run(60);
      for (let round = 0; round < 30; round++) {
        for (let place = 0; place < 10; place++) {
          const seconds = -900 + 10 * round + place;
          const time = stage.time.epoch - stage.time.seconds + seconds;
          for (const [name, value] of Object.entries(calm()))
            stage.redis.write(`web1/${name}`, time, [value].flat());
        }
        await stage.pass(1);
      }
      await stage.pass(30);
      return () => stage.pass(60);
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 1 },
    predicted: { 'web1 memory': 'calm' },
    afterwards: 'quiet',
  },
];
