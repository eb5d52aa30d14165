import assert from 'node:assert/strict';
import { checkedTargets, checkTime } from '../../../support/checked-targets.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const target = '{m: {series: "*/memory/memory-used", limit: 900}}';

describe('dma check of two machines of one name whose clocks are far apart', () => {
  let redis: FakeRedis;
  /** Seconds that the check has waited. */
  let waited: number;
  beforeEach(() => {
    redis = new FakeRedis();
    waited = 0;
  });

  interface Machine {
    readonly ahead: number;
    /** Seconds of its past (default: 600). */
    readonly past?: number;
    /** Seconds between its samples (default: 1). */
    readonly interval?: number;
    /** True for one that has ended before the check (default: false). */
    readonly hasEnded?: boolean;
  }

  function write({ ahead, interval = 1, hasEnded }: Machine, from: number, to: number): void {
    if (hasEnded && from >= 0) return;
    for (let second = Math.ceil(from); second < to; second++)
      if (second % interval === 0) redis.write('web1/memory/memory-used', checkTime + second + ahead, 500);
  }

  async function mixed(machines: readonly Machine[]): Promise<readonly string[]> {
    for (const one of machines) write(one, -(one.past ?? 600), 0);
    const pause = async (seconds: number): Promise<void> => {
      for (const one of machines) write(one, waited, waited + seconds);
      waited += seconds;
    };
    const findings = await checkedTargets(target, redis, { pause });
    return findings
      .filter(({ subject }) => subject === 'series with several writers')
      .map(({ ok, text }) => `${ok} ${text.split(';', 1)[0]}`);
  }

  for (const [ahead, distance] of [
    [-400.3, '400 s'],
    [-5000.3, '83 min'],
    [-9000.3, '2.5 h'],
  ] as const)
    it(`fails with their distance, ${distance}, after some seconds`, async () => {
      assert.deepEqual(await mixed([{ ahead: 0 }, { ahead }]), [
        `false web1/memory/memory-used: two collectd share one name, and their clocks are ${distance} apart`,
      ]);
      assert.ok(waited <= 12, `${waited} s`);
    });

  it('fails beside a stray entry from the future', async () => {
    redis.write('web1/memory/memory-used', checkTime + 3e7, 500);
    assert.match(
      (await mixed([{ ahead: 0 }, { ahead: -400.3 }]))[0]!,
      /^false .*their clocks are 400 s apart/,
    );
  });

  it('notes it where they read every ten seconds, of which too few come meanwhile', async () => {
    const machines = [{ ahead: -0.2 }, { ahead: -400.4 }].map((one) => ({
      ...one,
      past: 6000,
      interval: 10,
    }));
    assert.match((await mixed(machines))[0]!, /^true perhaps: .*their clocks are 4\d\d s apart/);
  });

  it('finds nothing where the other one has ended, after a wait', async () => {
    assert.deepEqual(await mixed([{ ahead: 0 }, { ahead: -400.3, hasEnded: true }]), []);
    assert.ok(waited > 0);
  });

  it('knows the capacity where the one that is a day ahead does not write each part of it', async () => {
    const parts = { used: 500, free: 400, cached: 100 };
    const writeParts = (from: number, to: number): void => {
      for (let second = Math.ceil(from); second < to; second++)
        for (const [name, value] of Object.entries(parts))
          for (const ahead of name === 'cached' ? [0] : [0, 86_400.3])
            redis.write(`web1/memory/memory-${name}`, checkTime + second + ahead, value);
    };
    writeParts(-600, 0);
    const pause = async (seconds: number): Promise<void> => {
      writeParts(waited, waited + seconds);
      waited += seconds;
    };
    const withCapacity =
      '{m: {series: "*/memory/memory-used", limit: 90%, capacity: "*/memory/memory-{used,free,cached}"}}';
    const findings = await checkedTargets(withCapacity, redis, { pause });
    assert.match(
      findings.find(({ subject }) => subject === 'target m')!.text,
      /^1 series of 1 host; limit 900 of 1000 B/,
    );
  });

  it('waits for nothing where there is one', async () => {
    assert.deepEqual(await mixed([{ ahead: 0 }]), []);
    assert.equal(waited, 0);
  });
});
