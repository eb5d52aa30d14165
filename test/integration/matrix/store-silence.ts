import type { Condition } from './condition.ts';
import { calm } from './host-values.ts';
import type { SimulatedStage } from './simulated-stage.ts';

const cached = 'cache: {unixsock: /run/socket}';

/** Takes the connection of write_redis away: Redis restarts, and collectd does not. */
async function restartRedis(stage: SimulatedStage): Promise<() => Promise<void>> {
  stage.host('web1', calm);
  await stage.run(30);
  stage.redis.stop();
  // It is there again before anything is told.
  await stage.pass(1);
  stage.redis.start(true);
  await stage.pass(41);
  return async () => {
    stage.collectd.stop();
    await stage.pass(2);
    stage.collectd.start();
    await stage.pass(60);
  };
}

/** F: nothing new in Redis, because of Redis or collectd. */
export const storeSilence: readonly Condition<SimulatedStage>[] = [
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
    counted: { series: 0, stale: 1 },
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
    counted: { series: 0, stale: 1 },
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
    counted: { series: 0, stale: 1 },
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
      /^FAILURE self self1 self: no series is found, and nothing is predicted.*do write_redis' Database and Prefix fit/,
    ],
    check: [/^MISSING +target memory: no series like/],
    counted: { series: 0, unpredicted: 1 },
    predicted: {},
    afterwards: 'OKAY',
  },
  {
    name: 'a collectd that is restarted, and away for half a minute',
    happen: async (stage) => {
      stage.host('self1', calm);
      await stage.run(60);
      stage.collectd.stop();
      await stage.pass(30);
      stage.collectd.start();
      await stage.pass(60);
      return () => stage.pass(60);
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 1 },
    predicted: { 'self1 memory': 'calm' },
    afterwards: 'quiet',
  },
];
