import assert from 'node:assert/strict';
import { checkedTargets, checkTime } from '../../../support/checked-targets.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const target = '{m: {series: "*/memory/memory-used", capacity: "*/memory/memory-{used,free}"}}';
const subject = 'series with several writers';

describe('dma check of a series that several collectd write', () => {
  let redis: FakeRedis;

  beforeEach(() => {
    redis = new FakeRedis();
  });

  /** Writes a sample a second for two minutes. */
  function write(
    host: string,
    phase: number,
    total: number,
    used: (second: number) => number,
    until = 0,
  ): void {
    for (let second = 120; second > until; second--) {
      const time = checkTime - second + phase;
      redis.write(`${host}/memory/memory-used`, time, used(second));
      redis.write(`${host}/memory/memory-free`, time, total - used(second));
    }
  }

  async function mixed(): Promise<readonly string[]> {
    const findings = await checkedTargets(target, redis);
    return findings.filter((one) => one.subject === subject).map(({ ok, text }) => `${ok} ${text}`);
  }

  it('fails with their names and the cure', async () => {
    write('web1', 0, 1000, (second) => 500 - second);
    write('web1', 0.3, 8000, () => 200);
    write('web2', 0, 1000, () => 200);
    assert.deepEqual(await mixed(), [
      'false web1/memory/memory-used: two collectd share one name; give each its own Hostname, or a Prefix or Database of its own in write_redis',
    ]);
  });

  it('fails where dma predict tells of more than one look shows, as long as it reports', async () => {
    write('web1', 0, 1000, () => 500);
    for (const [age, count] of [
      [5, 0],
      [5, 2],
      [300, 2],
    ] as const) {
      redis.write('self1/dma-self/gauge-series', checkTime - age, 1);
      redis.write('self1/dma-self/gauge-mixed', checkTime - age, count);
      const expected = [
        'false dma predict tells the writers of 2 series apart, and its notification of dma-self/gauge-mixed says which and why; it ends when only one has written for two minutes',
      ];
      assert.deepEqual(await mixed(), count > 0 && age < 100 ? expected : []);
      redis.flush();
      write('web1', 0, 1000, () => 500);
    }
  });

  it('fails for two machines that read exactly in turns, by their capacities', async () => {
    write('web1', 0, 1000, () => 500);
    write('web1', 0.5, 8000, () => 200);
    assert.equal((await mixed()).length, 1);
  });

  it('leaves it open whether two machines of one size read exactly in turns, or one source alternates', async () => {
    write('web1', 0, 1000, (second) => (second % 2 === 0 ? 800 : 200));
    assert.deepEqual(await mixed(), [
      'true perhaps: web1/memory/memory-used: two collectd share one name, or a single source jumps between levels from sample to sample; give each its own Hostname, or a Prefix or Database of its own in write_redis',
    ]);
  });

  it('fails for two machines of one size that read exactly in turns, at a usual interval', async () => {
    write('web1', 0, 1000, () => 500);
    write('web1', 0.5, 1000, () => 200);
    write('web2', 0, 1000, (second) => (second % 2 === 0 ? 800 : 200));
    assert.deepEqual(await mixed(), [
      'false web1/memory/memory-used: two collectd share one name, or a single source jumps between levels from sample to sample; give each its own Hostname, or a Prefix or Database of its own in write_redis',
    ]);
  });

  for (const phase of [0.3, 0.004])
    it(`says nothing of a host whose clock was set back, as it goes on alone ${phase} s off its old times`, async () => {
      write('web1', 0, 1000, () => 500);
      write('web1', phase, 1000, () => 200, 60);
      let second = 60;
      const pause = async (): Promise<void> => {
        redis.write('web1/memory/memory-used', checkTime - second + phase, 200);
        second--;
      };
      assert.equal((await mixed()).length, 1);
      const findings = await checkedTargets(target, redis, { pause });
      assert.deepEqual(
        findings.filter((one) => one.subject === subject),
        [],
      );
    });

  it('fails for two machines that both go on', async () => {
    write('web1', 0, 1000, () => 500);
    write('web1', 0.3, 1000, () => 200);
    let second = 0;
    const pause = async (): Promise<void> => {
      for (const phase of [0, 0.3]) redis.write('web1/memory/memory-used', checkTime + second + phase, 500);
      second++;
    };
    const findings = await checkedTargets(target, redis, { pause });
    assert.equal(findings.filter((one) => one.subject === subject && !one.ok).length, 1);
  });

  it('says nothing of a writer that has ended', async () => {
    write('web2', 0, 1000, (second) => 500 - second);
    write('web2', 0.3, 8000, () => 200, 70);
    assert.deepEqual(await mixed(), []);
  });
});
