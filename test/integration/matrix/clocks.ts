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
];
