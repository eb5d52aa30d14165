import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawsFrom, seededRandom } from '../../analysis/maths/seeded-random.ts';
import type { AlertContext } from '../../notifiers/event/alert-event.ts';
import { OwnRedis } from '../support/own-redis.ts';
import { startDma } from '../support/run-dma.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { until } from '../support/until.ts';

const [seconds, onset, lag] = [600, 540, 12];

/** The compiled `dma predict` with a past in a real Redis, of which the newest sample is an alert. */
describe('dma predict, about series that moved with one', function () {
  const folder = scratchFolder();
  let redis: OwnRedis;
  beforeEach(async () => (redis = await OwnRedis.start(folder())));
  afterEach(() => redis.stop());

  it('names them in the alert context, among many, and never its own parts', async function () {
    const spool = join(folder(), 'spool');
    const config = join(folder(), 'dma.yaml');
    const draws = drawsFrom(seededRandom(1));
    const start = Math.floor(Date.now() / 1000) - seconds;
    const usedAt = (second: number): number => 300 + 8.5 * Math.max(0, second - onset) + draws.normal();
    const put = (name: string, valueAt: (second: number) => number, from = 0, to = seconds): Promise<void> =>
      redis.put(
        name,
        Array.from({ length: to - from }, (_, i) => ({ time: start + from + i, value: valueAt(from + i) })),
      );
    await put('web1/memory/memory-used', usedAt);
    await put('web1/memory/memory-free', (second) => 1000 - usedAt(second));
    await put('web1/cpu-0/cpu-user', (second) => (second >= onset - lag ? 70 : 10) + draws.normal());
    for (let i = 0; i < 60; i++) await put(`web1/noise-${i}/gauge`, () => draws.normal());
    writeFileSync(
      config,
      `redis: {url: "${redis.url}"}\nspool: ${spool}\ncache: off\n` +
        'targets: {memory: {series: "*/memory/memory-used", capacity: "*/memory/memory-*"}}\n',
    );
    mkdirSync(spool);
    const { child, output, exited } = startDma(['predict', '--config', config], {
      COLLECTD_HOSTNAME: 'web1',
    });
    try {
      let second = seconds;
      const context = await until('an alert context', 60, async () => {
        const to = Math.min(second + 1, Math.floor(Date.now() / 1000) - start);
        if (to > second) {
          await put('web1/memory/memory-used', usedAt, second, to);
          await put('web1/memory/memory-free', (at) => 1000 - usedAt(at), second, to);
          second = to;
        }
        return contextIn(spool);
      });
      const { related } = context;
      assert.equal(
        related?.series[0]?.identifier,
        'web1/cpu-0/cpu-user',
        `${JSON.stringify(related)} ${output.stderr}`,
      );
      assert.deepEqual([related.series.length, related.looked, related.of], [1, 61, 61]);
    } finally {
      child.kill('SIGTERM');
      await exited;
    }
  });
});

function contextIn(spool: string): AlertContext | undefined {
  try {
    const context = JSON.parse(
      readFileSync(join(spool, 'contexts', 'web1,memory.json'), 'utf8'),
    ) as AlertContext;
    return context.related ? context : undefined;
  } catch {
    return undefined;
  }
}
