import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { memoryConfig } from '../../../support/memory-target.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

const used = 'web1/memory/memory-used';

/** Flat for a minute, then 20 a second. */
function leak(second: number): number {
  return 200 + Math.max(0, 20 * (second - 60));
}

describe('the predictor', () => {
  let rig: PredictorRig;
  beforeEach(() => {
    rig = new PredictorRig();
  });

  it('gives each new sample its prediction, and each sample only one', async () => {
    const predictor = rig.start(memoryConfig('forecaster: linear'));
    await rig.run(predictor, 10, (second) => 100 + second);
    rig.output.take();
    rig.now++;
    rig.write(110);
    await predictor.round();
    await predictor.round();
    const predicted = rig.output.take('web1/dma/memory');
    assert.deepEqual(
      predicted.map(({ time, values }) => [time, Math.round(values[0]!)]),
      [[rig.now, 170]],
    );
    assert.deepEqual(rig.said(), []);
  });

  it('predicts several hosts apart, and finds new ones', async () => {
    const predictor = rig.start();
    await rig.run(predictor, 5, () => 100);
    rig.write(100, 'web2');
    rig.now += 10;
    rig.write(100);
    rig.write(100, 'web2');
    await predictor.round();
    assert.deepEqual(
      predictor.series.map(({ name }) => name),
      [used, 'web2/memory/memory-used'],
    );
  });

  it('keeps up with a capacity that changes', async () => {
    const predictor = rig.start();
    await rig.run(predictor, 5, () => 100);
    assert.deepEqual(rig.output.take('web1/dma-memory/percent-predicted').at(-1)!.values, [10]);
    for (let i = 0; i < 12; i++) {
      rig.now++;
      rig.redis.write(used, rig.now, 100);
      rig.redis.write('web1/memory/memory-free', rig.now, 300);
      await predictor.round();
    }
    assert.deepEqual(rig.output.take('web1/dma-memory/percent-predicted').at(-1)!.values, [25]);
  });

  it('never predicts its own values', async () => {
    const everything = parseConfig('targets: {all: {series: "*/*/*", capacity: 1000}}', 'test');
    const predictor = rig.start(everything);
    for (const own of ['web1/dma/memory', 'web1/dma-memory/percent-risk', 'web1/dma-self/gauge-series']) {
      rig.redis.write(own, rig.now, 5);
    }
    rig.redis.write('web1/dmax/memory', rig.now, 5);
    await predictor.round();
    assert.deepEqual(
      predictor.series.map(({ name }) => name),
      ['web1/dmax/memory'],
    );
  });

  it('goes on where it was after a restart, because it replays the past', async () => {
    const first = rig.start();
    await rig.run(first, 93, leak);
    rig.now++;
    rig.write(leak(93));
    rig.output.take();
    await first.round();
    const before = rig.output.takeValues('web1/');
    assert.ok(before['web1/dma-memory/percent-risk']! >= 50, JSON.stringify(before));
    await rig.start().round();
    assert.deepEqual(rig.output.takeValues('web1/'), before);
  });

  it('forgets a series that has been silent for an hour', async () => {
    const predictor = rig.start();
    await rig.run(predictor, 5, () => 100);
    assert.equal(predictor.series.length, 1);
    rig.now += 3700;
    await predictor.round();
    assert.equal(predictor.series.length, 0);
  });

  it('reports on itself every ten seconds', async () => {
    const predictor = rig.start();
    await rig.run(predictor, 35, () => 100);
    const reports = rig.output.take('self1/dma-self/gauge-samples_per_second');
    assert.equal(reports.length, 3);
    assert.deepEqual(reports.at(-1)!.values, [1]);
    assert.deepEqual(rig.output.take('self1/dma-self/gauge-series').at(-1)!.values, [1]);
  });

  it('pauses until just after the next sample is due, but not longer than a round', async () => {
    const predictor = rig.start(memoryConfig('', 'roundSeconds: 5'));
    assert.equal(predictor.pauseSeconds(rig.now), 5);
    for (let i = 0; i < 5; i++) {
      rig.now += 10;
      rig.write(100);
      await predictor.round();
    }
    assert.equal(predictor.pauseSeconds(rig.now), 5);
    assert.ok(Math.abs(predictor.pauseSeconds(rig.now + 8) - 2.05) < 1e-6);
    assert.ok(Math.abs(predictor.pauseSeconds(rig.now + 10.1) - 0.1) < 1e-6, 'overdue: look again soon');
    assert.equal(predictor.pauseSeconds(rig.now + 60), 5);
  });
});
