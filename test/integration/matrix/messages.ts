import { notApplicable, type Condition } from './condition.ts';
import { calm, gib, memory } from './host-values.ts';
import type { SimulatedStage } from './simulated-stage.ts';

/** A server that answers, and cannot be used. */
function unusable(name: string, reason: string): Condition<SimulatedStage> {
  return {
    name: `a Redis that ${name}`,
    happen: async (stage) => {
      stage.redis.isOpen = false;
      stage.redis.reason = reason;
      await stage.run(150);
      return async () => {
        stage.redis.isOpen = true;
        stage.redis.reason = undefined;
        stage.host('web1', calm, { past: 0 });
        await stage.pass(100);
      };
    },
    told: [/^FAILURE self self1 self: no series is found, and nothing is predicted\. Redis cannot be used: /],
    check: [/^MISSING +Redis/],
    counted: { series: 0 },
    predicted: { 'web1 memory': 'no' },
    afterwards: 'OKAY',
  };
}

/** I: messages about what does not fit. */
export const messages: readonly Condition<SimulatedStage>[] = [
  unusable('is a Sentinel', 'it is a Sentinel, and no Redis'),
  unusable('is still loading', 'it is still loading its data (LOADING)'),
  {
    name: 'values below 0 of what cannot be negative',
    happen: async (stage) => {
      stage.host('web1', calm);
      stage.host('nas', () => ({ ...memory(16 * gib, 4 * gib), 'memory/memory-used': -gib }));
      await stage.run(60);
      return async () => undefined;
    },
    told: 'quiet',
    check: 'ok',
    logged: /nas\/memory\/memory-used: values are below 0, so the prediction means nothing/,
    counted: { series: 2 },
    predicted: { 'web1 memory': 'calm', 'nas memory': 'calm' },
    afterwards: notApplicable('they stay below 0'),
  },
  {
    name: 'values without the data source of the target',
    config: 'targets:\n  load: {series: "*/load/load", dataSource: 1, limit: 45}\n',
    happen: async (stage) => {
      stage.host('web1', () => ({ 'load/load': [1, 2, 3] }));
      stage.host('web2', () => ({ 'load/load': [1] }), { past: 3 });
      await stage.run(60);
      return async () => undefined;
    },
    told: notApplicable('B has what is not predicted'),
    check: notApplicable('B has what is not predicted'),
    logged: /"web2\/load\/load" cannot be predicted: dataSource 1 is asked for, and it has 1/,
    counted: notApplicable('the count rises with each round'),
    predicted: { 'web1 load': 'calm', 'web2 load': 'no' },
    afterwards: notApplicable('they stay as they are'),
  },
  {
    name: 'times in milliseconds, of another program than collectd',
    happen: async (stage) => {
      stage.host('web1', calm);
      await stage.run(10);
      const { epoch } = stage.time;
      for (let second = 0; second < 100; second++)
        stage.time.after(second, () => {
          for (const [name, value] of Object.entries(calm()))
            stage.redis.write(`other1/${name}`, (epoch + second) * 1000, [value].flat());
        });
      await stage.pass(95);
      return async () => undefined;
    },
    told: [
      /^WARNING self self1 self: 1 of 2 not predicted: other1\/memory\/memory-used\. Its times are .* milliseconds/,
    ],
    check: [
      /^MISSING +target memory: other1\/memory\/memory-used cannot be read: its times are .* milliseconds/,
    ],
    counted: { series: 1, unpredicted: 1 },
    predicted: { 'web1 memory': 'calm', 'other1 memory': 'no' },
    afterwards: notApplicable('nobody mends the other program'),
  },
  {
    name: 'members that are no samples',
    happen: async (stage) => {
      stage.host('web1', calm);
      await stage.run(30);
      for (const text of ['garbage', '1:2:x', '', ':'])
        stage.redis.store.writeMember('web1/memory/memory-used', text, stage.time.epoch + Math.random());
      await stage.pass(30);
      return () => stage.pass(30);
    },
    told: 'quiet',
    check: 'ok',
    logged: /web1\/memory\/memory-used has malformed members in Redis, which are skipped, such as/,
    counted: { series: 1 },
    predicted: { 'web1 memory': 'calm' },
    afterwards: 'quiet',
  },
];
