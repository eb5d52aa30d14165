import type { Condition } from './condition.ts';
import { calm, disk, gib } from './host-values.ts';
import type { SimulatedStage } from './simulated-stage.ts';

const cached = 'cache: {unixsock: /run/socket}';
const hosts = Array.from({ length: 20 }, (_, i) => `web${i + 1}`);

/** Takes the connection of write_redis away: Redis restarts, and collectd does not. */
async function restartRedis(stage: SimulatedStage): Promise<() => Promise<void>> {
  stage.host('web1', calm);
  await stage.run(30);
  stage.redis.stop();
  await stage.pass(2);
  stage.redis.start(true);
  await stage.pass(40);
  return async () => {
    stage.collectd.stop();
    await stage.pass(2);
    stage.collectd.start();
    await stage.pass(60);
  };
}

/** F: silence, and what only looks like it. */
export const silence: readonly Condition<SimulatedStage>[] = [
  {
    name: 'hosts that report as usual',
    happen: async (stage) => {
      stage.host('web1', () => ({ ...calm(), ...disk('root', 100 * gib, 30 * gib) }));
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
      /^WARNING self self1 self: 1 of 20 series gets no samples: web7\/.*nothing comes from web7; is collectd running there, and does its network plugin reach/i,
    ],
    check: [/^MISSING +target memory: web7\/memory\/memory-used has had no sample for/],
    counted: { series: 20, stale: 1 },
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
    counted: { series: 20, stale: 7 },
    predicted: { 'web20 memory': 'calm', 'web1 memory': 'no' },
    afterwards: 'OKAY',
  },
  {
    name: 'a file system that is unmounted as planned',
    happen: async (stage) => {
      stage.host('web1', () => ({ ...calm(), ...disk('root', 100 * gib, 30 * gib) }), { every: 2 });
      const unmount = stage.host('web1', () => disk('mnt-backup', 100 * gib, 40 * gib), { every: 2 });
      await stage.run(40);
      unmount();
      await stage.pass(60);
      return () => stage.pass(60);
    },
    told: 'quiet',
    check: [/^note +target disk: 2 series of 1 host; .*; web1\/df-mnt-backup\/df_complex-used has ended/],
    counted: { series: 3 },
    predicted: { 'web1 disk-root': 'calm', 'web1 disk-mnt-backup': 'no' },
    afterwards: 'quiet',
  },
  {
    name: 'a Redis that restarts, while collectd goes on and can be asked',
    config: cached,
    happen: restartRedis,
    told: [
      /^WARNING self self1 self: nothing new arrives in Redis; predictions go on from collectd's own cache.*restart collectd/,
    ],
    check: [/^MISSING +target memory: web1\/memory\/memory-used has had no sample for/],
    counted: { series: 1, from_cache: 1 },
    predicted: { 'web1 memory': 'calm' },
    afterwards: 'OKAY',
  },
  {
    name: 'a Redis that restarts, while collectd goes on and cannot be asked',
    happen: restartRedis,
    told: [
      /^FAILURE self self1 self: no new samples arrive, and nothing is predicted: web1\/.*Redis was started at \S+, and write_redis does not reconnect; restart collectd$/,
    ],
    check: [/^MISSING +target memory: web1\/memory\/memory-used has had no sample for/],
    counted: { series: 1, stale: 1 },
    predicted: { 'web1 memory': 'no' },
    afterwards: 'OKAY',
  },
  {
    name: 'a Redis that is down',
    happen: async (stage) => {
      stage.host('web1', calm);
      await stage.run(30);
      stage.redis.stop();
      await stage.pass(60);
      return async () => {
        stage.redis.start(true);
        stage.collectd.stop();
        await stage.pass(2);
        stage.collectd.start();
        await stage.pass(60);
      };
    },
    told: [
      /^FAILURE self self1 self: no new samples arrive, and nothing is predicted: .*Redis cannot be reached; start it, and then restart collectd/,
    ],
    check: [/^MISSING +Redis/],
    counted: { series: 1, stale: 1 },
    predicted: { 'web1 memory': 'no' },
    afterwards: 'OKAY',
  },
  {
    name: 'a collectd whose read plugins hang',
    config: cached,
    happen: async (stage) => {
      stage.host('self1', calm);
      await stage.run(30);
      stage.collectd.isHanging = true;
      await stage.pass(60);
      return async () => {
        stage.collectd.isHanging = false;
        await stage.pass(60);
      };
    },
    told: [/^FAILURE self self1 self: no new samples arrive.*collectd does not answer; is it running\?/],
    check: [/^MISSING +target memory: self1\/memory\/memory-used has had no sample for/],
    counted: { series: 1, stale: 1 },
    predicted: { 'self1 memory': 'no' },
    afterwards: 'OKAY',
  },
  {
    name: 'a Redis that holds no series for minutes',
    happen: async (stage) => {
      await stage.run(150);
      return async () => {
        stage.host('web1', calm, { past: 0 });
        await stage.pass(60);
      };
    },
    told: [
      /^FAILURE self self1 self: no series is found, and nothing is predicted.*is redis\.prefix the Prefix/,
    ],
    check: [/^MISSING +target memory: no series like/],
    counted: { series: 0 },
    predicted: {},
    afterwards: 'OKAY',
  },
];
