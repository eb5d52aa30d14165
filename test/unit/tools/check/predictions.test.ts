import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { lookAtPredictions } from '../../../../tools/check/predictions.ts';
import { checkTime, seenSeries, type CheckedOptions } from '../../../support/checked-targets.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const targets = '{m: {series: "*/memory/memory-used", capacity: 1GiB}}';
const risk = 'web1/dma-m/percent-risk';

const seconds = (from: number, to: number): readonly number[] =>
  Array.from({ length: from - to + 1 }, (_, index) => from - index);

describe('the check of predictions', () => {
  let redis: FakeRedis;

  beforeEach(() => {
    redis = new FakeRedis();
  });

  const write = (name: string, ages: readonly number[]): void =>
    ages.forEach((age) => redis.write(name, checkTime - age, 5));

  async function look(
    options: CheckedOptions & {
      readonly explained?: readonly string[];
      readonly targets?: string;
      /** Happens while predictions that have stopped are waited for. */
      readonly meanwhile?: () => void;
    } = {},
  ) {
    const reader = new WriteRedisReader(redis);
    const { series } = await seenSeries(options.targets ?? targets, redis, options);
    return lookAtPredictions({
      cached: options.cached,
      startedSeconds: options.startedSeconds,
      now: checkTime,
      isTimeUp: () => false,
      pause: async () => options.meanwhile?.(),
      reader,
      allNames: await reader.names(),
      series,
      explained: new Set(options.explained),
    });
  }

  it('finds them in Redis or in the cache of collectd, by the times of their samples', async () => {
    write('web1/memory/memory-used', seconds(200, 1));
    write(risk, [20]);
    const text = 'of 1 series come back (m)';
    const sight = await look();
    assert.deepEqual(sight.finding, { subject: 'predictions', ok: true, text });
    assert.equal(sight.predicted.length, 1);
    assert.equal(sight.ageSeconds, 20);
    redis.flush();
    write('web1/memory/memory-used', seconds(7400, 7200));
    const cached = new Map([
      ['web1/memory/memory-used', checkTime - 7200],
      [risk, checkTime - 7201],
    ]);
    assert.equal((await look({ cached })).finding?.text, text);
  });

  it('waits for the ones of samples that have come at this moment, in a burst', async () => {
    for (const age of [120, 110, 100, 90, 80, 70, 60]) write('web1/memory/memory-used', [age]);
    write(risk, [60]);
    for (const age of [50, 40, 30, 20, 10, 0]) write('web1/memory/memory-used', [age]);
    const { finding } = await look({ meanwhile: () => write(risk, [0]) });
    assert.deepEqual([finding!.ok, finding!.text], [true, 'of 1 series come back (m)']);
    redis.flush();
  });

  it('misses the ones that do not come back, or have stopped', async () => {
    write('web1/memory/memory-used', seconds(200, 1));
    const { finding, predicted, reporters, ageSeconds } = await look();
    assert.deepEqual([finding!.ok, predicted.length, reporters, ageSeconds], [false, 0, [], undefined]);
    assert.match(
      finding!.text,
      /^of web1\/memory\/memory-used do not come back: nothing of dma comes to collectd: does dma predict run/,
    );
    write(risk, [150]);
    write('web1/dma-self/gauge-series', [5]);
    const stopped = await look();
    assert.deepEqual(stopped.reporters, ['web1']);
    assert.match(stopped.finding!.text, /^of \S+ stopped 2 min before the newest sample: dma predict runs; /);
  });

  it('leaves to others what they explain', async () => {
    write('web1/memory/memory-used', seconds(200, 1));
    assert.equal((await look({ explained: ['web1/memory/memory-used'] })).finding, undefined);
  });

  it('waits for the first samples, and for the first round', async () => {
    write('web1/memory/memory-used', [121, 61, 1]);
    const few = await look();
    assert.deepEqual([few.finding!.ok, few.finding!.kind], [true, 'wait']);
    assert.match(
      few.finding!.text,
      /^of 1 not yet, such as \S+: it has 3 samples, and the first prediction comes after 4/,
    );
    redis.flush();
    write('web1/memory/memory-used', seconds(500, 1));
    const started = await look({ startedSeconds: 12 });
    assert.equal(started.finding!.kind, 'wait');
    assert.match(
      started.finding!.text,
      /: collectd started 12 s ago, and the first comes within about 51 s of that$/,
    );
    assert.equal((await look({ startedSeconds: 90 })).finding!.ok, false);
  });

  it('waits for as many samples as the target asks for, by any of its options', async () => {
    const memory = '{series: "*/memory/memory-used", capacity: 1GiB, ';
    for (const [options, needed] of [
      ['{m: {series: "*/memory/memory-used", detector: {ensemble: {}}}}', 121],
      [`{m: ${memory}minimumSamples: 100}}`, 100],
      [`{m: ${memory}minimumWindowRatio: 2}}`, 121],
    ] as const) {
      redis.flush();
      write('web1/memory/memory-used', seconds(99, 1));
      const { finding } = await look({ startedSeconds: 9000, targets: options });
      assert.equal(finding!.kind, 'wait');
      const text = `it has 99 samples, and the first prediction comes after ${needed}, by its target`;
      assert.ok(finding!.text.endsWith(text), finding!.text);
      write('web1/memory/memory-used', seconds(needed, 100));
      write('web1/memory/memory-used', seconds(needed + 100, needed + 1));
      assert.equal((await look({ startedSeconds: 9000, targets: options })).finding!.ok, false);
    }
  });

  it('waits for a host that is new, however long collectd has been running', async () => {
    write('web1/memory/memory-used', seconds(20, 1));
    const { finding } = await look({ startedSeconds: 9000 });
    assert.equal(finding!.kind, 'wait');
    assert.match(finding!.text, /it is new, and the first comes within about 51 s of its first sample$/);
  });
});
