import assert from 'node:assert/strict';
import { assert as check, integer, property, string } from 'fast-check';
import { isOfShard, machineOfReport, shardHost } from '../../../../plugins/samples/shard.ts';

/** The shards of `count` that have a host. */
function shardsOf(host: string, count: number): number[] {
  return Array.from({ length: count }, (_, index) => index).filter((index) =>
    isOfShard(host, { index, count }),
  );
}

describe('the shard of a host', () => {
  it('is exactly one, whatever the name', () => {
    check(
      property(string({ unit: 'binary' }), integer({ min: 1, max: 1000 }), (host, count) => {
        assert.equal(shardsOf(host, count).length, 1);
      }),
    );
  });

  it('is the same in each version', () => {
    assert.deepEqual(
      ['web1', 'web2', 'db1.example.org', 'b\u00fccher', ''].map((host) => shardsOf(host, 8)[0]),
      [2, 2, 4, 7, 3],
    );
  });

  for (const [kind, nameOf] of Object.entries<(index: number) => string>({
    'numbered hosts': (index) => `node-${index}.example.org`,
    'hosts of even numbers': (index) => `node-${2 * index}`,
    'hosts of numbers in eights': (index) => `node-${8 * index}`,
    addresses: (index) => `10.0.${index >> 8}.${index & 255}`,
  }))
    it(`divides ${kind} evenly`, () => {
      for (const count of [2, 3, 8, 10]) {
        const hosts = Array.from({ length: count }, () => 0);
        for (let index = 0; index < 8000; index++) hosts[shardsOf(nameOf(index), count)[0]!]!++;
        for (const one of hosts)
          assert.ok(Math.abs(one / (8000 / count) - 1) < 0.15, `${count}: ${hosts.join(' ')}`);
      }
    });

  it('reports under a name of its own, which tells its machine', () => {
    assert.equal(shardHost('central.example.org', { index: 3, count: 8 }), 'central.example.org-shard3');
    assert.equal(machineOfReport('central.example.org-shard3'), 'central.example.org');
    assert.equal(machineOfReport('web-1'), 'web-1');
  });
});
