import { notApplicable, type Condition } from './condition.ts';
import { calm, climb, disk, gib, memory, type Values } from './host-values.ts';
import type { SimulatedStage } from './simulated-stage.ts';

/** Past its limit, 90 % of 64 GiB, half a minute after the start. */
const leak = climb(30, 62, -600, 60);
const leaking = (seconds: number) => memory(64 * gib, leak(seconds) * gib);
const idle = (seconds: number) => memory(8 * gib, 2 * gib + 1e7 * Math.sin(seconds));

const told = [/^WARNING self self1 self: .*twin\/(memory|df-root|interface-eth0)\//];
const check = [/^MISSING .*twin\/(memory|df-root|interface-eth0)\//];

/** Octets in a second, as write_redis stores them, and as it does with StoreRates false. */
const rates = (): Values => ({ 'interface-eth0/if_octets': [1e5, 2e5] });
const counts = (seconds: number): Values => ({
  'interface-eth0/if_octets': [5e9 + 1e5 * seconds, 9e9 + 2e5 * seconds],
});

const disks =
  'targets:\n  disk: {series: "*/df-*/df_complex-used", capacity: "*/df-*/df_complex-{used,free}", horizonSeconds: 14400}\n';

/** A: several sources in one series, and what only looks like it. */
export const sources: readonly Condition<SimulatedStage>[] = [
  {
    name: 'two machines under one host name, of which one leaks',
    happen: async (stage) => {
      stage.host('twin', leaking, { past: 600 });
      const leave = stage.host('twin', idle, { past: 600 });
      await stage.run(90);
      return async () => {
        leave();
        await stage.pass(400);
      };
    },
    told: [...told, /^(WARNING|FAILURE) exhaustion twin memory/],
    check,
    counted: { series: 1, mixed: 1 },
    predicted: { 'twin memory': 'raised' },
    afterwards: notApplicable('the leak has not ended'),
  },
  {
    name: 'two machines of one size that read exactly in turns under one host name, of which one leaks',
    happen: async (stage) => {
      stage.host('twin', leaking, { past: 600, phase: 0 });
      const leave = stage.host('twin', () => memory(64 * gib, 20 * gib), { past: 600, phase: 0.5 });
      await stage.run(90);
      return async () => {
        leave();
        await stage.pass(400);
      };
    },
    told: [...told, /^(WARNING|FAILURE) exhaustion twin memory/],
    check,
    counted: { series: 1, mixed: 1 },
    predicted: { 'twin memory': 'raised' },
    afterwards: notApplicable('the leak has not ended'),
  },
  {
    name: 'a container whose successor starts some seconds before it ends',
    happen: async (stage) => {
      const leave = stage.host('pod1', calm);
      await stage.run(100);
      stage.host('pod1', () => memory(16 * gib, 3 * gib), { past: 0 });
      await stage.pass(6);
      leave();
      await stage.pass(150);
      return () => stage.pass(60);
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 1 },
    predicted: { 'pod1 memory': 'calm' },
    afterwards: 'quiet',
  },
  {
    name: 'two machines under one host name that are both calm',
    happen: async (stage) => {
      stage.host('twin', calm);
      const leave = stage.host('twin', idle);
      await stage.run(90);
      return async () => {
        leave();
        await stage.pass(400);
      };
    },
    told,
    check,
    counted: { series: 1, mixed: 1 },
    predicted: { 'twin memory': 'calm' },
    afterwards: 'OKAY',
  },
  {
    name: 'a second machine that comes later, and reads ten times as seldom',
    happen: async (stage) => {
      stage.host('twin', calm);
      await stage.run(60);
      const leave = stage.host('twin', idle, { every: 10, past: 0 });
      await stage.pass(200);
      return async () => {
        leave();
        await stage.pass(600);
      };
    },
    told,
    check,
    counted: { series: 1, mixed: 1 },
    predicted: { 'twin memory': 'calm' },
    afterwards: 'OKAY',
  },
  {
    name: 'two nodes of write_redis, one with StoreRates false',
    config:
      'targets:\n  net: {series: "*/interface-*/if_octets", dataSource: 1, limit: 10.5M, output: dma/gauge-net}\n',
    happen: async (stage) => {
      let leave = stage.host('twin', (seconds) => [rates(), counts(seconds)]);
      await stage.run(90);
      return async () => {
        leave();
        leave = stage.host('twin', rates, { past: 0 });
        await stage.pass(400);
      };
    },
    told: [...told, /^FAILURE exhaustion twin net-eth0/],
    check,
    counted: { series: 1, mixed: 1 },
    predicted: notApplicable('counts and rates have nothing in common'),
    afterwards: notApplicable('a risk of counts may have been told'),
  },
  {
    name: 'two machines whose disks have one name and two sizes',
    config: disks,
    happen: async (stage) => {
      stage.host('twin', () => disk('root', 100 * gib, 30 * gib), { every: 10, past: 1200 });
      const leave = stage.host('twin', () => disk('root', 1000 * gib, 300 * gib), { every: 10, past: 1200 });
      await stage.run(200);
      return async () => {
        leave();
        await stage.pass(1200);
      };
    },
    told,
    check,
    counted: { series: 1, mixed: 1 },
    predicted: { 'twin disk-root': 'calm' },
    afterwards: 'OKAY',
  },
  {
    name: 'another dma predict that gives the same values',
    happen: async (stage) => {
      stage.host('web1', calm);
      await stage.run(30);
      const end = stage.startAnother('self2');
      await stage.pass(120);
      return async () => {
        end();
        await stage.pass(600);
      };
    },
    told: [/^WARNING self self1 self: another dma predict gives the same predictions.*it reports as self2/i],
    check: notApplicable('the values come back, whoever gives them'),
    counted: { series: 1, duplicates: 1 },
    predicted: { 'web1 memory': 'calm' },
    afterwards: 'OKAY',
  },
  {
    name: 'one machine whose memory moves between two levels',
    happen: async (stage) => {
      stage.host('web1', (seconds) => memory(16 * gib, (Math.floor(seconds) % 2 === 0 ? 4 : 6) * gib));
      stage.host('web2', (seconds) => memory(16 * gib, (4 + ((seconds + 1e4) % 30) / 10) * gib));
      await stage.run(200);
      return () => stage.pass(60);
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 2 },
    predicted: { 'web1 memory': 'calm', 'web2 memory': 'calm' },
    afterwards: 'quiet',
  },
];
