import { seriesOfHost } from './simulated-series.ts';
import type { SimulatedCollectd } from './simulated-collectd.ts';
import type { SimulatedRedis } from './simulated-redis.ts';
import type { SimulatedTime } from './simulated-time.ts';

export interface World {
  readonly time: SimulatedTime;
  readonly redis: SimulatedRedis;
  readonly collectd: SimulatedCollectd;
  readonly random: () => number;
}

/** Begins to go wrong; returns how it ends, which may be called twice. */
type Fault = (world: World) => () => void;

const nothing = (): void => undefined;

function pick<Item>(random: () => number, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)]!;
}

/** Everything that goes wrong, by name. */
export const faults: Readonly<Record<string, Fault>> = {
  'Redis is slow': ({ redis, random }) => {
    redis.latencySeconds = pick(random, [0.3, 1, 4]);
    return () => (redis.latencySeconds = 0.002);
  },
  'the connection to Redis is cut in the middle of its answers': ({ redis, time, random }) => {
    for (let times = 0; times < 4; times++) time.after(3 * random(), () => redis.isUp && redis.cut());
    return nothing;
  },
  'Redis does not answer': ({ redis }) => {
    redis.isStalled = true;
    return () => (redis.isStalled = false);
  },
  'Redis refuses': ({ redis, random }) => {
    redis.refusal = pick(random, [
      'it is still loading its data (LOADING)',
      'it does not allow user default to read (NOPERM)',
    ]);
    return () => (redis.refusal = undefined);
  },
  'Redis is restarted': ({ redis, random }) => {
    const keepsData = random() < 0.5;
    if (redis.isUp) redis.stop();
    return () => {
      if (!redis.isUp) redis.start(keepsData);
    };
  },
  'collectd is restarted': ({ collectd }) => {
    if (collectd.isRunning) collectd.stop();
    return () => {
      if (!collectd.isRunning) collectd.start();
    };
  },
  'the connection is cut while the past is read from a slow Redis': ({ collectd, redis, time, random }) => {
    if (collectd.isRunning) collectd.stop();
    redis.latencySeconds = pick(random, [0.3, 1, 4]);
    time.after(3 * random(), () => {
      if (!collectd.isRunning) collectd.start();
    });
    // Until after the first round: names, newest entries and capacities take an answer each.
    for (let times = 0; times < 4; times++)
      time.after(3 + 6 * redis.latencySeconds * random(), () => redis.isUp && redis.cut());
    return () => {
      redis.latencySeconds = 0.002;
      if (!collectd.isRunning) collectd.start();
    };
  },
  'collectd reads nothing': ({ collectd }) => {
    collectd.isHanging = true;
    return () => (collectd.isHanging = false);
  },
  'write_redis is dead': ({ collectd }) => {
    collectd.isWriteRedisDead = true;
    return nothing;
  },
  'nobody reads our output': ({ collectd }) => {
    collectd.isOutputBlocked = true;
    return () => collectd.unblockOutput();
  },
  "collectd's socket fails": ({ collectd, random }) => {
    collectd.cacheFailure = pick(random, ['refuses', 'hangs']);
    return () => (collectd.cacheFailure = 'none');
  },
  'a host goes': ({ collectd, random }) => {
    const names = [...collectd.hosts.keys()];
    if (names.length < 2) return nothing;
    const name = pick(random, names);
    const series = collectd.hosts.get(name)!;
    collectd.remove(name);
    return () => collectd.add(name, series);
  },
  'a host comes': ({ collectd, random }) => {
    const name = `new${Math.floor(random() * 5)}`;
    const isNew = !collectd.hosts.has(name);
    if (isNew) collectd.add(name, seriesOfHost(name, pick(random, [0.5, 1, 2]), random));
    return () => {
      // The last one stays.
      if (isNew && random() < 0.5 && collectd.hosts.size > 1) collectd.remove(name);
    };
  },
  'members are malformed': ({ collectd, redis, time, random }) => {
    const texts = [
      '',
      'garbage',
      '1:2:x',
      'nan:nan',
      '1795226508.283:',
      ':',
      '1795226508.283:0x10',
      '\u0000:1',
    ];
    for (let count = 0; count < 20; count++) {
      const series = pick(random, pick(random, [...collectd.hosts.values()]));
      const score = pick(random, [
        time.epoch,
        time.epoch + 1000,
        time.epoch - 50,
        0,
        Number.POSITIVE_INFINITY,
      ]);
      time.after(3 * random(), () =>
        redis.store.writeMember(series.identifier, pick(random, texts), score + random()),
      );
    }
    return nothing;
  },
  'a value is not known': ({ collectd, redis, time, random }) => {
    for (let count = 0; count < 5; count++) {
      const { identifier, valuesAt } = pick(random, pick(random, [...collectd.hosts.values()]));
      // Another value at a time of its own, as a second writer would leave it.
      const text = valuesAt(0).map(() => pick(random, ['nan', '-nan', 'inf']));
      time.after(3 * random(), () => {
        collectd.truth.add(identifier, {
          time: time.epoch,
          values: text.map(() => Number.NaN),
        });
        redis.store.writeMember(identifier, `${time.epoch}:${text.join(':')}`, time.epoch);
      });
    }
    return nothing;
  },
  'a sample comes from the future': ({ collectd, redis, time, random }) => {
    const { identifier, valuesAt } = pick(random, pick(random, [...collectd.hosts.values()]));
    const ahead = Math.round(time.epoch * 1000 + 1000 * pick(random, [2, 20, 200, 1000])) / 1000;
    const values = valuesAt(time.seconds);
    collectd.truth.add(identifier, { time: ahead, values });
    redis.write(identifier, ahead, values);
    return nothing;
  },
  'a key holds something else': ({ collectd, redis, random }) => {
    const key = `collectd/${pick(random, pick(random, [...collectd.hosts.values()])).identifier}`;
    redis.wrongTypes.add(key);
    return () => redis.wrongTypes.delete(key);
  },
  'the clock is set back': ({ time, random }) => {
    time.clockError -= pick(random, [0.7, 5, 60, 250, 10_000]);
    return nothing;
  },
  'the clock is set ahead': ({ time, random }) => {
    time.clockError += pick(random, [0.7, 5, 60, 250, 10_000]);
    return nothing;
  },
};
