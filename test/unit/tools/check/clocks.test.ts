import assert from 'node:assert/strict';
import type { Finding } from '../../../../tools/check/finding.ts';
import { checkedTargets, checkTime, type CheckedOptions } from '../../../support/checked-targets.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const used = (host: string): string => `${host}/memory/memory-used`;

/** A check of hosts whose clocks are ahead by these seconds, and that go on writing unless they are `silent`. */
async function check(
  shifts: Readonly<Record<string, number>>,
  silent: readonly string[] = [],
  options: CheckedOptions = {},
): Promise<readonly Finding[]> {
  const redis = new FakeRedis();
  let seconds = 0;
  const write = (host: string, ago: number): void =>
    redis.write(used(host), checkTime + shifts[host]! - ago, 5);
  for (const host of Object.keys(shifts)) for (const ago of [2, 1]) write(host, ago);
  const findings = await checkedTargets('{m: {series: "*/memory/memory-used", capacity: 1GiB}}', redis, {
    pause: async (pauseSeconds) => {
      seconds += pauseSeconds;
      for (const host of Object.keys(shifts)) if (!silent.includes(host)) write(host, -seconds);
    },
    ...options,
  });
  return findings.filter(({ subject }) => subject !== 'predictions');
}

describe('dma check of clocks', () => {
  for (const [shift, text] of [
    [20, /web1 \(20 s ahead\)/],
    [600, /web1 \(10 min ahead\)/],
    [4e8, /web1 \(\d+\.\d days ahead\)/],
    [-600, /web1 \(10 min behind or late\)/],
    [-5000, /web1 \(83 min behind\)/],
  ] as const)
    it(`names a host that is ${shift} s ahead, and has nothing against its series`, async () => {
      const [target, clocks, ...more] = await check({ web1: shift, web2: 0 });
      assert.deepEqual([target!.ok, clocks!.ok, clocks!.kind, more.length], [true, true, 'note', 0]);
      assert.match(clocks!.text, /^the clock of a host is wrong: web1/);
      assert.match(clocks!.text, text);
      assert.match(clocks!.text, /set it by NTP there/);
    });

  it('names our clock when all other hosts differ from it by the same', async () => {
    const [, clocks] = await check({ self: 0, web1: -5000, web2: -5000 }, [], { ownHost: 'self' });
    assert.match(clocks!.text, /^this machine's clock is 83 min ahead, by those of all 2 other hosts: web/);
  });

  it('says nothing of clocks that are right, nor of a series that is late or has a stray entry', async () => {
    assert.equal((await check({ web1: 0, web2: 0 })).length, 1);
    const stray = await check({ web1: 600, web2: -100 }, ['web1', 'web2']);
    assert.equal(
      stray.some(({ subject }) => subject === 'clocks'),
      false,
    );
  });

  it('does not take a series for late of which Redis has one sample, and collectd newer ones', async () => {
    const redis = new FakeRedis();
    redis.write(used('web1'), checkTime - 80, 5);
    const findings = await checkedTargets('{m: {series: "*/memory/memory-used", capacity: 1GiB}}', redis, {
      cached: new Map([[used('web1'), checkTime]]),
    });
    assert.equal(
      findings.some(({ subject }) => subject === 'clocks'),
      false,
    );
  });

  it('passes on what dma predict sees where the series show nothing, as long as it reports', async () => {
    for (const [age, count, text] of [
      [5, 0, undefined],
      [5, 1, /^the clock of a host, or this machine's, is wrong, as dma predict sees it; /],
      [5, 2, /^the clocks of 2 hosts are wrong, as dma predict sees it; .*gauge-wrong_clocks/],
      [300, 2, undefined],
    ] as const) {
      const redis = new FakeRedis();
      redis.write(used('web1'), checkTime - 1, 5);
      redis.write('self1/dma-self/gauge-series', checkTime - age, 1);
      redis.write('self1/dma-self/gauge-wrong_clocks', checkTime - age, count);
      const findings = await checkedTargets('{m: {series: "*/memory/memory-used", capacity: 1GiB}}', redis);
      const clocks = findings.find(({ subject }) => subject === 'clocks');
      assert.equal(clocks?.kind, text && 'note');
      assert.match(clocks?.text ?? '', text ?? /^$/);
    }
  });

  it("takes what collectd's cache holds for arrived", async () => {
    const cached = new Map([[used('web1'), checkTime - 901]]);
    const [, clocks] = await check({ web1: -900, web2: 0 }, ['web1'], { cached });
    assert.match(clocks!.text, /web1 \(15 min behind or late\)/);
  });
});
