import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';
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
});
