import { notApplicable, type Condition } from './condition.ts';
import { calm, climb, gib, memory } from './host-values.ts';
import type { SimulatedStage } from './simulated-stage.ts';

const leak = climb(6, 15.5, -600, 60);
const leaking = (seconds: number) => memory(16 * gib, leak(seconds) * gib);

/** A host with a wrong clock that runs out of memory, beside one that is well. */
function wrongClock(name: string, clockError: number): Condition<SimulatedStage> {
  return {
    name: `a host whose clock is ${name}`,
    happen: async (stage) => {
      stage.host('web1', calm);
      stage.host('box1', leaking, { clockError, past: 600 });
      await stage.run(90);
      return async () => undefined;
    },
    told: [
      /^WARNING self self1 self: .*box1.*clock|^WARNING self self1 self: .*clock.*box1/,
      /^(WARNING|FAILURE) exhaustion box1 memory/,
    ],
    check: [/^note +clocks: .*clock.* is wrong: box1 \(/],
    counted: { series: 2, wrong_clocks: 1 },
    predicted: { 'web1 memory': 'calm', 'box1 memory': 'raised' },
    afterwards: notApplicable('the leak has not ended'),
  };
}

/** G: times of other clocks. */
export const clocks: readonly Condition<SimulatedStage>[] = [
  wrongClock('two hours behind', -7200),
  wrongClock('half an hour behind', -1800),
  wrongClock('in 1970', 3600 - 1.8e9),
  wrongClock('ten minutes ahead', 600),
  wrongClock('a day ahead', 86_400),
  wrongClock('a year ahead', 365 * 86_400),
  {
    name: 'hosts that are all seventy minutes behind ours',
    happen: async (stage) => {
      stage.host('web1', calm, { clockError: -4200 });
      stage.host('web2', calm, { clockError: -4201 });
      await stage.run(90);
      return async () => undefined;
    },
    told: [/^WARNING self self1 self: .*clock/],
    check: [/^note +clocks: .*clock/],
    counted: { series: 2, wrong_clocks: 1 },
    predicted: { 'web1 memory': 'calm', 'web2 memory': 'calm' },
    afterwards: notApplicable('the clock stays wrong'),
  },
  {
    name: 'hosts whose clocks are off by a second or two',
    happen: async (stage) => {
      stage.host('web1', calm, { clockError: 1.5 });
      stage.host('web2', calm, { clockError: -2 });
      await stage.run(90);
      return () => stage.pass(30);
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 2 },
    predicted: { 'web1 memory': 'calm', 'web2 memory': 'calm' },
    afterwards: 'quiet',
  },
  {
    name: 'a host whose clock is set right after a while',
    happen: async (stage) => {
      stage.host('web1', calm);
      const leave = stage.host('box1', calm, { clockError: -7200 });
      await stage.run(90);
      return async () => {
        leave();
        stage.host('box1', calm, { past: 0 });
        await stage.pass(120);
      };
    },
    told: [/^WARNING self self1 self: .*clock.* is wrong: box1/],
    check: [/^note +clocks: .*box1/],
    counted: { series: 2, wrong_clocks: 1 },
    predicted: { 'web1 memory': 'calm', 'box1 memory': 'calm' },
    afterwards: 'OKAY',
  },
  {
    name: 'a clock four minutes ahead that NTP slows down until it is right',
    happen: async (stage) => {
      const { time, redis } = stage;
      const start = time.epoch;
      stage.host('web1', calm);
      for (let second = -100; second < 400; second++) {
        const ahead = 240 * Math.min(1, Math.max(0, 1 - second / 300));
        const write = (): void => {
          for (const [name, value] of Object.entries(calm()))
            redis.write(`box1/${name}`, start + second + ahead, [value].flat());
        };
        if (second < 0) write();
        else time.after(second, write);
      }
      await stage.run(150);
      return () => stage.pass(220);
    },
    told: [/^WARNING self self1 self: .*clock.* is wrong: box1/],
    check: [/^note +clocks: .*box1/],
    counted: { series: 2, wrong_clocks: 1 },
    predicted: { 'web1 memory': 'calm', 'box1 memory': 'calm' },
    afterwards: 'OKAY',
  },
  {
    name: 'our own clock, which is set back by ten minutes',
    happen: async (stage) => {
      stage.host('self1', calm);
      await stage.run(60);
      stage.time.clockError = -600;
      await stage.pass(250);
      return async () => {
        stage.collectd.stop();
        await stage.pass(2);
        stage.collectd.start();
        await stage.pass(120);
      };
    },
    told: [/^FAILURE self self1 self: no new samples arrive.*the clock was set back; restart collectd/],
    check: notApplicable('entries from before are newer than now'),
    counted: { series: 0, stale: 1, future: 'some' },
    predicted: { 'self1 memory': 'no' },
    afterwards: 'OKAY',
  },
  {
    name: 'our own clock, which is set ahead by ten minutes',
    happen: async (stage) => {
      stage.host('self1', calm);
      await stage.run(60);
      stage.time.clockError = 600;
      await stage.pass(60);
      return () => stage.pass(60);
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 1 },
    predicted: { 'self1 memory': 'calm' },
    afterwards: 'quiet',
  },
  {
    name: 'our own clock, which is set back by half a second',
    happen: async (stage) => {
      stage.host('self1', calm);
      await stage.run(60);
      stage.time.clockError = -0.5;
      await stage.pass(60);
      return () => stage.pass(60);
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 1 },
    predicted: { 'self1 memory': 'calm' },
    afterwards: 'quiet',
  },
  {
    name: 'every other sample, which comes after a newer one',
    happen: async (stage) => {
      const { time, redis } = stage;
      const start = time.epoch;
      for (let second = -300; second < 150; second++)
        time.after(second + (second % 2 === 0 ? 0 : 3), () => {
          for (const [name, value] of Object.entries(calm()))
            redis.write(`web1/${name}`, start + second, [value].flat());
        });
      await stage.run(120);
      return async () => undefined;
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 1, late: 'some' },
    predicted: { 'web1 memory': 'calm' },
    afterwards: notApplicable('they go on coming late'),
  },
];
