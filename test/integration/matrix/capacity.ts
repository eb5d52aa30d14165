import { notApplicable, type Condition } from './condition.ts';
import { calm, climb, disk, gib, memory } from './host-values.ts';
import type { SimulatedStage } from './simulated-stage.ts';

/** Past 90 % of 16 GiB within a minute. */
const leak = climb(8, 15, -600, 60);

const disks =
  'targets:\n  disk: {series: "*/df-*/df_complex-used", capacity: "*/df-*/df_complex-{used,free}", horizonSeconds: 14400}\n';

/** A target on memory with other options. */
const memoryWith = (options: string): string =>
  `targets:\n  memory: {series: "*/memory/memory-used", ${options}}\n`;

/** E: capacities. */
export const capacity: readonly Condition<SimulatedStage>[] = [
  {
    name: 'memory types that count twice, beside a leak',
    happen: async (stage) => {
      stage.host('web1', (seconds) => ({
        ...memory(16 * gib, leak(seconds) * gib),
        'memory/memory-available': 16 * gib - leak(seconds) * gib,
        'memory/memory-slab': gib,
      }));
      await stage.run(90);
      return async () => undefined;
    },
    told: [/^(WARNING|FAILURE) exhaustion web1 memory/],
    check: [/^ok +target memory: .* 14\.4 of 16\.0 GiB/],
    counted: { series: 1 },
    predicted: { 'web1 memory': 'raised' },
    afterwards: notApplicable('the leak has not ended'),
  },
  {
    name: 'a part of the capacity that is no longer written',
    config: memoryWith('capacity: "*/memory/memory-{used,free,cached,buffered,slab,slab_recl,slab_unrecl}"'),
    happen: async (stage) => {
      stage.redis.write('web1/memory/memory-slab', stage.time.epoch - 30 * 86_400, [1e9]);
      stage.host('web1', calm);
      await stage.run(60);
      return () => stage.pass(10);
    },
    told: 'quiet',
    check: [/^note +target memory: .*leaves out web1\/memory\/memory-slab/],
    counted: { series: 1 },
    predicted: { 'web1 memory': 'calm' },
    afterwards: 'quiet',
  },
  {
    name: 'a capacity that shrinks while the used part stands still',
    happen: async (stage) => {
      stage.host('nas', calm);
      const pool = climb(400, 3, -12 * 3600, 1800);
      stage.host(
        'nas',
        (seconds) => ({
          'df-tank/df_complex-used': 100 * gib,
          'df-tank/df_complex-free': pool(seconds) * gib,
          'df-tank/df_complex-reserved': 0,
        }),
        { every: 60, past: 12 * 3600 },
      );
      await stage.run(300);
      return async () => undefined;
    },
    told: [/^(WARNING|FAILURE) exhaustion nas disk-tank/],
    check: 'ok',
    counted: { series: 2 },
    predicted: { 'nas disk-tank': 'raised', 'nas memory': 'calm' },
    afterwards: notApplicable('the pool stays full'),
  },
  {
    name: 'a capacity that grows, as a volume does that is enlarged',
    config: disks,
    happen: async (stage) => {
      let size = 100;
      stage.host('nas', () => disk('data', size * gib, 80 * gib), { every: 10, past: 3600 });
      await stage.run(60);
      size = 200;
      await stage.pass(120);
      return () => stage.pass(60);
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 1 },
    predicted: { 'nas disk-data': 'calm' },
    afterwards: 'quiet',
  },
  {
    name: 'a host whose name moves to a larger one, which uses more than the first one has',
    happen: async (stage) => {
      stage.host('vip', (seconds) =>
        Math.floor((seconds + 4000) / 40) % 2 === 0 ? memory(64 * gib, 30 * gib) : calm(),
      );
      // Not just when it moves: the check would see the series of one and the capacity of the other.
      await stage.run(210);
      return () => stage.pass(60);
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 1 },
    predicted: { 'vip memory': 'calm' },
    afterwards: 'quiet',
  },
  {
    name: 'a glob that matches types which count twice',
    config: memoryWith('capacity: "*/memory/memory-*"'),
    happen: async (stage) => {
      stage.host('web1', () => ({
        ...calm(),
        'memory/memory-available': 12 * gib,
        'memory/memory-slab': gib,
      }));
      await stage.run(90);
      return () => stage.pass(10);
    },
    told: 'quiet',
    check: [/^ok +target memory: .* 14\.4 of 16\.0 GiB/],
    counted: { series: 1 },
    predicted: { 'web1 memory': 'calm' },
    afterwards: 'quiet',
  },
  {
    name: 'a limit above the capacity',
    config: memoryWith('capacity: "*/memory/memory-{used,free,cached,buffered}", limit: 64GiB'),
    happen: async (stage) => {
      stage.host('web1', calm);
      await stage.run(60);
      return async () => undefined;
    },
    told: 'quiet',
    check: [/^MISSING +target memory: .*limit of 64\.0 GiB is above the capacity of 16\.0 GiB/],
    logged: /web1\/memory\/memory-used.*limit.*above.*capacity/,
    counted: { series: 1 },
    predicted: { 'web1 memory': 'calm' },
    afterwards: notApplicable('it stays above'),
  },
  {
    name: 'a capacity below what is used',
    config: memoryWith('capacity: 2GiB'),
    happen: async (stage) => {
      stage.host('web1', calm);
      await stage.run(60);
      return async () => undefined;
    },
    told: [/^(WARNING|FAILURE) exhaustion web1 memory/],
    check: [/^MISSING +target memory: .*capacity of 2\.0 GiB is less than what is used/],
    logged: /web1\/memory\/memory-used.*capacity of 2\.0 GiB is less than what is used, 4\.0 GiB/,
    counted: { series: 1 },
    predicted: { 'web1 memory': 'raised' },
    afterwards: notApplicable('it stays below'),
  },
];
