import { notApplicable, type Condition } from './condition.ts';
import { calm, disk, gib, type Values } from './host-values.ts';
import type { SimulatedStage } from './simulated-stage.ts';

const hosts = Array.from({ length: 20 }, (_, i) => `web${i + 1}`);

/** Of a plugin without the slab types, so that more parts of the capacity may be about to come. */
const used = (): Values => ({ 'memory/memory-used': 4 * gib, 'memory/memory-free': 12 * gib });

const root = (): Values => disk('root', 100 * gib, 30 * gib);

/** F: hosts that are silent, and what only looks like it. */
export const silence: readonly Condition<SimulatedStage>[] = [
  {
    name: 'hosts that report as usual',
    happen: async (stage) => {
      stage.host('web1', () => ({ ...calm(), ...root() }));
      stage.host('slow', calm, { every: 60, past: 3600 });
      await stage.run(200);
      return () => stage.pass(60);
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 3 },
    predicted: { 'web1 memory': 'calm', 'web1 disk-root': 'calm', 'slow memory': 'calm' },
    afterwards: 'quiet',
  },
  {
    name: 'a host whose network plugin sends a packet every 7 s',
    happen: async (stage) => {
      stage.host('edge1', calm, { packetSeconds: 7, past: 0 });
      await stage.run(200);
      return () => stage.pass(60);
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 1 },
    predicted: { 'edge1 memory': 'calm' },
    afterwards: 'quiet',
  },
  {
    name: 'hosts with packets of all lengths beside one of our own',
    happen: async (stage) => {
      stage.host('self1', calm);
      for (const seconds of [1, 2, 3, 4, 5, 6, 7])
        stage.host(`edge${seconds}`, calm, { packetSeconds: seconds });
      for (const seconds of [20, 60])
        stage.host(`slow${seconds}`, calm, { every: 10, packetSeconds: seconds });
      await stage.run(300);
      return () => stage.pass(60);
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 10 },
    predicted: { 'self1 memory': 'calm', 'edge7 memory': 'calm', 'slow60 memory': 'calm' },
    afterwards: 'quiet',
  },
  {
    name: 'one host of twenty that is away for three minutes',
    happen: async (stage) => {
      for (const host of hosts.filter((one) => one !== 'web7')) stage.host(host, calm, { every: 2 });
      const leave = stage.host('web7', calm, { every: 2 });
      await stage.run(30);
      leave();
      await stage.pass(180);
      return async () => {
        stage.host('web7', calm, { every: 2, past: 0 });
        await stage.pass(60);
      };
    },
    told: [
      /^WARNING self self1 self: 1 of 20 series gets no samples: web7\/.*nothing comes from web7; is collectd running there, is its clock right, and does its network plugin reach/i,
    ],
    check: [/^MISSING +target memory: web7\/memory\/memory-used has had no sample for/],
    counted: { series: 19, stale: 1 },
    predicted: { 'web1 memory': 'calm', 'web7 memory': 'no' },
    afterwards: 'OKAY',
  },
  {
    name: 'a host that goes away twenty seconds after its first sample, before its capacity is whole',
    happen: async (stage) => {
      stage.host('web1', calm, { every: 2 });
      await stage.run(60);
      const leave = stage.host('web7', used, { every: 2, past: 0 });
      await stage.pass(20);
      leave();
      await stage.pass(230);
      return async () => {
        stage.host('web7', used, { every: 2, past: 0 });
        await stage.pass(60);
      };
    },
    told: [/^WARNING self self1 self: 1 of 2 series gets no samples: web7\//],
    check: [/^MISSING +target memory: web7\/memory\/memory-used has had no sample for/],
    counted: { series: 1, stale: 1 },
    predicted: { 'web1 memory': 'calm', 'web7 memory': 'no' },
    afterwards: 'OKAY',
  },
  {
    name: 'seven hosts of twenty that are away',
    happen: async (stage) => {
      for (const host of hosts.slice(7)) stage.host(host, calm, { every: 2 });
      const leave = hosts.slice(0, 7).map((host) => stage.host(host, calm, { every: 2 }));
      await stage.run(30);
      for (const one of leave) one();
      await stage.pass(100);
      return async () => {
        for (const host of hosts.slice(0, 7)) stage.host(host, calm, { every: 2, past: 0 });
        await stage.pass(60);
      };
    },
    told: [
      /^WARNING self self1 self: [1-7] of 20 series get no samples: web\d\/\S+, web\d\/\S+( and 5 more)?\. Nothing comes from web\d and \d more host/,
    ],
    check: [/^MISSING +target memory: web\d\/memory\/memory-used has had no sample for .* and 4 more/],
    counted: { series: 13, stale: 7 },
    predicted: { 'web20 memory': 'calm', 'web1 memory': 'no' },
    afterwards: 'OKAY',
  },
  {
    name: 'a file system that is unmounted as planned',
    happen: async (stage) => {
      stage.host('web1', () => ({ ...calm(), ...root() }), { every: 2 });
      const unmount = stage.host('web1', () => disk('mnt-backup', 100 * gib, 40 * gib), { every: 2 });
      await stage.run(40);
      unmount();
      await stage.pass(60);
      return () => stage.pass(60);
    },
    told: 'quiet',
    check: [/^note +target disk: 2 series of 1 host; .*; web1\/df-mnt-backup\/df_complex-used has ended/],
    counted: { series: 2 },
    predicted: { 'web1 disk-root': 'calm', 'web1 disk-mnt-backup': 'no' },
    afterwards: 'quiet',
  },
  {
    name: 'a host that reports every hour',
    happen: async (stage) => {
      stage.host('web1', calm, { every: 60, past: 3600 });
      stage.host('solar1', calm, { every: 3600, past: 86_400 });
      await stage.run(7200);
      return () => stage.pass(3600);
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 2 },
    predicted: { 'web1 memory': 'calm', 'solar1 memory': 'calm' },
    afterwards: 'quiet',
  },
  {
    name: 'five hosts of six behind a switch that is down for half a minute',
    happen: async (stage) => {
      stage.host('web6', calm);
      const leave = hosts.slice(0, 5).map((host) => stage.host(host, calm));
      await stage.run(100);
      for (const one of leave) one();
      await stage.pass(30);
      return async () => {
        for (const host of hosts.slice(0, 5)) stage.host(host, calm, { past: 0 });
        await stage.pass(60);
      };
    },
    told: [
      /^WARNING self self1 self: 5 of 6 series get no samples: .* and 4 more hosts; is collectd running/,
    ],
    check: notApplicable('half a minute is not late'),
    counted: { series: 1, stale: 5 },
    predicted: { 'web6 memory': 'calm', 'web1 memory': 'no' },
    afterwards: 'OKAY',
  },
  {
    name: 'a df plugin that hangs on its host, while memory is read on',
    happen: async (stage) => {
      stage.host('web1', calm);
      const hang = stage.host('web1', root, { every: 10, past: 900 });
      await stage.run(100);
      hang();
      await stage.pass(200);
      return async () => {
        stage.host('web1', root, { every: 10, past: 0 });
        await stage.pass(60);
      };
    },
    told: [/^WARNING self self1 self: 1 of 2 series gets no samples: web1\/df-root\/df_complex-used/],
    check: [/^MISSING +target disk: web1\/df-root\/df_complex-used has had no sample for/],
    counted: { series: 1, stale: 1 },
    predicted: { 'web1 disk-root': 'no', 'web1 memory': 'calm' },
    afterwards: 'OKAY',
  },
  {
    name: 'a host that is gone for good, and is forgotten after an hour',
    happen: async (stage) => {
      stage.host('web1', calm, { every: 10 });
      const leave = stage.host('web2', calm, { every: 10 });
      await stage.run(60);
      leave();
      await stage.pass(200);
      return () => stage.pass(4000);
    },
    told: [/^WARNING self self1 self: 1 of 2 series gets no samples: web2\/.*It is forgotten after an hour/],
    check: [/^MISSING +target memory: web2\/memory\/memory-used has had no sample/],
    counted: { series: 1, stale: 1 },
    predicted: { 'web1 memory': 'calm', 'web2 memory': 'no' },
    afterwards: 'OKAY',
  },
  {
    name: 'the names of three hundred hosts that were gone before the start',
    happen: async (stage) => {
      for (let host = 0; host < 300; host++)
        for (const [name, value] of Object.entries(calm()))
          stage.redis.write(`c${host}/${name}`, stage.time.epoch - 7200 - 60 * host, [value].flat());
      stage.host('web1', calm);
      await stage.run(60);
      return () => stage.pass(30);
    },
    told: 'quiet',
    check: [/^note .*300.* gone/],
    counted: { series: 1 },
    predicted: { 'web1 memory': 'calm', 'c7 memory': 'no' },
    afterwards: 'quiet',
  },
];
