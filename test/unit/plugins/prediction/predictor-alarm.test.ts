import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

describe('the predictor, as to raw data that no longer arrive,', () => {
  let rig: PredictorRig;
  beforeEach(() => {
    rig = new PredictorRig();
  });

  /** Notifications about raw data or, as `stale`, about series without samples, since the last call. */
  function notified(typeInstance = 'raw_data'): string[] {
    const all = rig.output.notifications.splice(0);
    for (const { message } of all)
      assert.ok(Buffer.byteLength(message) <= 255, `collectd cuts longer ones: ${message}`);
    return all
      .filter((one) => one.typeInstance === typeInstance)
      .map(({ severity, message }) => `${severity} ${message}`);
  }

  it('begins with an OKAY, should somebody have been alarmed before its start', async () => {
    const predictor = rig.start();
    await predictor.round();
    assert.deepEqual(notified(), [], 'nothing is known yet');
    await rig.run(predictor, 30, () => 100);
    assert.deepEqual(
      rig.output.notifications.map(({ severity, message }) => `${severity} ${message}`),
      ['OKAY samples arrive in Redis', 'OKAY all series get samples'],
    );
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
      /nothing is predicted: web1\/memory\/memory-used\. The last came at 08:00:30Z; is collectd running on that host/,
    );
    notified();
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
    const predictor = rig.start(undefined, { fromCache: () => fromCache, cacheState: () => 'newer' });
    await rig.run(predictor, 30, () => 100);
    notified();
    fromCache = 1;
    await rig.run(predictor, 10, () => 100);
    const [warning, ...more] = notified();
    assert.match(
      warning!,
      /^WARNING nothing new arrives in Redis; predictions go on .* restart collectd; do write_redis' Database and Prefix fit\?$/,
    );
    assert.deepEqual(more, []);
    fromCache = 0;
    await rig.run(predictor, 10, () => 100);
    assert.deepEqual(notified(), ['OKAY samples arrive in Redis']);
  });

  for (const isNow of [true, false])
    it(`names what Redis says is wrong${isNow ? '' : ', unless it is of the past'}`, async () => {
      const trouble = { cause: 'Redis is full', facts: 'OOM: 64 MiB', cure: 'raise maxmemory', isNow };
      const redisState = () => Promise.resolve({ isOpen: true, trouble });
      const predictor = rig.start(undefined, { redisState });
      await rig.run(predictor, 30, () => 100);
      notified();
      rig.said();
      await rig.idle(predictor, 10);
      const advice = isNow ? 'Redis is full; raise maxmemory' : 'The last came at .*';
      assert.match(notified().join(), new RegExp(String.raw`^FAILURE no new samples arrive.*\. ${advice}$`));
      const said = rig.said().find((line) => line.startsWith('warning: raw data'));
      assert.match(said!, isNow ? /raise maxmemory \(OOM: 64 MiB\)$/ : /The last came at/);
    });

  it('tells when there has never been a series, with the cause, and when there is one', async () => {
    const state = { isOpen: true, uptimeSeconds: 30 };
    const predictor = rig.start(undefined, { redisState: () => Promise.resolve(state) });
    await rig.idle(predictor, 120);
    assert.deepEqual(notified(), [], 'collectd may read slowly');
    await rig.idle(predictor, 3);
    assert.deepEqual(notified(), [
      'FAILURE no series is found, and nothing is predicted. Redis was started at 08:01:32Z, after dma predict, and write_redis does not connect again; restart collectd (collectd.service.d/50-dma.conf prevents it)',
    ]);
    await rig.run(predictor, 30, () => 100);
    assert.deepEqual(notified(), ['OKAY samples arrive in Redis']);
  });

  it('says nothing of series that there need not be', async () => {
    const optional = 'targets: {disk: {series: "*/df-*/df_complex-used", capacity: 1000, optional: true}}';
    const predictor = rig.start(parseConfig(optional, 'f'));
    await rig.idle(predictor, 300);
    assert.deepEqual(rig.output.notifications, []);
  });

  it('does not say that there is no series when there is one that cannot be predicted', async () => {
    const predictor = rig.start();
    for (let i = 0; i < 150; i++) {
      rig.now++;
      rig.redis.write('web1/memory/memory-used', rig.now, 100);
      rig.redis.write('web1/memory/memory-free', rig.now, 'nan');
      await predictor.round();
    }
    const told = rig.output.notifications.map(({ typeInstance }) => typeInstance);
    assert.deepEqual(told, ['unpredicted']);
  });

  it('names the series that are stale, three of them and how many more, with the host that is gone', async () => {
    const predictor = rig.start();
    const run = async (seconds: number, hosts: number): Promise<void> => {
      for (let i = 0; i < seconds; i++) {
        for (let host = 2; host <= hosts; host++) rig.write(100, `web${host}`);
        await rig.run(predictor, 1, () => 100);
      }
    };
    await run(40, 6);
    assert.deepEqual(notified('stale'), ['OKAY all series get samples']);
    await run(10, 5);
    assert.deepEqual(notified('stale'), [
      'WARNING 1 of 6 series gets no samples: web6/memory/memory-used. Nothing comes from web6; is collectd running there, is its clock right, and does its network plugin reach this host? It is forgotten after an hour',
    ]);
    await run(10, 6);
    assert.deepEqual(notified('stale'), ['OKAY all series get samples']);
    await run(60, 1);
    const [warning, ...more] = notified('stale');
    assert.deepEqual(more, []);
    assert.match(
      warning!,
      /^WARNING 4 of 6 series get no samples: web2\S+, web3\S+ and 2 more\. Nothing comes from web2 and 3 more hosts; is/,
    );
  });

  it('tells again, at most once a minute, when further series are stale, and names those first', async () => {
    const predictor = rig.start();
    const run = async (seconds: number, hosts: number): Promise<void> => {
      for (let i = 0; i < seconds; i++) {
        for (let host = 2; host <= hosts; host++) rig.write(100, `web${host}`);
        await rig.run(predictor, 1, () => 100);
      }
    };
    await run(40, 5);
    notified();
    await run(10, 4);
    assert.match(notified('stale').join(), /^WARNING 1 of 5 series gets no samples: web5/);
    await run(30, 3);
    assert.deepEqual(notified('stale'), []);
    await run(60, 3);
    assert.match(
      notified('stale').join(),
      /^WARNING 2 of 5 series get no samples: web4\S+, web5\S+\. Nothing comes from web4 and 1 more host;/,
    );
    await run(200, 3);
    assert.deepEqual(notified('stale'), []);
    await run(10, 5);
    assert.deepEqual(notified('stale'), ['OKAY all series get samples']);
  });

  it('is one alarm and not two when nothing arrives', async () => {
    const predictor = rig.start();
    await rig.run(predictor, 30, () => 100);
    rig.output.notifications.splice(0);
    await rig.idle(predictor, 100);
    assert.deepEqual(
      rig.output.notifications.map(({ typeInstance }) => typeInstance),
      ['raw_data'],
    );
  });

  it('is quiet about a disk that was unmounted, and not about one that is alone, or of a target that is required', async () => {
    const disks = '"*/df-*/df_complex-used", capacity: 1000';
    for (const [optional, disk, expected] of [
      [true, 'df-backup', []],
      [false, 'df-backup', ['WARNING 1 of 3 series gets no samples: web1/df-backup/df_complex-used']],
      [true, 'df-root', ['WARNING 1 of 2 series gets no samples: web1/df-root/df_complex-used']],
    ] as const) {
      const alarmed = new PredictorRig();
      rig = alarmed;
      const predictor = rig.start(
        parseConfig(
          `targets:\n  memory: {series: "*/memory/memory-used", capacity: 1000}\n  disk: {series: ${disks}, optional: ${optional}}`,
          'f',
        ),
      );
      const run = async (seconds: number, written: readonly string[]): Promise<void> => {
        for (let i = 0; i < seconds; i++) {
          for (const name of written) rig.redis.write(`web1/${name}/df_complex-used`, rig.now + 1, 50);
          await rig.run(predictor, 1, () => 100);
        }
      };
      const others = disk === 'df-root' ? [] : ['df-root'];
      await run(40, [...others, disk]);
      notified();
      rig.output.take();
      rig.said();
      await run(60, others);
      assert.deepEqual(
        notified('stale').map((line) => line.split('. ')[0]),
        expected,
      );
      const stale = rig.output.take('self1/dma-self/gauge-stale').at(-1)!.values[0];
      assert.equal(stale, expected.length);
      assert.match(
        rig.said().join('\n'),
        expected.length === 0 ? /: samples have ended/ : /: samples no longer/,
      );
      await run(10, [...others, disk]);
      assert.match(rig.said().join('\n'), /df_complex-used: samples recovered after/);
    }
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
