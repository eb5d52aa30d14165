import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawsFrom, seededRandom } from '../../analysis/maths/seeded-random.ts';
import { OwnRedis } from '../support/own-redis.ts';
import { runDma } from '../support/run-dma.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const [seconds, onset, lag] = [900, 600, 12];

/** The compiled `dma correlate` with the past of two hosts in a real Redis. */
describe('dma correlate', function () {
  const folder = scratchFolder();
  let redis: OwnRedis;
  let start: number;

  beforeEach(async function () {
    redis = await OwnRedis.start(folder());
    start = Math.floor(Date.now() / 1000) - seconds;
    const draws = drawsFrom(seededRandom(1));
    const put = (name: string, valueAt: (second: number) => number): Promise<void> =>
      redis.put(
        name,
        Array.from({ length: seconds }, (_, second) => ({ time: start + second, value: valueAt(second) })),
      );
    const leak = (second: number): number => 3e8 + 1e6 * Math.max(0, second - onset) + 2e5 * draws.normal();
    await put('web1/memory/memory-used', leak);
    await put('web1/memory/memory-free', (second) => 1e9 - leak(second));
    await put('web1/cpu-0/cpu-user', (second) => (second >= onset - lag ? 70 : 10) + draws.normal());
    await put('web1/dma-memory/percent-risk', (second) => (second >= onset ? 90 : 0));
    await put(
      'web2/processes-java/ps_rss',
      (second) => 5e8 + 8e5 * Math.max(0, second - onset) + 1e5 * draws.normal(),
    );
    for (let i = 0; i < 40; i++) await put(`web1/noise-${i}/gauge`, () => draws.normal());
  });
  afterEach(() => redis.stop());

  const correlate = (...args: string[]) => {
    const config = join(folder(), 'dma.yaml');
    writeFileSync(config, `redis: {url: "${redis.url}"}\n`);
    return runDma(['correlate', '--config', config, ...args]);
  };

  it('names the series of the host that moved, in a table and as lines, and no part of its own', async function () {
    const { code, stdout, stderr } = await correlate('web1', 'memory-used', '--from', '-15m');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^web1\/memory\/memory-used, /);
    assert.match(stdout, /^compared with 41 other series of web1, up to 60 s before and after$/m);
    assert.match(
      stdout,
      /^moved with it:\n {2}series +change +r +by chance\n {2}cpu-0\/cpu-user +rose 1[0-9] s before +(?:0\.9\d|1\.00)/m,
    );
    assert.match(stdout, /^ {2}memory\/memory-used +[_.\-=+*%#▁-█]{20,}$/m);
    assert.doesNotMatch(stdout, /memory-free|dma-|noise/);
  });

  it('looks at all hosts when it is asked to, and says the same as JSON', async function () {
    const { code, stdout } = await correlate(
      'web1/memory/memory-used',
      '--from',
      '-15m',
      '--all-hosts',
      '--json',
    );
    assert.equal(code, 0);
    const { moved, looked } = JSON.parse(stdout) as {
      moved: { identifier: string; direction: string }[];
      looked: number;
    };
    assert.equal(looked, 42);
    const changes = moved.map(({ identifier, direction }) => `${identifier} ${direction}`).toSorted();
    assert.deepEqual(changes, ['web1/cpu-0/cpu-user rose', 'web2/processes-java/ps_rss rose']);
  });

  it('says that nothing moved with it', async function () {
    const { code, stdout } = await correlate('web1/noise-7/gauge', '--from', '-15m');
    assert.equal(code, 0);
    assert.match(stdout, /^nothing moved with it$/m);
  });

  it('says when there is too little to compare, and which series there are', async function () {
    const few = await correlate('web1/memory/memory-used', '--from', '-20s');
    assert.match(few.stdout, /^it has too few samples to compare, or did not change$/m);
    const unknown = await correlate('web7');
    assert.equal(unknown.code, 1);
    const several = await correlate('noise-1');
    assert.equal(several.code, 2);
    assert.match(several.stderr, /"noise-1": 11 series are like that; say which one: web1\/noise-1\/gauge, /);
    const wrong = await correlate('web1/memory/memory-used', '--from', '-1m', '--to', '-1h');
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /--from: expected a time before --to, not "-1m"/);
  });
});
