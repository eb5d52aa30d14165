import assert from 'node:assert/strict';
import { StoredHosts, type StoredHost } from '../../../../plugins/samples/stored-hosts.ts';

const start = 1.8e9;
const day = 86_400;

function namesOf(host: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${host}/df-${i}/df_complex-used`);
}

describe('the hosts whose series stood in Redis', () => {
  let kept: readonly StoredHost[];
  let writes: number;
  let second: number;
  let hosts: StoredHosts;
  beforeEach(() => {
    [kept, writes, second] = [[], 0, 0];
    restart();
  });

  function restart(isOurs?: (host: string) => boolean): void {
    hosts = new StoredHosts({
      memory: {
        path: '/spool/stored-hosts.json',
        read: () => kept,
        write: (given) => {
          writes++;
          kept = given;
        },
      },
      host: 'own1',
      isOurs,
      now: () => start + second,
      monotonic: () => second,
    });
  }

  function note(names: readonly string[], lost: readonly string[] = []): void {
    hosts.note(
      () => names,
      (host) => lost.includes(host),
    );
  }

  it('are remembered for the process that comes after, with the time', () => {
    note(['own1/memory/memory-used', 'own1/swap/swap-used', 'web1/memory/memory-used']);
    restart();
    assert.deepEqual(hosts.atStart, [
      { host: 'own1', time: start, names: ['own1/memory/memory-used', 'own1/swap/swap-used'] },
      { host: 'web1', time: start, names: ['web1/memory/memory-used'] },
    ]);
  });

  it('are forgotten when another shard has taken them over', () => {
    note(['web1/memory/memory-used', 'web2/memory/memory-used']);
    restart((host) => host === 'web2');
    assert.deepEqual(
      hosts.atStart.map(({ host }) => host),
      ['web2'],
    );
  });

  it('are written when others come, and once an hour', () => {
    for (; second < 3600; second += 10) note(['own1/memory/memory-used']);
    assert.equal(writes, 1);
    note(['own1/memory/memory-used']);
    assert.deepEqual([writes, kept[0]!.time], [2, start + 3600]);
    note(['own1/memory/memory-used', 'own1/swap/swap-used']);
    assert.equal(writes, 3);
  });

  it('are not written where nothing ever stands in Redis', () => {
    for (; second < 8000; second += 10) note([]);
    assert.equal(writes, 0);
  });

  it('stay while nothing comes of them, for a week, and are then forgotten', () => {
    note(['own1/memory/memory-used']);
    for (second = day; second < 7 * day; second += day) {
      note(['web1/memory/memory-used']);
      restart();
      assert.deepEqual(
        hosts.atStart.map(({ host, time }) => [host, time - start]),
        [
          ['own1', 0],
          ['web1', second],
        ],
      );
    }
    second = 7 * day + 1;
    restart();
    assert.deepEqual(
      hosts.atStart.map(({ host }) => host),
      ['web1'],
    );
  });

  it('are forgotten after a week although they were remembered by a clock that was ahead', () => {
    kept = [{ host: 'own1', time: start + 1000 * day, names: ['own1/memory/memory-used'] }];
    restart();
    assert.equal(hosts.atStart[0]!.time, start);
    note(['web1/memory/memory-used']);
    second = 7 * day + 1;
    restart();
    assert.deepEqual(hosts.atStart, []);
  });

  it('stay as they were while they are lost', () => {
    note(['own1/memory/memory-used']);
    second = 7200;
    note(['own1/df-root/df_complex-used', 'web1/memory/memory-used'], ['own1']);
    assert.deepEqual(
      kept.map(({ host, time, names }) => [host, time - start, ...names]),
      [
        ['own1', 0, 'own1/memory/memory-used'],
        ['web1', 7200, 'web1/memory/memory-used'],
      ],
    );
  });

  it('are not written again when an operator has removed the memory', () => {
    note(['own1/memory/memory-used']);
    kept = [];
    second = 7200;
    note(['own1/memory/memory-used'], ['own1']);
    assert.deepEqual(kept, []);
  });

  it('are at most 50, with eight names each, and this host among them', () => {
    for (let i = 0; i < 100; i++) {
      second++;
      note(i === 0 ? namesOf('own1', 20) : namesOf(`web${i}`, 20));
    }
    assert.equal(kept.length, 50);
    assert.ok(kept.every(({ names }) => names.length === 8));
    assert.ok(kept.some(({ host }) => host === 'own1'));
    assert.ok(kept.some(({ host }) => host === 'web99'));
    kept = [{ host: 'own1', time: start, names: namesOf('own1', 1000) }];
    restart();
    assert.equal(hosts.atStart[0]!.names.length, 8);
  });

  it('keep the names that they have while these are fresh', () => {
    note(namesOf('own1', 10));
    const [before] = kept;
    note(namesOf('own1', 10).toReversed());
    assert.equal(writes, 1);
    note(namesOf('own1', 10).slice(1));
    assert.deepEqual(kept[0]!.names, [...before!.names.slice(1), 'own1/df-8/df_complex-used']);
  });
});
