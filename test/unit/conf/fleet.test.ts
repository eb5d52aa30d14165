import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseIdentifier } from '../../../plugins/collectd/identifier.ts';
import { packageRoot } from '../../../tools/package-root.ts';
import { wayThroughChains } from '../../../tools/collectd-conf/filter-chain.ts';
import { confOf } from '../../support/conf-of.ts';

const read = (path: string): string => readFileSync(join(packageRoot, 'conf', path), 'utf8');

describe('the files of a fleet', () => {
  it('bring every risk to the threshold plugin of the central collectd, without which no alert comes', () => {
    const conf = confOf(`${read('collectd.conf.d/dma.conf')}\n${read('fleet/central.conf')}`);
    const risk = parseIdentifier('web1/dma-memory/percent-risk');
    assert.equal(wayThroughChains(conf, risk, 'threshold').reaches, 'yes');
  });

  it("do not let a shard predict other shards' hosts, which are in the cache of the central collectd", () => {
    for (const name of ['shard0', 'shard1'])
      assert.equal((parse(read(`fleet/${name}.yaml`)) as { cache: unknown }).cache, 'off', name);
  });

  it('let collectd start after each Redis, whose refusal write_redis would never get over', () => {
    const shards = [...read('fleet/central.conf').matchAll(/<Node "(\w+)">/g)].map(([, name]) => name!);
    assert.deepEqual(shards, ['shard0', 'shard1']);
    const units = shards.map((name) => `redis-server@${name}.service`).join(' ');
    const lines = read('fleet/collectd.service.d/60-fleet.conf').split('\n');
    assert.deepEqual(lines.slice(-4), ['[Unit]', `Wants=${units}`, `After=${units}`, '']);
  });
});
