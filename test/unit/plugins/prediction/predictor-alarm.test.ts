import assert from 'node:assert/strict';
import { PredictorRig } from '../../../support/predictor-rig.ts';

describe('the predictor, as to raw data that no longer arrive,', () => {
  let rig: PredictorRig;
  beforeEach(() => {
    rig = new PredictorRig();
  });

  function notified(): string[] {
    return rig.output.notifications.splice(0).map(({ severity, message }) => `${severity} ${message}`);
  }

  it('begins with an OKAY, should somebody have been alarmed before its start', async () => {
    const predictor = rig.start();
    await predictor.round();
    assert.deepEqual(notified(), [], 'nothing is known yet');
    await rig.run(predictor, 30, () => 100);
    assert.deepEqual(notified(), ['OKAY samples arrive in Redis']);
  });

  it('notifies once when no series has any within three intervals, with the cure, and once when they have', async () => {
    const predictor = rig.start();
    await rig.run(predictor, 30, () => 100);
    rig.output.notifications.splice(0);
    await rig.idle(predictor, 3);
    assert.deepEqual(notified(), []);
    await rig.idle(predictor, 1);
    const [notification, ...more] = rig.output.notifications;
    assert.deepEqual(more, []);
    const { severity, host, plugin, pluginInstance, type, typeInstance } = notification!;
    assert.deepEqual(
      [severity, host, plugin, pluginInstance, type, typeInstance],
      ['FAILURE', 'self1', 'dma', 'self', 'gauge', 'raw_data'],
    );
    assert.match(
      notification!.message,
      /nothing is predicted.*after a restart of Redis, restart collectd; is redis\.prefix the Prefix of write_redis\?$/,
    );
    assert.ok(Buffer.byteLength(notification!.message) <= 255, 'collectd cuts longer ones');
    rig.output.notifications.splice(0);
    await rig.idle(predictor, 100);
    assert.deepEqual(notified(), []);
    await rig.run(predictor, 10, () => 100);
    assert.deepEqual(notified(), ['OKAY samples arrive in Redis']);
  });

  it('leaves one series of several to gauge-stale: its host may have gone', async () => {
    const predictor = rig.start();
    for (let i = 0; i < 30; i++) {
      rig.write(100, 'web2');
      await rig.run(predictor, 1, () => 100);
    }
    notified();
    await rig.run(predictor, 30, () => 100);
    assert.deepEqual(notified(), []);
  });

  it("warns while the series come from collectd's cache", async () => {
    let fromCache = 0;
    const predictor = rig.start(undefined, { fromCache: () => fromCache });
    await rig.run(predictor, 30, () => 100);
    notified();
    fromCache = 1;
    await rig.run(predictor, 10, () => 100);
    const [warning, ...more] = notified();
    assert.match(
      warning!,
      /^WARNING nothing new arrives in Redis; predictions go on .* restart collectd; is redis\.prefix the Prefix of write_redis\?$/,
    );
    assert.deepEqual(more, []);
    fromCache = 0;
    await rig.run(predictor, 10, () => 100);
    assert.deepEqual(notified(), ['OKAY samples arrive in Redis']);
  });

  for (const isNow of [true, false])
    it(`names what Redis says is wrong${isNow ? '' : ', unless it is of the past'}`, async () => {
      const trouble = { cause: 'Redis is full', facts: 'OOM: 64 MiB', cure: 'raise maxmemory', isNow };
      const predictor = rig.start(undefined, { findTrouble: () => Promise.resolve(trouble) });
      await rig.run(predictor, 30, () => 100);
      notified();
      rig.said();
      await rig.idle(predictor, 10);
      const advice = isNow ? 'Redis is full; raise maxmemory' : 'write_redis does not reconnect: .*';
      assert.match(notified().join(), new RegExp(`^FAILURE no new samples arrive.*\\. ${advice}$`));
      const said = rig.said().find((line) => line.startsWith('warning: raw data'));
      assert.match(
        said!,
        isNow
          ? /raise maxmemory \(OOM: 64 MiB\)$/
          : /restart collectd; is redis\.prefix the Prefix of write_redis\?$/,
      );
    });

  it('does not forget a series with the data that Redis held of it', async () => {
    const predictor = rig.start();
    await rig.run(predictor, 30, () => 100);
    rig.redis.flush();
    await rig.idle(predictor, 60);
    assert.equal(predictor.series.length, 1);
    rig.output.take();
    await rig.run(predictor, 1, () => 100);
    assert.equal(rig.output.take('web1/dma-memory/percent-risk').length, 1);
    rig.redis.flush();
    await rig.idle(predictor, 3700);
    assert.equal(predictor.series.length, 0, 'after an hour, it does');
    rig.said();
    await rig.run(predictor, 20, () => 100);
    assert.equal(predictor.series.length, 1);
    assert.doesNotMatch(
      rig.said().join('\n'),
      /memory-used: samples recovered/,
      'what was said of it is forgotten',
    );
  });

  it('says nothing at its start of samples that were there before, should the alarm be on', async () => {
    await rig.run(rig.start(), 60, () => 100);
    rig.now += 600;
    notified();
    const again = rig.start();
    await rig.idle(again, 20);
    assert.deepEqual(notified(), [], 'it may be on');
    await rig.idle(again, 40);
    assert.match(notified().join(), /^FAILURE no new samples arrive/);
    await rig.run(again, 10, () => 100);
    assert.deepEqual(notified(), ['OKAY samples arrive in Redis']);
  });

  const stale = (): number[] => rig.output.take('self1/dma-self/gauge-stale').map(({ values }) => values[0]!);

  describe('and gauge-stale,', () => {
    it('keep their alert on over a restart while a series is silent', async () => {
      const first = rig.start();
      for (let second = 0; second < 30; second++) {
        rig.write(100, 'web2');
        await rig.run(first, 1, () => 100);
      }
      await rig.run(first, 60, () => 100);
      assert.equal(stale().at(-1), 1);
      const again = rig.start();
      await rig.run(again, 120, () => 100);
      assert.deepEqual(new Set(stale()), new Set([1]));
      for (let second = 0; second < 30; second++) {
        rig.write(100, 'web2');
        await rig.run(again, 1, () => 100);
      }
      assert.equal(stale().at(-1), 0);
    });

    it('raise none at a start while a series is about to go on', async () => {
      await rig.run(rig.start(), 60, () => 100);
      rig.now += 25;
      const again = rig.start();
      await rig.run(again, 60, () => 100);
      assert.deepEqual(new Set(stale()), new Set([0]));
    });
  });
});
