import { notApplicable, type Condition } from './condition.ts';
import { calm, disk, gib, memory, type Values } from './host-values.ts';
import type { SimulatedStage } from './simulated-stage.ts';

/** The memory plugin with `ValuesPercentage true` and `ValuesAbsolute false`. */
const shares = (): Values => ({ 'memory/percent-used': 40, 'memory/percent-free': 60 });

const longMount =
  'var-lib-kubelet-pods-0d1c9d53-1b3e-4f37-9a55-3f0f7d2b9a11-volumes-kubernetes.io~csi-pvc-6f0a3f6e-7f4c-4d8e-9f0e-0e6a5a3c1b2d-mo';

/** B: nothing is predicted, of all or of some. */
export const unpredicted: readonly Condition<SimulatedStage>[] = [
  {
    name: 'percentages instead of bytes on the only host',
    happen: async (stage) => {
      const leave = stage.host('web1', shares);
      await stage.run(200);
      return async () => {
        leave();
        stage.host('web1', calm, { past: 0 });
        await stage.pass(200);
      };
    },
    told: [
      /^FAILURE self self1 self: .*nothing is predicted.*memory\/percent-used.*(ValuesAbsolute true|capacity: 100)/,
    ],
    check: [/^MISSING +target memory: .*percent-used.*ValuesAbsolute true/],
    counted: { series: 0, unpredicted: 1 },
    predicted: { 'web1 memory': 'no' },
    afterwards: 'OKAY',
  },
  {
    name: 'memory under a plugin instance',
    happen: async (stage) => {
      const leave = stage.host('web1', () =>
        Object.fromEntries(
          Object.entries(calm()).map(([name, value]) => [name.replace('memory/', 'memory-basic/'), value]),
        ),
      );
      await stage.run(200);
      return async () => {
        leave();
        stage.host('web1', calm, { past: 0 });
        await stage.pass(200);
      };
    },
    told: [/^FAILURE self self1 self: .*nothing is predicted.*memory-basic/],
    check: [/^MISSING +target memory: .*memory-basic/],
    counted: { series: 0, unpredicted: 1 },
    predicted: { 'web1 memory': 'no' },
    afterwards: 'OKAY',
  },
  {
    name: 'a capacity of which no part is written',
    happen: async (stage) => {
      stage.host('web2', calm);
      const leave = stage.host('web1', () => ({ 'memory/memory-used': 4 * gib }));
      await stage.run(200);
      return async () => {
        leave();
        stage.host('web1', calm, { past: 0 });
        await stage.pass(200);
      };
    },
    told: [/^WARNING self self1 self: .*web1.*capacity/],
    check: [/^MISSING +target memory: .*capacity of web1\/memory\/memory-used/],
    counted: { series: 1, unpredicted: 1 },
    predicted: { 'web1 memory': 'no', 'web2 memory': 'calm' },
    afterwards: 'OKAY',
  },
  {
    name: 'a file system whose name is too long for an output of ours',
    happen: async (stage) => {
      stage.host('web1', calm);
      stage.host('web1', () => disk(longMount.slice(0, 127), 100 * gib, 30 * gib), { every: 10 });
      await stage.run(200);
      return () => stage.pass(10);
    },
    told: 'quiet',
    check: 'ok',
    logged: /df-var-lib-kubelet.*: its name is too long behind the target's, so its values are named/,
    counted: { series: 2 },
    predicted: { 'web1 memory': 'calm' },
    afterwards: 'quiet',
  },
  {
    name: 'a target without any series, which is not optional',
    config:
      'targets:\n  memory: {series: "*/memory/memory-used", capacity: 16GiB, output: dma/memory}\n  queue: {series: "*/rabbit/gauge-queue", limit: 1000}\n',
    happen: async (stage) => {
      stage.host('web1', calm);
      await stage.run(300);
      return async () => {
        stage.host('web1', () => ({ 'rabbit/gauge-queue': 3 }), { past: 0 });
        await stage.pass(200);
      };
    },
    told: [/^FAILURE self self1 self: .*queue.*\*\/rabbit\/gauge-queue/],
    check: [/^MISSING +target queue: no series like \*\/rabbit\/gauge-queue/],
    counted: { series: 1, unpredicted: 1 },
    predicted: { 'web1 memory': 'calm' },
    afterwards: 'OKAY',
  },
  {
    name: 'a target that names its host in another way than collectd does',
    config:
      'targets:\n  memory: {series: "web1/memory/memory-used", capacity: "*/memory/memory-*", output: dma/memory}\n',
    happen: async (stage) => {
      stage.host('web1.example.org', calm);
      await stage.run(300);
      return async () => undefined;
    },
    told: [
      /^FAILURE self self1 self: .*[Tt]here is web1\.example\.org\/memory.*take series: "\*\/memory\/memory-used"/,
    ],
    check: [
      /^MISSING +target memory: no series like web1\/memory\/memory-used: there is web1\.example\.org\/.*take series: /,
    ],
    counted: { series: 0, unpredicted: 1 },
    predicted: { 'web1.example.org memory': 'no' },
    afterwards: notApplicable('dma.yaml stays wrong'),
  },
  {
    name: 'a target without any series, which is optional',
    happen: async (stage) => {
      stage.host('web1', calm);
      await stage.run(300);
      return () => stage.pass(10);
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 1 },
    predicted: { 'web1 memory': 'calm' },
    afterwards: 'quiet',
  },
  {
    name: 'bytes that become percentages',
    happen: async (stage) => {
      const leave = stage.host('web1', calm);
      await stage.run(60);
      leave();
      const leaveAgain = stage.host('web1', shares, { past: 0 });
      await stage.pass(200);
      return async () => {
        leaveAgain();
        stage.host('web1', calm, { past: 0 });
        await stage.pass(200);
      };
    },
    told: [/^FAILURE self self1 self: .*nothing is predicted/],
    check: [/^MISSING +target memory: .*web1/],
    counted: { series: 0, unpredicted: 1 },
    predicted: { 'web1 memory': 'no' },
    afterwards: 'OKAY',
  },
  {
    name: 'a swap of size 0 that becomes one later',
    config:
      'targets:\n  swap: {series: "*/swap/swap-used", capacity: "*/swap/swap-{used,free}", output: dma/swap, optional: true}\n',
    happen: async (stage) => {
      let total = 0;
      stage.host('web1', () => ({ 'swap/swap-used': total / 8, 'swap/swap-free': (7 * total) / 8 }));
      await stage.run(200);
      return async () => {
        total = 2 * gib;
        await stage.pass(200);
      };
    },
    told: 'quiet',
    check: [/^\w+ +target swap: .*(capacity|swap).* 0/],
    counted: { series: 0 },
    predicted: { 'web1 swap': 'no' },
    afterwards: 'quiet',
  },
  {
    name: 'used memory alone beside a capacity that is given',
    config: 'targets:\n  memory: {series: "*/memory/memory-used", capacity: 16GiB, output: dma/memory}\n',
    happen: async (stage) => {
      stage.host('web1', () => ({ 'memory/memory-used': memory(16 * gib, 4 * gib)['memory/memory-used']! }));
      await stage.run(60);
      return () => stage.pass(10);
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 1 },
    predicted: { 'web1 memory': 'calm' },
    afterwards: 'quiet',
  },
];
