import assert from 'node:assert/strict';
import { checkWriteRedis, writesElsewhere } from '../../../../tools/check/write-redis-node.ts';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { confOf } from '../../../support/conf-of.ts';

const node = (...lines: readonly string[]): string => `<Node "a">\n${lines.join('\n')}\n</Node>`;
const conf = (...nodes: readonly string[]): string =>
  `LoadPlugin write_redis\n<Plugin write_redis>\n${nodes.join('\n')}\n</Plugin>`;

const check = (text: string, redis = '{}', counters: readonly string[] = []): readonly string[] =>
  checkWriteRedis(parseConfig(`redis: ${redis}`, 'f'), confOf(text), counters).map(
    ({ ok, text: found }) => `${ok ? 'ok' : 'MISSING'} ${found}`,
  );

const elsewhere = (text: string, redis = '{}'): string | undefined =>
  writesElsewhere(parseConfig(`redis: ${redis}`, 'f'), confOf(text));

describe('the check of write_redis', () => {
  it('is content with a bound, by number or by time', () => {
    assert.deepEqual(check(conf(node('MaxSetSize 3600'))), [
      'ok keeps a bounded number of samples: MaxSetSize 3600 (/collectd.conf:4)',
    ]);
    assert.match(check(conf(node('MaxSetDuration 86400'))).join(), /^ok .*MaxSetDuration 86400/);
    // Both cut the same keys.
    assert.match(check(conf(node(), node('MaxSetSize 3600'))).join(), /^ok /);
  });

  it('misses a bound without which Redis grows', () => {
    for (const text of [conf(node()), conf(node('MaxSetSize -1')), conf(node('MaxSetSize 0'))])
      assert.match(
        check(text).join(),
        /^MISSING the node at \/collectd\.conf:3 has neither MaxSetSize nor MaxSetDuration, .*add `MaxSetSize 3600` there/,
      );
  });

  it('looks at the node of our Redis alone', () => {
    const other = [
      node('Port "6380"'),
      node('Prefix "metrics/"'),
      node('Database 2'),
      node('Host "/run/r.sock"'),
    ];
    assert.deepEqual(check(conf(...other.slice(0, 3))), []);
    assert.equal(check(conf(...other), '{url: "redis://db:6380"}').length, 1);
    assert.match(check(conf(...other), '{url: "redis://db:6380"}').join(), /collectd\.conf:3 /);
    assert.match(check(conf(...other), '{prefix: metrics/}').join(), /collectd\.conf:6 /);
    assert.match(check(conf(...other), '{url: "redis://db/2"}').join(), /collectd\.conf:9 /);
    assert.match(check(conf(node('Host "/run/r.sock"')), '{url: "unix:///run/r.sock"}').join(), /^MISSING/);
    assert.deepEqual(check(conf(node('Host "/run/r.sock"')), '{url: "unix:///run/other.sock"}'), []);
    assert.match(check(conf(node('Port "6390"')), '{url: "rediss://db:6380"}').join(), /^MISSING/);
  });

  it('says where it writes when that is another place than our Redis', () => {
    assert.equal(
      elsewhere(conf(node('Host "db1"', 'Database 3', 'Prefix "x/"'))),
      'write_redis writes to db1:6379, Database 3, Prefix "x/" (/collectd.conf:3): let it and redis of dma.yaml name one place',
    );
    assert.match(elsewhere(conf(node('Port "6380"')))!, /^write_redis writes to localhost:6380, Database 0,/);
    assert.match(
      elsewhere(conf(node('Host "/run/r.sock"')), '{url: "unix:///run/s.sock"}')!,
      /\/run\/r\.sock, /,
    );
    assert.equal(elsewhere(conf(node('Port "6380"'), node())), undefined);
    assert.equal(elsewhere('LoadPlugin write_redis'), undefined);
  });

  it('has nothing to say where this collectd does not write to Redis', () => {
    assert.deepEqual(check('LoadPlugin network'), []);
    assert.deepEqual(checkWriteRedis(parseConfig('', 'f'), undefined, []), []);
  });

  it('names the counters that are stored as counts', () => {
    const text = conf(node('MaxSetSize 9', 'StoreRates false'));
    assert.equal(check(text).length, 1);
    assert.match(
      check(text, '{}', ['web1/interface-eth0/if_octets'])[1]!,
      /^MISSING the values of web1\/interface-eth0\/if_octets are counts, not rates: set StoreRates true .*collectd\.conf:3\)$/,
    );
    assert.equal(check(conf(node('MaxSetSize 9', 'StoreRates true')), '{}', ['x']).length, 1);
  });
});
