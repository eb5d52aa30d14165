import assert from 'node:assert/strict';
import { parseIdentifier } from '../../../../plugins/collectd/identifier.ts';
import type { ValueList } from '../../../../plugins/collectd/text-protocol.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { OutputProbe } from '../../../../plugins/self/output-probe.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const time = 1.8e9;
const upper = 'web1/dma-memory/gauge-predicted_upper';
const other = 'web2/dma-memory/gauge-predicted_upper';

function listOf(name: string, second: number): ValueList {
  return { identifier: parseIdentifier(name), time: time + second, intervalSeconds: 1, values: [1] };
}

describe('the probe for others that give the same values', () => {
  let redis: FakeRedis;
  let probe: OutputProbe;
  beforeEach(() => {
    redis = new FakeRedis();
    probe = new OutputProbe(100);
  });

  const found = (): Promise<readonly string[]> => probe.found(new WriteRedisReader(redis));

  /** Gives a value to collectd, which writes it to Redis. */
  function give(name: string, second: number): boolean {
    const isTaken = probe.takes(listOf(name, second));
    if (isTaken) redis.write(name, time + second, 1);
    return isTaken;
  }

  it('leaves one value of each series out, once, and no other value', () => {
    assert.deepEqual(
      [
        give(upper, 0),
        give(upper, 1),
        give(other, 1),
        give(other, 2),
        give('web1/dma-memory/percent-risk', 2),
      ],
      [false, true, false, true, true],
    );
  });

  it('leaves out values of a hundred series at most', () => {
    const taken = Array.from({ length: 102 }, (_, host) =>
      probe.takes(listOf(`h${host}/dma-memory/gauge-predicted_upper`, 0)),
    );
    assert.deepEqual(taken.slice(99), [false, true, true]);
    assert.equal(taken.filter((isTaken) => isTaken).length, 2);
  });

  it('is over after three seconds', () => {
    assert.equal(probe.isOver(102.9), false);
    assert.equal(probe.isOver(103), true);
  });

  it('finds nobody where only our own values are there, before the gap and after it', async () => {
    redis.write(upper, time - 1, 1);
    redis.write(upper, time - 0.5, 1);
    for (let second = 0; second < 3; second++) give(upper, second);
    assert.deepEqual(await found(), []);
  });

  it('finds somebody who fills the gap', async () => {
    give(other, 0);
    give(upper, 0);
    redis.write(upper, time, 1);
    assert.deepEqual(await found(), [upper]);
  });

  it('finds somebody who gives the value at other times after it', async () => {
    give(upper, 0);
    give(upper, 1);
    redis.write(upper, time + 0.4, 1);
    assert.deepEqual(await found(), [upper]);
  });
});
