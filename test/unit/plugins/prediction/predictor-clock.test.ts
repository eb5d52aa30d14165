import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { SeriesError } from '../../../../plugins/samples/sample-reader.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

/** Values of the predicted series and of one that every machine has. */
const risk = 'web1/dma-memory/percent-risk';

describe('the predictor, when the clock jumps,', () => {
  let rig: PredictorRig;
  beforeEach(() => {
    rig = new PredictorRig();
  });

  /** A second in which collectd reads memory by the clock as it is, and a round. */
  async function second(
    predictor: ReturnType<PredictorRig['start']>,
    value: number,
    isCollected = true,
  ): Promise<void> {
    rig.now++;
    const time = rig.now + rig.clockError;
    if (isCollected) {
      rig.redis.write('web1/memory/memory-used', time, value);
      rig.redis.write('web1/memory/memory-free', time, 1000 - value);
    }
    await predictor.round();
  }

  for (const back of [20.25, 250.25, 86_400])
    it(`says so when it is set back by ${back} s, and predicts again from what comes then`, async () => {
      const predictor = rig.start();
      for (let i = 0; i < 60; i++) await second(predictor, 200);
      assert.deepEqual(rig.said(), []);
      rig.clockError = -back;
      rig.output.take();
      for (let i = 0; i < 12; i++) await second(predictor, 200);
      const said = rig.said();
      assert.ok(
        said.some((line) =>
          /memory-used: the clock was set back; prediction starts over\. Restart collectd: .* \(set back by \d+ s/.test(
            line,
          ),
        ),
        said.join('\n'),
      );
      assert.ok(rig.output.take(risk).length >= 5, 'it predicts');
      for (let i = 0; i < 60; i++) await second(predictor, 300 + 11 * i);
      const values = rig.output.take(risk).map(({ values: [value] }) => value!);
      assert.equal(values.length, 60, 'each sample once, and nothing of what had been written before');
      assert.ok(Math.max(...values) >= 50, 'a leak is seen');
      const later = rig.said();
      assert.equal(later.filter((line) => line.startsWith('warning')).length, 0, later.join('\n'));
    });

  for (const [what, member] of [
    ['an entry without a value', 'web1/swap/swap-used'],
    ['an entry of one part of a sum', 'web1/swap/swap-cached'],
  ] as const)
    it(`starts over when ${what} is from the future, so that what comes now is not missed`, async () => {
      const target = 'series: ["*/swap/swap-used", "*/swap/swap-cached"], limit: 1000';
      const predictor = rig.start(parseConfig(`targets: {held: {${target}}}`, 'test'));
      const run = async (seconds: number): Promise<void> => {
        for (let i = 0; i < seconds; i++) {
          rig.now++;
          rig.redis.write('web1/swap/swap-used', rig.now, 5);
          rig.redis.write('web1/swap/swap-cached', rig.now, 5);
          await predictor.round();
        }
      };
      await run(60);
      rig.redis.write(member, rig.now + 200, member.endsWith('used') ? 'nan' : 5);
      rig.output.take();
      await run(30);
      assert.ok(rig.output.take('web1/dma-held/percent-risk').length >= 15, 'it predicts');
    });

  it('starts over soon when a stray sample hides those that come, though a hole made long gaps usual', async () => {
    const predictor = rig.start();
    let rounds = 0;
    /** Seconds in which collectd reads every five. */
    const run = async (seconds: number, isCollected = true): Promise<void> => {
      for (const end = rounds + seconds; rounds < end; rounds++)
        await second(predictor, 200, isCollected && rounds % 5 === 0);
    };
    await run(30);
    await run(40, false);
    await run(10);
    rig.redis.write('web1/memory/memory-used', rig.now + 200, 200);
    await run(5);
    rig.output.take();
    rig.said();
    await run(40);
    assert.ok(rig.output.take(risk).length >= 1, 'it predicts');
    assert.match(
      rig.said().join('\n'),
      /memory-used: the clock is ahead for the newest sample alone, and older ones come/,
    );
  });

  it('starts over soon when Redis has only one entry, and one from the future, minutes ahead', async () => {
    for (const seconds of [0, 187]) {
      rig.redis.write('web1/memory/memory-used', rig.now + seconds, 200);
      rig.redis.write('web1/memory/memory-free', rig.now + seconds, 800);
    }
    const predictor = rig.start();
    for (let i = 0; i < 40; i++) await second(predictor, 200);
    rig.output.take();
    for (let i = 0; i < 10; i++) await second(predictor, 200);
    assert.equal(rig.output.take(risk).length, 10, 'it predicts');
  });

  it('starts over soon when one from the future hides what comes, and the few before it are minutes apart', async () => {
    for (const seconds of [-230, -120, -10, -5, 144]) {
      rig.redis.write('web1/memory/memory-used', rig.now + seconds, 200);
      rig.redis.write('web1/memory/memory-free', rig.now + seconds, 800);
    }
    const predictor = rig.start();
    for (let i = 0; i < 45; i++) await second(predictor, 200, i % 5 === 0);
    rig.output.take();
    for (let i = 0; i < 10; i++) await second(predictor, 200, i % 5 === 0);
    assert.equal(rig.output.take(risk).length, 2, 'it predicts');
  });

  it('finds the capacity of a new series beside an unknown value from the future', async () => {
    rig.redis.write('web1/memory/memory-free', rig.now + 9000, 'nan');
    const predictor = rig.start();
    for (let i = 0; i < 30; i++) await second(predictor, 200);
    assert.equal(predictor.series[0]?.capacity, 1000);
    assert.ok(rig.output.take(risk).length >= 10, 'it predicts');
  });

  it('goes on at once when it is set ahead, and reports on itself', async () => {
    const predictor = rig.start();
    for (let i = 0; i < 60; i++) await second(predictor, 200);
    rig.clockError = 7200;
    rig.output.take();
    for (let i = 0; i < 25; i++) await second(predictor, 200);
    assert.equal(rig.output.take(risk).length, 25);
    assert.ok(rig.output.take('self1/dma-self/gauge-series').length >= 2);
    assert.deepEqual(rig.said(), []);
  });

  it('reports on itself and looks for new series also after it was set back', async () => {
    const predictor = rig.start();
    for (let i = 0; i < 30; i++) await second(predictor, 200);
    rig.clockError = -86_400;
    rig.output.take();
    for (let i = 0; i < 25; i++) {
      rig.redis.write('web2/memory/memory-used', rig.now + rig.clockError, 5);
      rig.redis.write('web2/memory/memory-free', rig.now + rig.clockError, 5);
      await second(predictor, 200);
    }
    assert.ok(rig.output.take('self1/dma-self/gauge-series').length >= 2);
    assert.equal(predictor.series.length, 2);
  });

  it('predicts soon when it is set back while a series is about to start over', async () => {
    const predictor = rig.start();
    for (let i = 0; i < 60; i++) await second(predictor, 950);
    rig.redis.write('web1/memory/memory-used', rig.now + 20, 950);
    let seconds = 0;
    while (!rig.said().some((line) => line.includes('starts over'))) {
      assert.ok(seconds++ < 20, 'it starts over');
      await second(predictor, 950);
    }
    rig.clockError = -40.25;
    rig.output.take();
    for (let i = 0; i < 60; i++) await second(predictor, 200);
    const count = rig.output.take(risk).length;
    assert.ok(count >= 55, `${count} risks`);
  });

  it('gives no value of the future when it is set back between the look at a new series and its past', async () => {
    for (let i = 0; i < 60; i++) {
      rig.redis.write('web1/memory/memory-used', ++rig.now, 200);
      rig.redis.write('web1/memory/memory-free', rig.now, 800);
    }
    const predictor = rig.start();
    const read = rig.redis.zRangeWithScores.bind(rig.redis);
    rig.redis.zRangeWithScores = (...question) => {
      if (question[3]?.LIMIT && !question[3].REV && question[0].endsWith('used')) rig.clockError = -250;
      return read(...question);
    };
    for (let i = 0; i < 5; i++) await second(predictor, 200, false);
    assert.equal(rig.clockError, -250);
    const times = rig.output.take(risk).map(({ time }) => time);
    assert.ok(times.length > 0, 'it predicts');
    for (const time of times) assert.ok(time <= rig.now + rig.clockError, `${time - rig.now} s`);
  });

  it('leaves out what had been written before, also when the past cannot be read at the first try', async () => {
    const predictor = rig.start();
    for (let i = 0; i < 60; i++) await second(predictor, 950);
    rig.clockError = -30.25;
    const read = rig.redis.zRangeWithScores.bind(rig.redis);
    let failures = 0;
    rig.redis.zRangeWithScores = (...question) => {
      const [key, from] = question;
      const isOfPast = key.endsWith('used') && Number(from) > 0 && Number(from) < rig.now - 500;
      if (!isOfPast || failures > 0) return read(...question);
      failures++;
      return Promise.reject(new SeriesError('its key holds something else'));
    };
    for (let i = 0; i < 10; i++) await second(predictor, 200);
    assert.equal(failures, 1);
    rig.output.take();
    for (let i = 0; i < 60; i++) await second(predictor, 200);
    const values = rig.output.take(risk).map(({ values: [value] }) => value!);
    assert.ok(values.length >= 40, `${values.length} risks`);
    const later = values.slice(15);
    assert.ok(Math.max(...later) < 50, later.map(Math.round).join(' '));
  });

  it('finds the capacity of a series of which it has left entries hours ahead, and a stray one is nearer', async () => {
    for (const [from, to] of [
      [-60, 0],
      [9940, 10_000],
    ] as const)
      for (let at = from; at < to; at++) {
        rig.redis.write('web1/memory/memory-used', rig.now + at, 200);
        if (at < 0) rig.redis.write('web1/memory/memory-free', rig.now + at, 800);
      }
    rig.redis.write('web1/memory/memory-used', rig.now + 107, 200);
    const predictor = rig.start();
    for (let i = 0; i < 70; i++) await second(predictor, 200);
    rig.output.take();
    for (let i = 0; i < 10; i++) await second(predictor, 200);
    assert.equal(rig.output.take(risk).length, 10);
  });
});
