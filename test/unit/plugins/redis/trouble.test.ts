import assert from 'node:assert/strict';
import { StoreError } from '../../../../plugins/samples/sample-reader.ts';
import {
  describeTrouble,
  findWriteTrouble,
  readRedisState,
  parseInfo,
  writeTroubleIn,
} from '../../../../plugins/redis/trouble.ts';

const well = `# Memory\r
used_memory:900000000\r
maxmemory:0\r
maxmemory_policy:noeviction\r
mem_not_counted_for_evict:0\r
# Replication\r
role:master\r
connected_slaves:0\r
# Persistence\r
loading:0\r
rdb_last_bgsave_status:ok\r
aof_last_write_status:ok\r
# Errorstats\r
errorstat_ERR:count=7\r
`;

const replica = { role: 'slave', master_host: 'redis1', master_port: '6379', slave_read_only: '1' };
const atLimit = { used_memory: '104857600', maxmemory: '104857599' };

function find(changes: Readonly<Record<string, string>>) {
  return writeTroubleIn(new Map([...parseInfo(well), ...Object.entries(changes)]));
}

function of(changes: Readonly<Record<string, string>>): string | undefined {
  const trouble = find(changes);
  return trouble && describeTrouble(trouble);
}

describe('the reason why nothing can be written to Redis', () => {
  it('is none while Redis is well', () => {
    assert.equal(find({}), undefined);
  });

  it('is that it is full', () => {
    assert.deepEqual(find(atLimit), {
      cause: "Redis is full and refuses collectd's writes",
      facts: 'OOM: 100.0 MiB of maxmemory 100.0 MiB, noeviction',
      cure: 'raise maxmemory, or keep fewer samples by MaxSetSize of write_redis',
      isNow: true,
    });
    assert.match(of({ ...atLimit, maxmemory_policy: 'volatile-lru' })!, /^Redis is full/);
    const large = { used_memory: String(2 ** 31), maxmemory: String(2 ** 30) };
    assert.equal(find(large)!.facts, 'OOM: 2048 MiB of maxmemory 1024 MiB, noeviction');
  });

  it('is that it is full, just below the limit, if it has refused writes for that', () => {
    const close = { used_memory: '99000000', maxmemory: '100000000' };
    assert.equal(of(close), undefined);
    assert.match(of({ ...close, errorstat_OOM: 'count=3' })!, /^Redis is full/);
  });

  it('is not that it was full once, that it makes room by itself, or that replicas take the room', () => {
    const half = { used_memory: '50000000', maxmemory: '100000000' };
    assert.equal(of({ ...half, errorstat_OOM: 'count=3' }), undefined);
    assert.equal(of({ ...atLimit, maxmemory_policy: 'allkeys-lru', errorstat_OOM: 'count=3' }), undefined);
    assert.equal(of({ ...atLimit, mem_not_counted_for_evict: '1000000' }), undefined);
  });

  it('is that it is a replica whose link is down', () => {
    const down = { ...replica, master_link_status: 'down' };
    assert.deepEqual(find({ ...down, master_link_down_since_seconds: '12' }), {
      cause: 'Redis is a replica without a link to its primary, so its data are old',
      facts: 'redis1:6379, for 12 s',
      cure: 'restore the link, or name the primary in redis.url',
      isNow: true,
    });
    assert.match(
      of({ ...down, master_link_down_since_seconds: '-1' })!,
      /data are old \(redis1:6379\); restore/,
    );
  });

  it('is that it is a replica that collectd tried to write to', () => {
    const up = { ...replica, master_link_status: 'up' };
    assert.equal(find(up), undefined);
    assert.deepEqual(find({ ...up, errorstat_READONLY: 'count=9' }), {
      cause: 'Redis is a read-only replica, and has refused writes',
      facts: 'READONLY: 9 since it was started',
      cure: 'let collectd write to its primary redis1:6379',
      isNow: false,
    });
    assert.equal(of({ ...up, errorstat_READONLY: 'count=9', slave_read_only: '0' }), undefined);
    assert.equal(of({ errorstat_READONLY: 'count=9' }), undefined, 'it has been promoted since');
  });

  it('is that it cannot save, if it refuses writes for that', () => {
    for (const failing of [{ rdb_last_bgsave_status: 'err' }, { aof_last_write_status: 'err' }]) {
      assert.equal(of(failing), undefined);
      assert.match(of({ ...failing, errorstat_MISCONF: 'count=1' })!, /\(MISCONF\); see Redis' log/);
    }
    assert.equal(of({ errorstat_MISCONF: 'count=1' }), undefined);
  });

  it('is that it has too few replicas', () => {
    const some = { min_slaves_good_slaves: '1', errorstat_NOREPLICAS: 'count=1' };
    assert.match(of(some)!, /too few replicas \(NOREPLICAS: 1 are well\); /);
    assert.equal(of({ errorstat_NOREPLICAS: 'count=1' }), undefined, 'it no longer asks for any');
    assert.equal(of({ min_slaves_good_slaves: '1' }), undefined, 'it has refused nothing');
    assert.equal(of({ ...some, errorstat_NOREPLICAS: 'count=1,more' }), undefined);
    assert.equal(of({ ...some, role: 'slave' }), undefined);
  });

  it('is that it is still loading', () => {
    assert.match(of({ loading: '1' })!, /still loading .*\(LOADING\); wait/);
  });

  it('is that it asks for a password, which write_redis cannot give', () => {
    const trouble = find({ errorstat_NOAUTH: 'count=40' })!;
    assert.match(trouble.cause, /refused commands without a password, and write_redis cannot/);
    assert.equal(trouble.facts, 'NOAUTH: 40 since it was started');
    assert.equal(trouble.isNow, false);
  });

  it('is read with the time since the start of Redis, where Redis can be asked', async () => {
    const answers: Record<string, string> = { server: 'uptime_in_seconds:42\r\n' };
    const info = (section: string): Promise<string> => Promise.resolve(answers[section] ?? 'loading:1\r\n');
    const { isOpen, uptimeSeconds, trouble } = await readRedisState({ isOpen: true, info });
    assert.deepEqual([isOpen, uptimeSeconds, trouble!.isNow], [true, 42, true]);
    for (const [text, seconds] of [
      ['uptime_in_seconds:7', 7],
      ['xuptime_in_seconds:7', undefined],
      ['uptime_in_seconds:x7', undefined],
      ['uptime_in_seconds:7x', undefined],
      ['', undefined],
    ] as const) {
      answers['server'] = text;
      assert.equal((await readRedisState({ isOpen: true, info })).uptimeSeconds, seconds, text);
    }
    const refused = { isOpen: true, info: () => Promise.reject(new StoreError('NOPERM')) };
    assert.deepEqual(await readRedisState(refused), {
      isOpen: true,
      trouble: undefined,
      uptimeSeconds: undefined,
    });
    const closed = { isOpen: false, reason: 'it is a Sentinel' };
    assert.deepEqual(await readRedisState({ ...closed, info }), closed);
    // A cluster of which some servers are away answers, and cannot be read.
    const partly = { isOpen: true, info: () => Promise.resolve('') };
    assert.deepEqual(await readRedisState(partly, 'the cluster is down'), {
      isOpen: false,
      reason: 'the cluster is down',
    });
  });

  it('is not known where Redis does not say', async () => {
    assert.equal(await findWriteTrouble({ info: () => Promise.reject(new StoreError('NOPERM')) }), undefined);
    assert.equal(await findWriteTrouble({ info: () => Promise.resolve('') }), undefined);
  });

  it('does not hide a bug of ours', async () => {
    const bug = new TypeError('x is not a function');
    await assert.rejects(findWriteTrouble({ info: () => Promise.reject(bug) }), bug);
    const info = (section: string) => (section === 'server' ? Promise.reject(bug) : Promise.resolve(''));
    await assert.rejects(readRedisState({ isOpen: true, info }), bug);
  });
});
